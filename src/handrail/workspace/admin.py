"""Rare things, through Django's admin: people, teams, tiers, categories and the rest of the shape."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from handrail.base.choosing import in_words
from handrail.desk import actions as desk
from handrail.desk import models as shape
from handrail.people import models as people


def _may(request: HttpRequest) -> bool:
    person = request.user
    return not isinstance(person, AnonymousUser) and person.can("administer")


class Rare(ModelAdmin):  # type: ignore[misc]
    """For administrators alone. What tickets hang on is switched off, never deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the section is shown."""
        return _may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether it may be read."""
        return _may(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether there may be more."""
        return _may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether it may be changed."""
        return _may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        """A select's empty line in words."""
        return in_words(super().formfield_for_dbfield(db_field, request, **more))


class Members(TabularInline):  # type: ignore[misc]
    """Who is in a team; here people may also leave it."""

    model = shape.Membership
    extra = 0
    autocomplete_fields: ClassVar = ["person"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether somebody may join."""
        return _may(request)

    has_change_permission = has_view_permission = has_delete_permission = has_add_permission


@admin.register(people.Person)
class PersonAdmin(Rare):
    """People; a password is set by themselves, through the mail for a forgotten one."""

    fields: ClassVar = [
        "name", "email", "role", "is_active", "organisation", "language", "time_zone", "capacity",
    ]  # fmt: skip
    list_display: ClassVar = ["name", "email", "role", "organisation", "is_active"]
    list_filter: ClassVar = ["role", "is_active"]
    search_fields: ClassVar = ["name", "email"]
    autocomplete_fields: ClassVar = ["organisation"]
    list_select_related = True
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new person starts without a password."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(people.Organisation)
class OrganisationAdmin(Rare):
    """Organisations."""

    list_display: ClassVar = ["name", "plan", "shares_tickets", "is_key"]
    search_fields: ClassVar = ["name"]
    show_full_result_count = False


@admin.register(shape.Team)
class TeamAdmin(Rare):
    """Teams and their members."""

    list_display: ClassVar = ["name", "tier", "visibility", "is_default"]
    prepopulated_fields: ClassVar = {"slug": ["name"]}
    inlines: ClassVar = [Members]


@admin.register(shape.Category)
class CategoryAdmin(Rare):
    """Categories."""

    list_display: ClassVar = ["path", "complexity", "team", "is_public"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With the path of it and of all below it."""
        desk.place(obj)


@admin.register(shape.Tier)
class TierAdmin(Rare):
    """Tiers and their charters."""

    list_display: ClassVar = ["level", "name", "acceptance", "offer_minutes", "tells_customer"]


@admin.register(shape.CustomField)
class CustomFieldAdmin(Rare):
    """What tickets are asked besides."""

    list_display: ClassVar = ["label", "kind", "is_required", "is_public"]
    prepopulated_fields: ClassVar = {"key": ["label"]}


admin.site.register(
    [people.Plan, people.Skill, shape.Brand, shape.Calendar, shape.PriorityCell], Rare
)
