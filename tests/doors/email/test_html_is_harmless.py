"""Foreign HTML can do nothing in our pages."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from handrail.channels.email.parsing.html import as_text, sanitised


@pytest.mark.parametrize(
    "html",
    [
        '<img src="data:image/gif;base64,R0">', '<img src="/static/x.gif">',
        '<a href="http://plain.example">x</a>', '<a href="/admin">x</a>', '<a href="javascript:x()">x</a>',
        '<div data-hx-get="/x" hx-get="/y" style="background:url(https://x.example)">x</div>',
        '<form action="https://x.example"><input name="q"></form>', "<style>@import 'https://x'</style>",
        '<svg><script>x()</script></svg>', '<base href="https://x.example">', '<p onclick="x()">x</p>',
    ],
)  # fmt: skip
def test_nothing_active_or_remote_is_left(html: str) -> None:
    out = sanitised(html)
    for bad in (
        "src=",
        "http",
        'href="/',
        "javascript",
        "hx-",
        "style",
        "<form",
        "<input",
        "<svg",
        "on",
    ):
        assert bad not in out.lower().replace("noopener", ""), out


def test_a_picture_from_elsewhere_is_kept_in_words_that_load_nothing() -> None:
    out = sanitised(
        '<img src="https://far.example/x.gif"><img src=" javascript:x()"><img src="//x.y/z">'
    )
    assert out.count("src=") == 1 and 'src="remote:https://far.example/x.gif"' in out
    assert sanitised(out) == out


def test_own_pictures_and_safe_links_stay() -> None:
    out = sanitised(
        '<img src="CID:part1@mail"><a href="https://x.example">x</a><a href="mailto:a@b">y</a>'
    )
    assert 'src="cid:part1@mail"' in out
    assert 'href="https://x.example"' in out and 'href="mailto:a@b"' in out


class Active(HTMLParser):
    """Collects what a browser would run or fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "iframe", "object", "embed", "svg", "math", "style", "form", "base"}:
            self.found.append(tag)
        for name, value in attrs:
            safe = (value or "").startswith(("https:", "mailto:", "cid:", "remote:"))
            if name.startswith(("on", "hx-", "data-", "style")) or (
                name in {"href", "src"} and not safe
            ):
                self.found.append(f"{tag} {name}={value}")


def test_known_attacks_leave_no_active_content(real_mail: Path) -> None:
    folder = real_mail.parent / "abuse"
    text = (folder / "html_payloads.json").read_text(), (folder / "bleach_xss.json").read_text()
    payloads = [re.sub(r"\\/", "/", str(p)) for t in text for p in strings(json.loads(t))]
    assert len(payloads) > 140
    for payload in payloads:
        out = sanitised(payload)
        assert Active(out).found == [], payload
        assert sanitised(out).split() == out.split(), payload


def strings(value: object) -> Iterator[str]:
    """Every text anywhere in a JSON value."""
    if isinstance(value, str):
        yield value
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from strings(inner)


def test_html_reads_as_text() -> None:
    html = "<p>Dear desk,</p><ul><li>one</li><li>two</li></ul>a<br>b<blockquote>old</blockquote>"
    assert as_text(html) == "Dear desk,\n\n- one\n- two\na\nb\n\n> old"
