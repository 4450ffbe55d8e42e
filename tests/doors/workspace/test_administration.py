"""Administrators shape the desk; everybody else finds nothing there."""

import pytest

from handrail.desk.models import Category, Team
from handrail.people.models import Person

PAGES = ["", "people/person/", "people/person/add/", "people/organisation/", "desk/team/", "desk/team/add/",
         "desk/tier/", "desk/category/", "desk/customfield/", "desk/brand/", "desk/calendar/"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_who_may_open_it(desk, browse, page):
    assert browse(desk.root).get(f"/admin/{page}").status_code == 200
    for person in (desk.mika, desk.lea, desk.ada):
        assert browse(person).get(f"/admin/{page}").status_code == 404
    answer = browse(None).get(f"/admin/{page}", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_a_new_colleague_joins_a_team(desk, browse):
    root = browse(desk.root)
    facts = {"name": "Nia", "email": "nia@desk.example", "role": "agent", "is_active": "on",
             "language": "en", "time_zone": "UTC", "capacity": "9"}  # fmt: skip
    assert root.post("/admin/people/person/add/", facts).status_code == 302
    nia = Person.objects.get(email="nia@desk.example")
    assert not nia.has_usable_password()
    team = Team.objects.get(slug="tier-2")
    form = {"tier": team.tier_id, "name": team.name, "slug": team.slug, "visibility": "open",
            "is_default": "on", "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
            "memberships-0-person": nia.pk, "memberships-0-team": team.pk}  # fmt: skip
    desk_members = team.memberships.count()
    existing = list(team.memberships.all())
    form["memberships-TOTAL_FORMS"] = str(1 + len(existing))
    form["memberships-INITIAL_FORMS"] = str(len(existing))
    form |= {
        f"memberships-{len(existing)}-person": nia.pk,
        f"memberships-{len(existing)}-team": team.pk,
    }
    for number, member in enumerate(existing):
        form |= {f"memberships-{number}-id": member.pk, f"memberships-{number}-person": member.person_id,
                 f"memberships-{number}-team": team.pk}  # fmt: skip
    assert root.post(f"/admin/desk/team/{team.pk}/change/", form).status_code == 302
    assert team.memberships.count() == desk_members + 1


def test_a_renamed_category_renames_the_paths_below_it(desk, browse):
    above = Category.objects.get(name="Billing")
    root = browse(desk.root)
    facts = {"name": "VAT", "parent": above.pk, "complexity": "2", "is_public": "on"}
    assert root.post("/admin/desk/category/add/", facts).status_code == 302
    assert Category.objects.get(name="VAT").path == "Billing / VAT"
    facts = {"name": "Money", "parent": "", "complexity": "1", "is_public": "on"}
    assert root.post(f"/admin/desk/category/{above.pk}/change/", facts).status_code == 302
    assert Category.objects.get(name="VAT").path == "Money / VAT"
