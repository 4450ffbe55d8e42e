"""A brand's colour: our accent at another hue. Lightness stays, and with it every contrast."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

WHOLE_CIRCLE = 360
SHEET = """:root {
  --accent: light-dark(oklch(48%% 0.13 %(hue)d), oklch(76%% 0.12 %(hue)d));
  --accent-deep: light-dark(oklch(41%% 0.12 %(hue)d), oklch(82%% 0.1 %(hue)d));
  --accent-wash: light-dark(oklch(95.5%% 0.02 %(hue)d), oklch(30%% 0.05 %(hue)d));
}
"""


@require_safe
@cache_control(public=True, max_age=7 * 24 * 3600)
def colour(request: HttpRequest, hue: int) -> HttpResponse:
    """A style sheet of three tokens."""
    if hue >= WHOLE_CIRCLE:
        raise Http404
    return HttpResponse(SHEET % {"hue": hue}, content_type="text/css; charset=utf-8")
