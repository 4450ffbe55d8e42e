"""Choosing a language and a time zone: kept with the person, else in this browser's cookies."""

from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from handrail.base.by import By
from handrail.base.languages import offered
from handrail.people.actions import choose_words
from handrail.portal.guard import visitor
from handrail.portal.views.frame import frame

YEAR = 365 * 24 * 3600


def zones() -> list[tuple[str, str]]:
    """Every place whose clock we know."""
    places = sorted(name for name in available_timezones() if "/" in name and name[0] != "E")
    places += sorted(name for name in available_timezones() if name.startswith("Europe/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(places))]


class SpeakingForm(forms.Form):
    """How pages speak and which clock they go by."""

    language = forms.ChoiceField(
        label=_l("Language"), choices=offered, widget=forms.Select(attrs={"class": "input"})
    )
    time_zone = forms.ChoiceField(
        label=_l("Time zone"), choices=zones, required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip


def speaking(request: HttpRequest) -> HttpResponse:
    """The page with both choices, and what the small form below every page posts to."""
    if request.method == "POST":
        form = SpeakingForm(request.POST)
        if form.is_valid():
            return _keep(request, form.cleaned_data)
        return _show(request, form, status=422)
    now = {
        "language": translation.get_language(),
        "time_zone": timezone.get_current_timezone_name(),
    }
    return _show(request, SpeakingForm(initial=now))


def _show(request: HttpRequest, form: SpeakingForm, status: int = 200) -> HttpResponse:
    context = frame(request) | {"form": form}
    return render(request, "portal/speaking.html", context, status=status)


def _keep(request: HttpRequest, chosen: dict[str, str]) -> HttpResponse:
    person, there = visitor(request), request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    response = redirect(there if own else "portal:speaking")
    if person is not None:
        choose_words(person, by=By.person(person), **chosen)
    for name, value in (("language", chosen["language"]), ("zone", chosen["time_zone"])):
        if value:
            response.set_cookie(f"handrail_{name}", value, max_age=YEAR, samesite="Lax")
    with translation.override(chosen["language"]):
        messages.success(request, _("From now on we speak English to you."))
    return response
