"""What is ready to be used on a ticket: canned answers for the reply, macros for all at once.

Both are sheets that the composer fetches when somebody asks for them, so a ticket's page pays nothing.
"""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from handrail.automation import by_hand
from handrail.automation.models import CannedAnswer, Macro
from handrail.base.by import By
from handrail.base.clock import now
from handrail.people.models import Person
from handrail.tickets.models import Ticket
from handrail.workspace.drafts import add_to_reply
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.views.doing import Facts, Sheet, answer
from handrail.workspace.views.frame import place


class AnswerForm(forms.Form):
    """A canned answer, found by its shortcut or a word of it, or chosen from the list."""

    words = forms.CharField(
        label=_l("Find"), required=False, max_length=200,
        help_text=_l("A shortcut, or words of it. One that fits is put in at once."),
    )  # fmt: skip

    def __init__(self, ticket: Ticket, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = by_hand.canned_for(person, words=self.data.get("words", ""))
        choices = [("", _("Choose")), *((row.pk, _called(row)) for row in self.found)]
        self.fields["answer"] = forms.ChoiceField(
            label=_("Answer"), required=False, choices=choices
        )

    def clean(self) -> dict[str, Any]:
        """The chosen one, else the only one that the words fit."""
        facts = super().clean() or {}
        if self.errors:
            return facts
        facts["row"] = self._chosen(facts["words"].strip(), facts["answer"])
        return facts

    def _chosen(self, words: str, number: str) -> CannedAnswer:
        if number:
            return next(row for row in self.found if str(row.pk) == number)
        if not self.found:
            raise forms.ValidationError(_("No canned answer has all these words."))
        exact = words and self.found[0].shortcut == words.casefold()
        if exact or (words and len(self.found) == 1):
            return self.found[0]
        raise forms.ValidationError(_("Choose one of the list, or say more words of it."))


def _called(row: CannedAnswer) -> str:
    return f"{row.name} ({row.shortcut})" if row.shortcut else row.name


class MacroForm(forms.Form):
    """One of the macros that fit this ticket."""

    def __init__(self, ticket: Ticket, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = by_hand.macros_for(ticket, person, by=By.person(person, now()))
        self.rows = {str(row.pk): row for row in offered}
        choices = [(str(row.pk), _does(row, does)) for row, does in by_hand.told(offered)]
        self.fields["macro"] = forms.ChoiceField(label=_("Macro"), choices=choices)

    def clean_macro(self) -> Macro:
        """The macro itself."""
        return self.rows[self.cleaned_data["macro"]]


def _does(row: Macro, does: list[str]) -> str:
    said = [_("reply “%(text)s…”") % {"text": row.text.strip()[:40]}] if row.text.strip() else []
    return f"{row.name}: {', '.join(map(str, [*said, *does]))}"


def _insert(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    """Behind what was typed already, as a draft: the agent reads it before anybody else does."""
    add_to_reply(ticket, by_hand.canned_text(facts["row"], ticket, agent=me), me=me, by=by)
    return _("“%(row)s” is in your reply. Read it, then send.") % {"row": facts["row"]}


def _apply(ticket: Ticket, facts: Facts, me: Person, by: By) -> str:
    by_hand.apply_macro(ticket, facts["macro"], agent=me, by=by)
    return _("Done: %(macro)s.") % {"macro": facts["macro"]}


@staff
def canned(request: StaffRequest, number: int) -> HttpResponse:
    """Put a canned answer into the reply."""
    sheet = Sheet(
        _("Canned answer"),
        _("Put it in"),
        "reply",
        _insert,
        partial(AnswerForm, person=request.user),
    )
    ticket = ticket_for(request.user, number)
    return answer(request, ticket, sheet, f"{place(ticket)}/answers/new")


@staff
def macro(request: StaffRequest, number: int) -> HttpResponse:
    """Apply a macro."""
    sheet = Sheet(
        _("Apply a macro"), _("Do it"), "note", _apply, partial(MacroForm, person=request.user),
        intro=_("All of it, or nothing, under your own name."),
    )  # fmt: skip
    ticket = ticket_for(request.user, number)
    return answer(request, ticket, sheet, f"{place(ticket)}/macros/new")
