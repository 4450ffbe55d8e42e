"""What the page asks while somebody types: colleagues, commands' companions, how a text will look."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from handrail.base.rich_text import as_html
from handrail.knowledge.asking import find_articles
from handrail.knowledge.search.people import find_people
from handrail.people.models import Person, Role
from handrail.people.rules import STAFF
from handrail.tickets.models import Ticket
from handrail.workspace.guard import StaffRequest, staff

MOST, FEW = 6, 4
MOST_TEXT = 100_000


@staff
def people(request: StaffRequest) -> HttpResponse:
    """Colleagues whose name begins so, as options of a list."""
    asked = request.GET.get("q", "").strip()[:60]
    known = Person.objects.filter(is_active=True, role__in=STAFF, name__istartswith=asked)
    found = known.order_by("name").values_list("pk", "name")[:MOST] if asked else []
    return render(request, "workspace/_people.html", {"found": found})


@staff
def palette(request: StaffRequest) -> HttpResponse:
    """Tickets by number or subject, customers and articles, as options of a list."""
    asked = request.GET.get("q", "").strip()[:100]
    if len(asked) < 2:
        return HttpResponse("")
    context = {
        "asked": asked, "tickets": _tickets(asked, request.user), "people": _customers(asked, request.user),
        "articles": find_articles(asked, request.user, most=FEW).answers,
    }  # fmt: skip
    return render(request, "workspace/_palette.html", context)


def _tickets(asked: str, person: Person) -> list[tuple[int, str]]:
    """The ticket of this number; words are for the search, which the list offers too."""
    number = asked.lstrip("#")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return []
    found = Ticket.objects.visible_to(person).filter(pk=int(number))
    return list(found.values_list("pk", "subject"))


def _customers(asked: str, person: Person) -> list[tuple[int, str, str | None]]:
    found = find_people(asked, person, most=2 * FEW)
    return [(one.pk, one.name, one.email) for one in found if one.role == Role.CUSTOMER][:FEW]


@require_POST
@staff
def preview(request: StaffRequest) -> HttpResponse:
    """How a reply or a note will look."""
    text = request.POST.get("text", "")[:MOST_TEXT]
    return render(
        request, "workspace/_preview.html", {"html": as_html(text) if text.strip() else ""}
    )
