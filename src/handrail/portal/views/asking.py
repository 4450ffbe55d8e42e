"""Asking something new."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.configuration import settled
from handrail.base.languages import later
from handrail.base.limits import within
from handrail.desk.models import Brand
from handrail.flow.opening import open_request
from handrail.flow.walking import open_from_walk
from handrail.knowledge.actions import followed
from handrail.knowledge.rules import Refused as WalkRefused
from handrail.knowledge.trees.models import Walk
from handrail.knowledge.trees.walking import sentences_of
from handrail.people.actions import meet
from handrail.people.models import Person
from handrail.portal.brands import brand_of, of_this_brand
from handrail.portal.forms import NewForm, asked_in
from handrail.portal.guard import visitor
from handrail.portal.readers import reader
from handrail.portal.views.frame import files_of, frame, known_troubles, listed
from handrail.portal.views.knowledge import questions
from handrail.portal.views.trees import offered, own_walk, walked_into
from handrail.tickets import actions
from handrail.tickets.models import Ticket
from handrail.tickets.queries import newest

MOST_AN_HOUR = 30
TOO_MANY = later("That is more than we can take from one place in an hour. Please wait a little.")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start."""
    person = visitor(request)
    with settled():
        context = frame(request, "home") | {
            "known": known_troubles(request, person), "sections": questions(request),
            "trees": offered(request),
        }  # fmt: skip
    if person is not None:
        own = Ticket.objects.visible_to(person).filter(of_this_brand(request), requester=person)
        mine, _further = newest(own)
        context["requests"] = listed(mine[:3], person.time_zone)
    return render(request, "portal/home.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """The form, and its answer. A category with questions of its own asks them before it sends."""
    person = visitor(request)
    if request.method != "POST":
        walk = own_walk(request, _number(request.GET.get("walk")))
        typed: dict[str, Any] = {"subject": request.GET.get("subject", "")[:250]}
        typed |= walked_into(walk) if walk else {}
        asked = asked_in(typed.get("category"))
        return _show(request, NewForm(person, asked, initial=typed, walked=walk is not None))
    chosen = request.POST.get("category", "")
    questions = asked_in(int(chosen) if chosen.isascii() and chosen.isdigit() else None)
    walk = own_walk(request, _number(request.POST.get("walk")))
    form = NewForm(person, questions, request.POST, request.FILES, walked=walk is not None)
    names = {f"field:{question.key}" for question in questions}
    if names - set(request.POST.get("asked", "").split()) and names - set(request.POST):
        return _ask_more(request, person, questions)
    if not form.is_valid():
        return _show(request, form, status=422)
    return _open(request, form, person)


def _number(typed: str | None) -> int:
    """A number from an address or a hidden field; 0, which nobody's is, for anything else."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 18 else 0


def _ask_more(request: HttpRequest, person: Person | None, questions: list[Any]) -> HttpResponse:
    """The same form with the category's own questions, and all that was typed."""
    form = NewForm(
        person, questions, initial={k: v for k, v in request.POST.items() if k != "asked"},
        walked=bool(request.POST.get("walk")),
    )  # fmt: skip
    return _show(
        request, form, trouble=_("One thing more about this: please answer the new questions.")
    )


def _show(
    request: HttpRequest, form: NewForm, status: int = 200, trouble: str = ""
) -> HttpResponse:
    names = " ".join(name for name in form.fields if name.startswith("field:"))
    form.fields["asked"].initial = names
    if isinstance(form.data, QueryDict):
        form.data = form.data.copy()
        form.data["asked"] = names
    context = frame(request, "new") | {
        "form": form, "trouble": trouble, "known": known_troubles(request, visitor(request)),
        "path": _path(request, form),
    }  # fmt: skip
    return render(request, "portal/new.html", context, status=status)


def _path(request: HttpRequest, form: NewForm) -> list[str]:
    """What a walk has found out already."""
    walk = own_walk(request, _number(str(form["walk"].value() or "")))
    return sentences_of(walk) if walk else []


def _open(request: HttpRequest, form: NewForm, person: Person | None) -> HttpResponse:
    address = str(request.META.get("REMOTE_ADDR", ""))
    hour = timedelta(hours=1)
    if not within(f"ask:{address}", at=now(), every=hour, most=MOST_AN_HOUR):
        return _show(request, form, status=429, trouble=_(TOO_MANY))
    facts = form.cleaned_data
    who = person or meet(address=facts["email"], name=facts["name"], language=get_language() or "")
    walk = own_walk(request, facts["walk"] or 0)
    try:
        ticket = _opened(facts, who, walk, brand_of(request))
    except (actions.Refused, WalkRefused) as refusal:
        return _show(request, form, status=422, trouble=str(refusal))
    if key := reader(request):
        followed(ticket, visitor=key)
    return redirect("portal:request", ticket.pk) if person else redirect("portal:sent")


def _opened(facts: dict[str, Any], who: Person, walk: Walk | None, brand: Brand | None) -> Ticket:
    fields = {k.removeprefix("field:"): v for k, v in facts.items() if k.startswith("field:")}
    asked: dict[str, Any] = {
        "requester": who, "subject": facts["subject"], "text": facts["text"], "channel": "portal",
        "category": facts["category"], "fields": fields, "files": files_of(facts["uploads"]),
        "brand": brand,
    }  # fmt: skip
    if walk is not None:
        asked["text"] = facts["text"] or "\n".join(map(str, sentences_of(walk)))
    if walk is None or walk.ended_at is not None:
        return open_request(by=By.person(who), **asked)
    return open_from_walk(walk, by=By.person(who), request=asked)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Thanks to whoever is not signed in: no number and no name, for anybody may look."""
    return render(request, "portal/sent.html", frame(request))
