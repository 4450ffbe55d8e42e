"""Which subjects are about the same, by the words they share. Pure.

Jaccard's index over the words that carry meaning: the share of both sets' words that stand in each.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

ALIKE = 0.5
WORD = re.compile(r"[^\W\d_]{3,}")
# Words of subjects that say nothing about the matter, in the languages the desk speaks.
EMPTY = frozenset(
    re.findall(
        r"\w+",
        """the and for are was not can cannot how what why when where who with from this that have has had
        you your our out but does did will would could should into about please help need want problem
        issue question request ticket support urgent again still hello fwd antwort der die das und ist
        nicht mit für ein eine einen wie was kann können ich wir sie bitte hilfe frage problem anfrage""",
    )
)


def telling(subject: str) -> frozenset[str]:
    """The stems of the words of a subject that carry meaning."""
    return frozenset(_stem(word) for word in _words(subject))


def _words(subject: str) -> list[str]:
    return [word for word in map(str.lower, WORD.findall(subject)) if word not in EMPTY]


def _stem(word: str) -> str:
    """Without an English or German ending: enough for "invoices" to be like "invoice"."""
    for ending in ("ing", "en", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e")


def alike(a: frozenset[str], b: frozenset[str]) -> float:
    """From 0 for nothing in common to 1 for the same words."""
    return len(a & b) / len(a | b) if a and b else 0.0


def groups(subjects: Mapping[int, str], *, least: float = ALIKE) -> list[list[int]]:
    """Numbers of subjects that are alike, largest group first; each is like the group's first.

    The first is the lowest number not yet in a group, so the same subjects give the same groups.
    Only subjects that share a word are compared.
    """
    words = {number: telling(text) for number, text in subjects.items()}
    holding: dict[str, list[int]] = defaultdict(list)
    for number in sorted(words):
        for word in words[number]:
            holding[word].append(number)
    free, found = set(words), []
    for number in sorted(words):
        if number in free:
            group = _like(number, words, holding, free, least)
            free.difference_update(group)
            found.append(group)
    return sorted(found, key=lambda group: (-len(group), group[0]))


def _like(
    first: int, words: Mapping[int, frozenset[str]], holding: Mapping[str, list[int]],
    free: set[int], least: float,
) -> list[int]:  # fmt: skip
    near = {other for word in words[first] for other in holding[word]} & free
    like = (other for other in near if alike(words[first], words[other]) >= least)
    return sorted({first, *like})


def common_words(subjects: Iterable[str], *, most: int = 4) -> list[str]:
    """The words that most of these subjects hold, most frequent first, as they are mostly written."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for subject in subjects:
        for word in sorted(set(_words(subject))):
            forms[_stem(word)][word] += 1
    often = sorted(forms.values(), key=lambda form: (-form.total(), min(form)))
    return [min(form, key=lambda word: (-form[word], word)) for form in often[:most]]
