"""The pages beside the work: search, keys, preferences."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from handrail.tickets.models import Ticket
from handrail.tickets.queries import FIELDS, PAGE, Row
from handrail.workspace.forms import PreferencesForm, dress
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.views.frame import frame
from handrail.workspace.views.queue import PIPS, _row, ticket_base

KEYS = [
    ("J", "Down the list"), ("K", "Up the list"), ("Enter", "Open the ticket"),
    ("G", "Open the next ticket of the queue"),
    ("T", "Take the ticket that should be served next, of all your teams"),
    ("A", "Take the ticket"), ("R", "Write a reply"),
    ("N", "Write a note"), ("Ctrl Enter", "Send what you are writing"), ("E", "Hand over"),
    ("Y", "Accept a handoff"), ("P", "Pull somebody in"), ("W", "Call a swarm"), ("S", "Wait or snooze"),
    ("D", "Send the reply and solve"), ("Esc", "Leave a field"), ("/", "Search"), ("?", "This page"),
]  # fmt: skip
# A search reads at most this many of the latest tickets for words; numbers and people have an index.
MOST_SEARCHED = 3000
YEAR = 365 * 24 * 3600


@staff
def keys(request: StaffRequest) -> HttpResponse:
    """What the letters do."""
    return render(request, "workspace/keys.html", frame(request) | {"keys": KEYS})


@staff
def preferences(request: StaffRequest) -> HttpResponse:
    """How pages look in this browser; kept in its cookies."""
    if request.method == "POST":
        form = PreferencesForm(request.POST)
        if form.is_valid():
            messages.success(request, "Kept for this browser.")
            response = redirect("workspace:preferences")
            for name, value in form.cleaned_data.items():
                response.set_cookie(f"handrail_{name}", value, max_age=YEAR, samesite="Lax")
            return response
    chosen = {n: request.COOKIES.get(f"handrail_{n}", "") for n in ("theme", "density", "keys")}
    context = frame(request) | {
        "form": dress(PreferencesForm(initial=chosen)),
        "admin_url": "/admin/",
    }
    return render(request, "workspace/preferences.html", context)


@staff
def search(request: StaffRequest) -> HttpResponse:
    """Tickets by number, by person, or by a word in the subject of the latest few thousand."""
    wanted = " ".join(request.GET.get("q", "").split())[:200]
    digits = wanted.lstrip("#")
    visible = Ticket.objects.visible_to(request.user)
    is_number = digits.isascii() and digits.isdigit() and len(digits) < 18
    if is_number and visible.filter(pk=int(digits)).exists():
        return redirect("workspace:ticket", number=int(digits))
    rows = [_row(row) for row in _found(request, wanted)] if wanted else []
    nothing = {"empty_title": "Nothing found", "empty_words": "No ticket you can see matches."}
    context = frame(request) | {
        "q": wanted, "rows": rows, "pips": PIPS, "ticket_base": ticket_base(), "queue": nothing,
    }  # fmt: skip
    return render(request, "workspace/search.html", context)


def _found(request: StaffRequest, wanted: str) -> list[Row]:
    visible = Ticket.objects.visible_to(request.user).order_by("-pk")
    latest = Ticket.objects.order_by("-pk").values("pk")[:MOST_SEARCHED]
    by = Q(requester__email__iexact=wanted) | Q(
        Q(subject__icontains=wanted) | Q(requester__name__icontains=wanted), pk__in=latest
    )
    return [Row(*values) for values in visible.filter(by).values_list(*FIELDS)[:PAGE]]
