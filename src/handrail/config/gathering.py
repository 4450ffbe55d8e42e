"""What translators translate where Babel does not look by itself. For `make messages` only."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

TRANSLATED = re.compile(r"""{%\s*translate\s+"([^"]+)"[^%]*%}""")

Found = tuple[int, str, str, list[str]]


def templates(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """The sentence of every `{% translate "…" %}` in a Django template."""
    for number, line in enumerate(file.read().decode().splitlines(), 1):
        for found in TRANSLATED.finditer(line):
            yield number, "gettext", found[1], []


def figures(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """What each figure is called and means: a pure table, translated by the page that shows it."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.keyword) and node.arg in {"label", "meaning"}:
            yield from _sentences([node.value])


def _sentences(nodes: Iterable[ast.expr]) -> Iterator[Found]:
    for one in nodes:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.lineno, "gettext", one.value, []
