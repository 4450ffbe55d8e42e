"""What every page of a door links to: its style sheets, its modules, its icon."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import SimpleNamespace

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

SHARED = [
    *(f"handrail/{name}.css" for name in ("reset", "tokens", "base", "utilities", "print")),
    *(
        f"handrail/components/{name}.css"
        for name in ("button", "field", "tier", "notice", "state", "message", "badge")
    ),
]
SHEETS: Mapping[str, Sequence[str]] = {
    "workspace": [
        *SHARED,
        *(
            f"workspace/{name}.css"
            for name in (
                "layout", "bar", "rail", "row", "talk", "composer", "handoff", "facts", "table", "figures",
                "help", "search", "settings", "article", "design", "board",
            )
        ),
    ],
    "portal": [*SHARED, "portal/layout.css", "portal/portal.css", "portal/article.css"],
    "entrance": [*SHARED, "handrail/entrance.css"],
}  # fmt: skip
MODULES: Mapping[str, Sequence[str]] = {
    "workspace": ["workspace/main.js"],
    "portal": ["portal/main.js"],
    "entrance": [],
}
CHOICES = {
    "theme": frozenset({"light", "dark"}),
    "density": frozenset({"roomy"}),
    "keys": frozenset({"off"}),
}


@cache
def head(door: str) -> SafeString:
    """The links of a door's pages. File names change only with a new release, so once is enough."""
    facts = {"sheets": SHEETS[door], "modules": MODULES[door], "htmx": door != "entrance"}
    html = get_template("handrail/head.html").render(facts)
    return mark_safe(html)  # noqa: S308 - our own template, without any outside value


def look(request: HttpRequest) -> dict[str, object]:
    """How this browser wants pages to look, as its cookies say; anything unknown is ignored."""
    chosen = {
        name: value if (value := request.COOKIES.get(f"handrail_{name}", "")) in known else ""
        for name, known in CHOICES.items()
    }
    return {"look": SimpleNamespace(**chosen)}
