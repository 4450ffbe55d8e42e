"""The shape of the desk, and who is asking."""

from django.http import HttpRequest
from ninja import Router

from handrail.api.auth import Bearer, caller
from handrail.api.models import ApiToken, Scope
from handrail.api.schemas import outgoing
from handrail.api.views import finding
from handrail.desk.models import Category, Team, Tier
from handrail.people.rules import works_here

router = Router(tags=["desk"], auth=Bearer(Scope.READ))


@router.get("/me", response=outgoing.MeOut)
def me(request: HttpRequest) -> outgoing.MeOut:
    """The person behind the token, and its scopes."""
    person = caller(request)
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return outgoing.MeOut(id=person.pk, name=person.name, email=person.email, role=person.role,
                          scopes=token.scopes)  # fmt: skip


@router.get("/tiers", response=list[outgoing.TierOut])
def tiers(request: HttpRequest) -> list[outgoing.TierOut]:
    """The tiers, lowest first."""
    finding.staff_only(request)
    return [outgoing.TierOut.of(row) for row in Tier.objects.all()]


@router.get("/teams", response=list[outgoing.TeamOut])
def teams(request: HttpRequest) -> list[outgoing.TeamOut]:
    """The teams, by tier."""
    finding.staff_only(request)
    return [outgoing.TeamOut.of(row) for row in Team.objects.select_related("tier")]


@router.get("/categories", response=list[outgoing.CategoryOut])
def categories(request: HttpRequest) -> list[outgoing.CategoryOut]:
    """The categories; customers see the public ones."""
    rows = Category.objects.all()
    if not works_here(caller(request).role):
        rows = rows.filter(is_public=True)
    return [outgoing.CategoryOut.of(row) for row in rows]
