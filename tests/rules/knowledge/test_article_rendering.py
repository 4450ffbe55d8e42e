"""Markdown to HTML that can do nothing."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.knowledge.rendering import ATTRIBUTES, TAGS, headings, links, plain, render, slug_in

FILES = {"shot.png": "/help/files/7/shot.png"}
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](//evil.example)",
    "![x](https://evil.example/p.png)", "![x](//evil.example/p.png)", "![x](data:image/svg+xml,<svg>)",
    "[x](http://plain.example)", "[x](/\\evil.example)", "<a href='javascript:1'>x</a>",
    "[x]: javascript:alert(1)\n\n[x]", "<div data-hx-get='/x' hx-trigger=load>", "<svg onload=x>",
    "```html\n<script>\n```", "[x](vbscript:x)", "![x](cid:1)", "<http://x>", "<javascript:alert(1)>",
    "[a](<java\nscript:x>)", "[x](\x01javascript:alert(1))", "&lt;script&gt;", "# <b onmouseover=x>h",
]  # fmt: skip


class Elements(HTMLParser):
    """What a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def harmless(html: str) -> None:
    for tag, attributes in Elements(html).found:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        href, src = attributes.get("href"), attributes.get("src")
        assert href is None or re.match(r"https://|mailto:|#|/[^/\\]", href), href
        assert src is None or src in FILES.values()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless(text: str) -> None:
    harmless(render(text, files=FILES, article=lambda slug: f"/help/en/{slug}/"))


@given(
    st.lists(
        st.sampled_from([*HOSTILE, "*", "`", "\n", "[", "](", ")", "![", "shot.png", "#"]),
        max_size=9,
    )
)
def test_so_is_any_mixture_and_the_same_text_gives_the_same_page(pieces: list[str]) -> None:
    text = "".join(pieces)
    html = render(text, files=FILES)
    harmless(html)
    assert html == render(text, files=FILES)


def test_pictures_are_files_of_the_article_or_their_words() -> None:
    html = render("![The page](shot.png) ![Gone](gone.png)", files=FILES)
    assert '<img src="/help/files/7/shot.png" alt="The page">' in html
    assert html.count("<img") == 1 and "Gone" in html


def test_links_to_articles_lead_where_the_door_says() -> None:
    def find(slug: str) -> str | None:
        return f"/help/{slug}" if slug == "pay" else None

    for text in (
        "[p](article:pay#how)",
        "[p](../pay/en.md#how)",
        "[p](pay.md#how)",
        "[p](pay#how)",
    ):
        assert 'href="/help/pay#how"' in render(text, article=find)
    assert "href" not in render("[p](article:secret)", article=find)
    assert slug_in("https://x.example/pay") is None and slug_in("/pay") is None


def test_headings_have_anchors_that_never_clash() -> None:
    text = "# Step\n\n# Step\n\n# Step 2\n\n## Größe"
    assert [one for *_, one in headings(text, anchor="r-")] == [
        "r-step",
        "r-step-2",
        "r-step-2-2",
        "r-grosse",
    ]
    html = render(text, anchor="r-", below=2)
    assert '<h3 id="r-step">' in html and '<h4 id="r-grosse">' in html


def test_the_words_alone() -> None:
    assert plain("# A *b*\n\n[c](https://d.example) `e`\n\n- f") == "A b\nc e\nf"
    assert links("[c](https://d.example) ![p](a%20b.png)") == (["https://d.example"], ["a b.png"])
