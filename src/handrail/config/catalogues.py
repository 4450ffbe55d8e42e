"""The translators' catalogues, compiled when a process first needs them.

Only the .po files are kept; gettext reads .mo. They are made in the home, in a folder named by
what they are made of, so no step of an installation can be forgotten and none can be stale.
"""

import os
import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parents[1] / "locale"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
# Not a language: English in a right-to-left dress, to see what a layout does with one.
PSEUDO = ("ar-xb", "Pseudo (right to left)")
# What must stay as it is: placeholders, markup, entities, and the ends of lines.
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|\{[^{}]*\}|<[^<>]+>|&\w+;|\n)")
TURNED, BACK = "\u202e", "\u202c"


def compiled(home: Path, *, pseudo: bool = False) -> Path:
    """The folder with a .mo for every language, made now unless it is there."""
    sources = sorted(SOURCE.glob("*/LC_MESSAGES/django.po"))
    mark = sha256(b"1" + b"".join(one.read_bytes() for one in sources)).hexdigest()[:16]
    folder = home / "locale" / mark
    for source in sources:
        made = folder / source.relative_to(SOURCE).with_suffix(".mo")
        if not made.exists():
            _keep(_read(source), made)
    mirror = folder / "ar_XB" / "LC_MESSAGES" / "django.mo"
    if pseudo and sources and not mirror.exists():
        _keep(_mirrored(_read(sources[0])), mirror)
    return folder


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file)


def _keep(catalog: Catalog, made: Path) -> None:
    """Whole or not at all: processes that start together make the same file at once."""
    made.parent.mkdir(parents=True, exist_ok=True)
    content = BytesIO()
    write_mo(content, catalog)
    aside = made.with_suffix(f".{os.getpid()}")
    aside.write_bytes(content.getvalue())
    aside.replace(made)


def _mirrored(catalog: Catalog) -> Catalog:
    """Every English message, its words turned to run from right to left."""
    made = Catalog(locale="he")
    for message in catalog:
        if isinstance(message.id, str) and message.id:
            made.add(message.id, mirror(message.id), context=message.context)
        elif message.id:
            made.add(message.id, tuple(mirror(one) for one in message.id), context=message.context)
    return made


def mirror(words: str) -> str:
    """Right-to-left words, placeholders and markup untouched."""
    parts = KEPT.split(words)
    return "".join(
        part if KEPT.fullmatch(part) or not part.strip() else f"{TURNED}{part}{BACK}"
        for part in parts
    )
