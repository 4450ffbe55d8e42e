"""Every change of a setting is remembered whole, and can be undone."""

import pytest
from django.core.exceptions import ValidationError

from cast import cast
from handrail.base import settings_log
from handrail.base.by import By
from handrail.desk.models import Calendar, Category, CustomField, Team
from handrail.desk.shape import shape


@pytest.mark.django_db
def test_made_changed_and_removed_can_each_be_undone() -> None:
    by = By.person(cast().root)
    calendar = Calendar(name="Office", hours={"mon": [["08:00", "17:00"]]})
    settings_log.keep(calendar, by=by)
    calendar.name = "Main office"
    assert settings_log.keep(calendar, by=by)
    assert not settings_log.keep(calendar, by=by), "nothing differed"
    settings_log.remove(calendar, by=by)
    removed, changed, made = settings_log.history(Calendar)
    settings_log.undo(removed, by=by)
    assert Calendar.objects.get(name="Main office").hours == {"mon": [["08:00", "17:00"]]}
    settings_log.undo(changed, by=by)
    assert Calendar.objects.filter(pk=changed.subject_id, name="Office").exists()
    settings_log.undo(made, by=by)
    assert not Calendar.objects.filter(pk=made.subject_id).exists()
    assert len(settings_log.history(Calendar)) == 6, "undoing is remembered too"


@pytest.mark.django_db
def test_lists_come_back_as_well() -> None:
    by = By.person(cast().root)
    one = Category.objects.create(name="Heating", path="Heating")
    field = CustomField(key="model", label="Model", kind="text")
    settings_log.keep(field, by=by, many={"categories": [one.pk]})
    settings_log.keep(field, by=by, many={"categories": []})
    settings_log.undo(settings_log.history(CustomField)[0], by=by)
    assert list(field.categories.all()) == [one]


@pytest.mark.django_db
def test_what_is_not_good_or_still_needed_stays() -> None:
    by = By.person(cast().root)
    with pytest.raises(ValidationError):
        settings_log.keep(Calendar(name=""), by=by)
    extra = Team(tier=shape().teams[0].tier, name="Extra", slug="extra")
    settings_log.keep(extra, by=by)
    made = settings_log.history(Team)[0]
    Category.objects.create(name="Odd", path="Odd", team=extra)
    settings_log.undo(made, by=by)
    calendar = Calendar(name="Office")
    settings_log.keep(calendar, by=by)
    Team.objects.update(calendar=calendar)
    with pytest.raises(settings_log.CannotUndo, match="cannot be undone"):
        settings_log.undo(settings_log.history(Calendar)[0], by=by)
