"""What translators translate in the few pages that are Django templates. For `make messages` only."""

import re
from collections.abc import Iterator
from typing import IO, Any

TRANSLATED = re.compile(r"""{%\s*translate\s+"([^"]+)"[^%]*%}""")

Found = tuple[int, str, str, list[str]]


def extract(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """The sentence of every `{% translate "…" %}`, for Babel."""
    for number, line in enumerate(file.read().decode().splitlines(), 1):
        for found in TRANSLATED.finditer(line):
            yield number, "gettext", found[1], []
