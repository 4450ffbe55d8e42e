"""What agents write, as HTML: bold, lists, links, code and quotes in Markdown, and nothing that can do harm.

The text stays the truth. It is what is searched, quoted and sent as a mail's plain part, so it must read
well as it is; headings, pictures, tables and HTML are therefore no part of it, and a line break is one.
"""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "s", "strong", "ul"}
RULES = [
    "normalize", "block", "inline", "linkify", "text_join", "blockquote", "fence", "list", "paragraph",
    "text", "newline", "escape", "backticks", "strikethrough", "emphasis", "link", "autolink",
    "balance_pairs", "fragments_join", "entity",
]  # fmt: skip
MOST = 200_000


def _made() -> MarkdownIt:
    made = MarkdownIt("zero", {"breaks": True, "linkify": True, "html": False})
    known = {name for names in made.get_all_rules().values() for name in names}
    return made.enable([name for name in RULES if name in known])


PARSER = _made()


@lru_cache(maxsize=512)
def as_html(text: str) -> str:
    """The text as HTML. What is far too long to be a letter stays lines of text."""
    if len(text) > MOST:
        return nh3.clean_text(text).replace("&#10;", "<br>")
    return nh3.clean(
        PARSER.render(text), tags=TAGS, attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"https", "http", "mailto", "tel"}, link_rel="noopener noreferrer nofollow",
    ).strip()  # fmt: skip
