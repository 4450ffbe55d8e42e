"""Articles by the search line: its words are the question; what it rules out or insists on is obeyed."""

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.base.languages import later
from handrail.desk.models import Brand
from handrail.knowledge.answering import Answer, answers
from handrail.knowledge.models import Version, Wording
from handrail.knowledge.rendering import plain
from handrail.knowledge.search.language import Asked, parse
from handrail.knowledge.words import NAMES
from handrail.people.models import Person

# One page, nearest first; there is no second.
MOST = 20
ONLY_WORDS = later("Filters are for tickets; articles were searched by the words alone.")


@dataclass(frozen=True, slots=True)
class FoundArticles:
    """Articles for a line, nearest first, and sentences about what was not understood."""

    answers: Sequence[Answer]
    faults: Sequence[str] = ()


def find_articles(
    line: str, person: Person, *, brand: Brand | None = None, most: int = MOST
) -> FoundArticles:
    """The published articles this person may read that fit the line, by the one scope rule."""
    asked = parse(line)
    question = " ".join([*asked.all_words, *asked.phrases])
    faults = [*asked.faults, *([ONLY_WORDS] if asked.filters else [])]
    found = answers(
        question, person=person, brand=brand, language=person.language or "en", most=most
    )
    return FoundArticles(_obeying(found, asked), faults)


def _obeying(found: list[Answer], asked: Asked) -> list[Answer]:
    """Those that hold every exact phrase, and none of the words that must not be there."""
    if not (asked.phrases or asked.excluded) or not found:
        return found
    texts = _texts([one.article for one in found])
    wanted = [_flat(phrase) for phrase in asked.phrases]
    unwanted = [_flat(word) for word in asked.excluded]
    return [
        one for one in found
        if all(w in texts.get((one.article, one.language), "") for w in wanted)
        and not any(w in texts.get((one.article, one.language), "") for w in unwanted)
    ]  # fmt: skip


def _texts(articles: list[int]) -> dict[tuple[int, str], str]:
    """What readers read of each article and language, flat, with a space at both ends."""
    shown = Wording.objects.filter(article__in=articles, shown__isnull=False)
    return {
        (one.article_id, one.language): _flat(" ".join(_parts(one.shown)))
        for one in shown.select_related("shown")
    }


def _parts(shown: Version | None) -> list[str]:
    return [plain(getattr(shown, name)) for name in NAMES] if shown else []


def _flat(text: str) -> str:
    words = "".join(sign if sign.isalnum() else " " for sign in text.casefold())
    return f" {' '.join(words.split())} "
