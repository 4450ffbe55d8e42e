# ruff: noqa: E501 — patterns and word lists read better unbroken
"""Foreign HTML: made harmless, and read as text with its quotations marked."""

import re
from html.parser import HTMLParser

import nh3

from handrail.base.mail_html import GONE_WITH_CONTENT, MOST_CHARACTERS, TAGS, sanitised

__all__ = ["as_text", "sanitised"]

# Read only, never shown: what tells a quotation from new words.
TELLING = {"*": {"class", "id", "style", "type", "dir"}}
# A line of this one character stands where a client put its quotation.
MARK = "\ue000"
QUOTES = re.compile(
    r"gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|zmail_extra|protonmail_quote|tutanota_quote"
    r"|divrplyfwdmsg|appendonsend|stopspelling|zwchr|replysplit|quoted-message|mail-quote"
    r"|oriMsgHtmlSeparator|reply-intro|ms-outlook-mobile-reference-message|mailcontainerquote",
    re.IGNORECASE,
)
OUTLOOK_RULE = re.compile(
    r"border-top(?:-style)?\s*:\s*[^;]*solid|border\s*:\s*none\s*;\s*border-top\s*:", re.IGNORECASE
)
BLOCKS = frozenset(
    ["address", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"]
)  # fmt: skip


class _Reader(HTMLParser):
    """Turns well-formed HTML into lines; `>` before quoted ones, a MARK where a client quotes."""

    def __init__(self, *, marked: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.marked = marked
        self.lines: list[str] = [""]
        self.depth = 0
        self.pre = 0
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self._new_line(space=tag in {"p", "blockquote", "ul", "ol", "table"} or tag[0] == "h")
        if self.marked and self._begins_quote(tag, found):
            self._mark()
        if tag == "blockquote":
            self.depth += 1
        self.pre += tag == "pre"
        if tag == "br":
            self.lines.append("")
        elif tag == "li":
            self._write("- ")
        elif tag in {"td", "th"} and self.lines[-1].strip():
            self._write(" ")
        elif tag == "hr" and not self.marked:
            self._write("---")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._new_line(space=True)
            self.depth = max(0, self.depth - 1)
        elif tag in BLOCKS:
            self._new_line(space=tag == "p")
        if tag == "pre":
            self.pre = max(0, self.pre - 1)

    def handle_data(self, data: str) -> None:
        if self.pre:
            first, *rest = data.split("\n")
            self._write(first)
            for line in rest:
                self.lines.append("")
                self._write(line)
        else:
            self._write(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _begins_quote(self, tag: str, found: dict[str, str]) -> bool:
        name = f"{found.get('class', '')} {found.get('id', '')}"
        if tag in {"div", "hr", "span", "br", "table"} and QUOTES.search(name):
            return True
        if tag == "blockquote" and (found.get("type") == "cite" or QUOTES.search(name)):
            return True
        return tag == "div" and OUTLOOK_RULE.search(found.get("style", "")) is not None

    def _mark(self) -> None:
        self._new_line(space=False)
        if not self.depth:
            self.lines += [MARK, ""]

    def _write(self, text: str) -> None:
        if not self.lines[-1] and not self.pre:
            text = text.lstrip(" ")
        if not self.lines[-1] and self.depth and text:
            self.lines[-1] = "> " * min(self.depth, 9)
        self.lines[-1] += text

    def _new_line(self, *, space: bool) -> None:
        if self.lines[-1].strip():
            self.lines.append("")
        if space and len(self.lines) > 1 and self.lines[-2].strip():
            self.lines.append("")


def as_text(html: str, *, marked: bool = False) -> str:
    """What the HTML says, as plain text; with `marked`, a MARK line where its writer quotes."""
    tidy = nh3.clean(
        html[:MOST_CHARACTERS], tags=TAGS | {"font", "center", "address"}, attributes=TELLING,
        clean_content_tags=GONE_WITH_CONTENT, link_rel=None,
    )  # fmt: skip
    reader = _Reader(marked=marked)
    reader.feed(tidy)
    reader.close()
    text = "\n".join(line.replace("\xa0", " ").rstrip() for line in reader.lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
