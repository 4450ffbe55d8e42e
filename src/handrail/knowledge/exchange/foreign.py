"""HTML pages as Markdown, so that other programs' articles can be brought in. Pure."""

import re
from html.parser import HTMLParser

import nh3
from markdownify import ATX, markdownify

from handrail.knowledge.exchange.page import Page
from handrail.knowledge.exchange.page import read as read_page

DROPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "iframe",
    "form",
    "svg",
}
LINES = re.compile(r"\n{3,}")
SECTION = re.compile(
    r"^#{1,4} (issue|environment|cause|resolution)\s*$", re.IGNORECASE | re.MULTILINE
)


class _Head(HTMLParser):
    """The title, the language and the description of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.facts: dict[str, str] = {}
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "html" and found.get("lang"):
            self.facts["language"] = found["lang"].lower()
        if tag == "meta" and found.get("name") == "description":
            self.facts["summary"] = found.get("content", "")
        if tag in {"title", "h1"} and tag not in self.facts:
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.facts[self._inside] = self.facts.get(self._inside, "") + data


def from_html(html: str) -> Page:
    """A page of HTML as one of ours: the title from its first heading, else from its head."""
    head = _Head()
    head.feed(html)
    body = re.sub(r"(?is)<head\b.*?</head>", "", html)
    body = re.sub(r"(?is)<h1\b.*?</h1>", "", body, count=1)
    clean = nh3.clean(
        body, tags=nh3.ALLOWED_TAGS - DROPPED, clean_content_tags=DROPPED, strip_comments=True
    )
    text = markdownify(clean, heading_style=ATX, bullets="-")
    text = SECTION.sub(lambda found: f"## {found[1].capitalize()}", LINES.sub("\n\n", text).strip())
    page = read_page(text)
    title = head.facts.get("h1") or head.facts.get("title") or page.words.title
    facts = {k: v for k, v in head.facts.items() if k == "language"}
    words = page.words.changed(title=title, summary=head.facts.get("summary", "")).tidy()
    return Page(facts=facts, words=words, lines={})
