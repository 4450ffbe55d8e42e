"""The Jinja2 environment of our pages; autoescape is on, as everywhere."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment

from handrail.config.look import head


def environment(**options: Any) -> Environment:
    """An environment with translations, `static` and `url`."""
    made = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 - Django turns it on
    made.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(static=static, url=url, head=head, language=language, direction=direction)
    made.filters.update(filesizeformat=filesizeformat)
    return made


def language() -> str:
    """The language of the page that is being made."""
    return translation.get_language() or "en"


def direction() -> str:
    """Which way that language is written."""
    return "rtl" if translation.get_language_bidi() else "ltr"


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, its arguments in order or by name."""
    return reverse(name, args=args or None, kwargs=kwargs or None)
