"""The shape of the desk, and who is asking."""

from django.http import HttpRequest
from ninja import Router

from handrail.api.auth import Bearer, caller
from handrail.api.models import ApiToken, Scope
from handrail.api.schemas import desk
from handrail.api.views import finding
from handrail.desk.models import Category, Team, Tier
from handrail.people.rules import works_here

router = Router(tags=["desk"], auth=Bearer(Scope.READ))


@router.get("/me", response=desk.MeOut)
def me(request: HttpRequest) -> desk.MeOut:
    """The person behind the token, and its scopes."""
    person = caller(request)
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return desk.MeOut(id=person.pk, name=person.name, email=person.email, role=person.role,
                          scopes=token.scopes)  # fmt: skip


@router.get("/tiers", response=list[desk.TierOut])
def tiers(request: HttpRequest) -> list[desk.TierOut]:
    """The tiers, lowest first."""
    finding.staff_only(request)
    return [desk.TierOut.of(row) for row in Tier.objects.all()]


@router.get("/teams", response=list[desk.TeamOut])
def teams(request: HttpRequest) -> list[desk.TeamOut]:
    """The teams, by tier."""
    finding.staff_only(request)
    return [desk.TeamOut.of(row) for row in Team.objects.select_related("tier")]


@router.get("/categories", response=list[desk.CategoryOut])
def categories(request: HttpRequest) -> list[desk.CategoryOut]:
    """The categories; customers see the public ones."""
    rows = Category.objects.all()
    if not works_here(caller(request).role):
        rows = rows.filter(is_public=True)
    return [desk.CategoryOut.of(row) for row in rows]
