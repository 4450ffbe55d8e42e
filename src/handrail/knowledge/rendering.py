"""An article's Markdown as HTML that can do nothing: the same text always gives the same page.

Raw HTML is shown as text. Pictures are files of the article, or missing: nothing is fetched from
elsewhere. Links lead to https, mailto, an anchor, or another article by its slug.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from handrail.knowledge.slugs import free, slug_of

# No `span`, no `class` beyond a code block's language, no `style`, no `data-…`, which HTMX reads.
TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
HEADINGS = {f"h{level}": {"id"} for level in range(2, 7)}
ATTRIBUTES = {
    "a": {"href", "title"}, "img": {"src", "alt", "title"}, "code": {"class"}, "ol": {"start"},
    **HEADINGS,
}  # fmt: skip
ARTICLE = re.compile(
    r"(?:article:|(?:\.\./|\./)?)([^/:#?]+?)(?:/[a-z-]{2,12})?(?:\.md|\.html?)?(#.*)?"
)
LANGUAGE_CLASS = re.compile(r"language-[\w+#-]{1,30}")
LOWEST = 6

Find = Callable[[str], str | None]


def no_article(slug: str) -> str | None:
    """For a text whose links to other articles lead nowhere."""
    return None


def render(
    text: str, *, files: Mapping[str, str] | None = None, article: Find = no_article, below: int = 1,
    anchor: str = "",
) -> str:  # fmt: skip
    """HTML of one part. `files` are {name: address}; `article` gives a slug's address, or None.

    Headings come `below` the page's own levels; their ids begin with `anchor`, so that parts on
    one page do not clash.
    """
    tokens = _parser().parse(text)
    _lower(tokens, below, anchor)
    known = files or {}
    _point(tokens, known, article)
    html = str(_parser().renderer.render(tokens, _parser().options, {}))
    return _harmless(html, frozenset(known.values()))


def headings(text: str, *, anchor: str = "") -> list[tuple[int, str, str]]:
    """(level, words, id) of each heading, for a table of contents."""
    tokens = _parser().parse(text)
    _lower(tokens, 0, anchor)
    return [
        (int(token.tag[1]), _plain(tokens[at + 1]), str(token.attrGet("id")))
        for at, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def plain(text: str) -> str:
    """The words alone, for a preview or an index: no marks, no addresses."""
    tokens = _parser().parse(text)
    kept = (_plain(t) if t.type == "inline" else t.content for t in tokens if t.content)
    return "\n".join(words.strip() for words in kept if words.strip())


def links(text: str) -> tuple[list[str], list[str]]:
    """(addresses of links, sources of pictures) in the order they stand in a text."""
    flat = list(_flat(_parser().parse(text)))
    hrefs = [str(t.attrGet("href") or "") for t in flat if t.type == "link_open"]
    sources = [unquote(str(t.attrGet("src") or "")) for t in flat if t.type == "image"]
    return hrefs, sources


def slug_in(href: str) -> tuple[str, str] | None:
    """(slug, anchor) where a relative link means another article; None for any other link."""
    found = ARTICLE.fullmatch(unquote(href))
    return (found[1], found[2] or "") if found else None


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or ())


def _plain(token: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": " "}
    flat = _flat(token.children or ())
    return "".join(
        breaks.get(t.type, t.content if t.type in {"text", "code_inline"} else "") for t in flat
    )


def _lower(tokens: Sequence[Token], below: int, anchor: str) -> None:
    """Give headings their place on the page and an id of their words; equal ones are numbered."""
    met: set[str] = set()
    for at, token in enumerate(tokens):
        if token.type not in {"heading_open", "heading_close"}:
            continue
        token.tag = f"h{max(2, min(LOWEST, int(token.tag[1]) + below)) if below else token.tag[1]}"
        if token.type == "heading_open":
            name = free(anchor + (slug_of(_plain(tokens[at + 1])) or "part"), met.__contains__)
            met.add(name)
            token.attrSet("id", name)


def _point(tokens: Sequence[Token], files: Mapping[str, str], article: Find) -> None:
    for token in _flat(tokens):
        if token.type == "image":
            _picture(token, files.get(unquote(str(token.attrGet("src") or ""))))
        elif token.type == "link_open":
            token.attrSet("href", _address(str(token.attrGet("href") or ""), files, article))


def _picture(token: Token, source: str | None) -> None:
    """A picture of the article; where there is none, the words that stand for it."""
    if source is not None:
        token.attrSet("src", source)
        return
    token.content = token.content or "…"
    token.type, token.tag, token.children = "text", "", None


def _address(href: str, files: Mapping[str, str], article: Find) -> str:
    """Where a link leads; empty where it must not lead anywhere."""
    if href.lower().startswith(("https://", "mailto:")) or href.startswith("#"):
        return href
    if unquote(href) in files:
        return files[unquote(href)]
    named = slug_in(href)
    found = article(named[0]) if named else None
    return found + named[1] if found and named else ""


def _harmless(html: str, own: frozenset[str]) -> str:
    def allowed(tag: str, name: str, value: str) -> str | None:
        if name == "href":
            safe = value.lower().startswith(("https://", "mailto:", "#"))
            inside = value.startswith("/") and not value.startswith(("//", "/\\"))
            return value if safe or inside or value in own else None
        if name == "src":
            return value if value in own else None
        if name == "class":
            return value if LANGUAGE_CLASS.fullmatch(value) else None
        return value

    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=allowed,
        clean_content_tags={"script", "style"}, url_schemes={"https", "mailto"}, strip_comments=True,
        link_rel="noopener noreferrer nofollow", generic_attribute_prefixes=None,
    ).strip()  # fmt: skip
