"""Words as they are compared: without case, accents and endings, each language by its own rules."""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

import Stemmer

# An apostrophe and what follows it are an ending in some languages and an article in others.
WORD = re.compile(r"[^\W_]+")
# Written without spaces: two neighbouring signs stand for a word.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
# Error codes, versions, order numbers, addresses: they mean one thing and are spelt one way.
MARK = re.compile(r"[\w.@/:#+-]{3,}")
MARKED = re.compile(r"\d|\w@\w")
SHORTEST_MARK = 3
LETTERS = 4
SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "nb": "norwegian", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


class Word(NamedTuple):
    """A word of a text: as it is spelt, and where."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text in their order."""
    if UNSPACED.search(text):
        return [word for match in WORD.finditer(text) for word in _split(match)]
    return [Word(match.group(), *match.span()) for match in WORD.finditer(text)]


def spelt(text: str) -> list[str]:
    """The words of a text without case and nothing else."""
    if UNSPACED.search(text):
        return [word.text.casefold() for word in words(text)]
    return WORD.findall(text.casefold())


def stems(spelt_words: Iterable[str], language: str) -> list[str]:
    """Words of that language without endings and accents; of an unknown language, without accents."""
    plain = [unicodedata.normalize("NFKC", word) for word in spelt_words]
    name = SNOWBALL.get(language.lower().partition("-")[0])
    return [_bare(word) for word in (_stem(plain, name) if name else plain)]


def letters(spelt_words: Iterable[str]) -> list[str]:
    """Every run of four letters, word for word: what a misspelt word or a compound still shares."""
    return list(chain.from_iterable(map(_letters, spelt_words)))


def marks(text: str) -> list[str]:
    """Numbers, codes and addresses as they are spelt, without the punctuation around them."""
    found = (run.strip(".-/:#+@").casefold() for run in MARK.findall(text))
    return [mark for mark in found if len(mark) >= SHORTEST_MARK and MARKED.search(mark)]


def _split(match: re.Match[str]) -> list[Word]:
    run, start = match.group(), match.start()
    if len(run) < 3 or not UNSPACED.search(run):
        return [Word(run, start, match.end())]
    return [Word(run[at : at + 2], start + at, start + at + 2) for at in range(len(run) - 1)]


@lru_cache(50_000)
def _letters(word: str) -> tuple[str, ...]:
    walled = f"_{_bare(word)}_"
    last = max(1, len(walled) - LETTERS + 1)
    return tuple(walled[at : at + LETTERS] for at in range(last))


def _bare(word: str) -> str:
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _stem(plain: list[str], name: str) -> list[str]:
    # A stemmer keeps a memory of words and is not safe for two threads.
    with _STEMMING:
        found: list[str] = _stemmer(name).stemWords(plain)
    return found


_STEMMING = threading.Lock()


@cache
def _stemmer(name: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(name)
