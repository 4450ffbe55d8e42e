"""Foreign HTML made harmless: once when it is kept, and once more when it is shown. Pure."""

import re
from collections.abc import Callable

import nh3

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del", "div",
    "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p",
    "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"}, "abbr": {"title"}, "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align"}, "th": {"colspan", "rowspan", "align"},
    "ol": {"start"}, "col": {"span"}, "colgroup": {"span"},
}  # fmt: skip
GONE_WITH_CONTENT = {"script", "style", "title", "head", "noscript", "template", "svg", "math",
                     "iframe", "object", "embed", "textarea", "select", "xml"}  # fmt: skip
CID = re.compile(r"cid:([!#$%&'*+./0-9=?@A-Z^_`a-z{|}~-]{1,250})", re.IGNORECASE)
# A picture from elsewhere, and how its address is kept.
FAR = re.compile(r"https?://[^\s\"'<>]{3,2000}", re.IGNORECASE)
REMOTE = "remote:"
# Pictures of one dot tell their sender when and where a mail was read, and show nothing.
DOT = re.compile(r"<img\b(?=[^>]*\b(?:width|height)=\"[0-2]\")[^>]*>")
NUMBER = re.compile(r"\d{1,4}")
MOST_CHARACTERS = 2_000_000


def sanitised(html: str) -> str:
    """HTML that can do nothing: no script, no style, no picture that loads by itself, no relative link.

    Pictures of the mail itself keep `cid:` sources, those from elsewhere become `remote:` ones, which no
    browser fetches; `framed` puts addresses of ours in their place.
    """
    if not html.strip():
        return ""
    return nh3.clean(
        html[:MOST_CHARACTERS], tags=TAGS, clean_content_tags=GONE_WITH_CONTENT,
        attributes=ATTRIBUTES, attribute_filter=_allowed, generic_attribute_prefixes=None,
        url_schemes={"https", "http", "mailto", "cid", "remote"}, strip_comments=True,
        link_rel="noopener noreferrer nofollow",
    ).strip()  # fmt: skip


def _source(value: str) -> str | None:
    """Where a picture is, in words that load nothing. What was kept before is taken as it is."""
    if value.startswith(REMOTE):
        return value if FAR.fullmatch(value.removeprefix(REMOTE)) else None
    own = CID.fullmatch(value)
    if own:
        return f"cid:{own[1]}"
    return REMOTE + value if FAR.fullmatch(value) else None


def _allowed(tag: str, name: str, value: str) -> str | None:
    value = value.strip()
    if tag == "a" and name == "href":
        return value if value.lower().startswith(("https://", "mailto:")) else None
    if tag == "img" and name == "src":
        return _source(value)
    if name in {"width", "height", "colspan", "rowspan", "start", "span"}:
        return value if NUMBER.fullmatch(value) else None
    return value[:2000]


def has_remote(html: str) -> bool:
    """Whether kept HTML has pictures from elsewhere."""
    return f'src="{REMOTE}' in html


def framed(
    html: str, *, own: Callable[[str], str | None], remote: Callable[[str], str | None]
) -> str:
    """Kept HTML for its frame: cleaned again, its pictures by the addresses that `own` and `remote` give.

    `own` takes a content id, `remote` an address; a picture without an address keeps its words alone.
    """

    def filled(tag: str, name: str, value: str) -> str | None:
        if (tag, name) != ("img", "src"):
            return _allowed(tag, name, value)
        kept = _source(value) or ""
        if kept.startswith(REMOTE):
            return remote(kept.removeprefix(REMOTE))
        return own(kept.removeprefix("cid:")) if kept else None

    return nh3.clean(
        DOT.sub("", html), tags=TAGS, clean_content_tags=GONE_WITH_CONTENT, attributes=ATTRIBUTES,
        attribute_filter=filled, generic_attribute_prefixes=None, strip_comments=True,
        url_schemes={"https", "http", "mailto", "cid", "remote"},
        link_rel="noopener noreferrer nofollow", set_tag_attribute_values={"a": {"target": "_blank"}},
    )  # fmt: skip
