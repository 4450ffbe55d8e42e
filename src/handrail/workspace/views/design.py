"""One page with every component, in each of its states: for whoever builds a page, and for the eye."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handrail.base.clock import now
from handrail.workspace.forms import dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.rows import PIPS
from handrail.workspace.views.frame import quick_frame
from handrail.workspace.words import due

INKS = ("ink", "ink-2", "ink-3", "accent", "ok", "warn", "bad", "info", "note-ink")
GROUNDS = ("canvas", "surface", "raised", "accent-wash", "ok-wash", "warn-wash", "bad-wash", "note")
SIZES = ("t-xs", "t-s", "t-m", "t-l", "t-xl", "t-2xl")


class SampleForm(forms.Form):
    """One field of each kind, some of them wrong."""

    line = forms.CharField(label="One line", help_text="What is wanted, in a few words.")
    text = forms.CharField(
        label="Sentences", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    choice = forms.ChoiceField(
        label="One of several", choices=[("1", "The first"), ("2", "The second")]
    )
    tick = forms.BooleanField(label="Yes or no", required=False)


@staff
def design(request: StaffRequest) -> HttpResponse:
    """The page."""
    context = quick_frame(request) | {
        "inks": INKS, "grounds": GROUNDS, "sizes": SIZES, "levels": range(5), "dues": _dues(),
        "form": dress(SampleForm(auto_id="sample-%s")),
        "wrong": dress(SampleForm({"line": "", "choice": "9"}, auto_id="wrong-%s")),
        "rows": _rows(), "pips": PIPS,
        "samples": [SimpleNamespace(level_tag=tag, words=words) for tag, words in (
            ("info", _("Something to know.")), ("success", _("It was done.")),
            ("warning", _("It was done, but look at this.")),
            ("error", _("It was not done. This is why, and what to do now.")),
        )],
    }  # fmt: skip
    return render(request, "workspace/design.html", context)


def _dues() -> list[object]:
    """Every mood a time can have."""
    at = now()
    return [
        due(state=state, turn=turn, due_at=at + timedelta(minutes=left) if left else None,
            since=at - timedelta(minutes=90), until=at + timedelta(hours=5), now=at)
        for state, turn, left in (
            ("open", "next_reply", 300), ("open", "next_reply", 18), ("open", "next_reply", -41),
            ("open", "investigating", 0), ("waiting", "customer", 0), ("waiting", "until", 0),
            ("done", "solved", 0),
        )
    ]  # fmt: skip


def _rows() -> list[dict[str, object]]:
    moods = _dues()
    return [
        {"subject": subject, "who": who, "level": level, "due": moods[mood], "priority": priority}
        for subject, who, level, mood, priority in (
            ("The printer on the third floor is on fire", "Ada Dahl · North", 1, 2, 1),
            ("A very long subject that does not fit into its row and has to be cut off", "Cy", 2, 1, 2),
            ("Done", "Ben", 3, 6, 3),
        )
    ]  # fmt: skip
