"""Which languages we speak, and speaking in somebody's own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import translation

from handrail.base.saying import Sentence


def offered() -> list[tuple[str, str]]:
    """Every language of this desk with its own name."""
    return list(settings.LANGUAGES)


def spoken(wish: str) -> str:
    """The language of ours that serves a wish ("de-AT" is served by "de"), or nothing."""
    known, wish = {name for name, _ in settings.LANGUAGES}, wish.lower().replace("_", "-")
    return wish if wish in known else next((w for w in [wish.partition("-")[0]] if w in known), "")


@contextmanager
def speaking(*wishes: str) -> Iterator[str]:
    """Sentences made inside are in the first language of these that we speak."""
    first = next((one for wish in wishes if (one := spoken(wish))), settings.LANGUAGE_CODE)
    with translation.override(first):
        yield first


def later(sentence: str) -> Sentence:
    """A constant sentence of a table."""
    return Sentence(sentence)
