"""Putting an article into the reply: its link, or what it says, as a draft that the agent reads first."""

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.base.by import By
from handrail.knowledge.answering import Answer
from handrail.knowledge.asking import find_articles
from handrail.knowledge.models import Wording
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.workspace.drafts import add_to_reply
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.views.doing import Facts, Sheet, answer
from handrail.workspace.views.frame import place

MOST = 12
FOR_ALL = 0
HOW = [
    ("link", gettext_lazy("Its title and link")),
    ("words", gettext_lazy("What to do, in its own words")),
]


class QuotationForm(forms.Form):
    """An article that customers may read, found by words, or by the ticket's subject at first."""

    words = forms.CharField(
        label=gettext_lazy("Find"), required=False, max_length=200,
        help_text=gettext_lazy("Words of the article. Nothing typed: what fits the subject."),
    )  # fmt: skip
    how = forms.ChoiceField(label=gettext_lazy("Put in"), choices=HOW, initial="link")

    def __init__(self, ticket: Ticket, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.get("words", "").strip() or ticket.subject
        found = find_articles(asked, person, brand=ticket.brand, most=2 * MOST).answers
        self.found = {str(one.article): one for one in found if one.audience == FOR_ALL}
        choices = [(key, one.title) for key, one in list(self.found.items())[:MOST]]
        self.fields["article"] = forms.ChoiceField(
            label=_("Article"), choices=[("", _("Choose")), *choices], required=False,
            help_text="" if choices else _("No article that customers may read has these words."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The chosen one, else the only one."""
        facts = super().clean() or {}
        key = facts.get("article") or (next(iter(self.found)) if len(self.found) == 1 else "")
        if key not in self.found:
            raise forms.ValidationError(_("Choose an article of the list."))
        facts["row"] = self.found[key]
        return facts


def _put_in(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    row: Answer = facts["row"]
    address = f"{settings.HANDRAIL_URL.rstrip('/')}{reverse('portal:article', args=[row.slug])}"
    words = f"[{row.title}]({address})"
    if facts["how"] == "words":
        words = f"{_resolution(row)}\n\n{words}"
    add_to_reply(ticket, words, me=me, by=by)
    return _("“%(title)s” is in your reply. Read it, then send.") % {"title": row.title}


def _resolution(row: Answer) -> str:
    """What the published article says to do."""
    words = Wording.objects.select_related("shown").filter(
        article=row.article, language=row.language
    )
    wording = words.first()
    return wording.shown.resolution.strip() if wording and wording.shown else row.summary


@staff
def quotation(request: StaffRequest, number: int) -> HttpResponse:
    """Put an article into the reply."""
    sheet = Sheet(
        _("Article"), _("Put it in"), "reply", _put_in, partial(QuotationForm, person=request.user)
    )
    ticket = ticket_for(request.user, number)
    return answer(request, ticket, sheet, f"{place(ticket)}/quotations/new")
