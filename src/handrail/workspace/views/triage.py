"""Why a ticket is where it is: fetched when somebody opens the question."""

from django.http import HttpResponse
from django.shortcuts import render

from handrail.base.languages import later
from handrail.base.saying import recalled
from handrail.routing.queries import explained
from handrail.routing.rules.deciding import PASSED_OVER
from handrail.workspace.guard import StaffRequest, staff, ticket_for

FACTS = {
    "category": later("Category"),
    "team": later("Team"),
    "tier": later("Tier"),
    "complexity": later("Complexity"),
    "impact": later("Impact"),
    "urgency": later("Urgency"),
    "language": later("Language"),
    "tags": later("Tags"),
    "skill": later("Skill"),
}


@staff
def show(request: StaffRequest, number: int) -> HttpResponse:
    """The newest decision with its reasons, and what the learned model said."""
    found = explained(ticket_for(request.user, number).pk)
    reasons = [
        (FACTS.get(name, name), str(found.reasons[name])) for name in FACTS if name in found.reasons
    ]
    problems = [recalled(one, [PASSED_OVER]) for one in found.problems]
    context = {"reasons": reasons, "problems": problems, "said": found.suggestion}
    return render(request, "workspace/_triage.html", context)
