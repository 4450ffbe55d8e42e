"""What every page of an article needs: the article under its scope, and how its text is shown."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse

from handrail.base.languages import later
from handrail.knowledge.models import Article
from handrail.knowledge.rendering import render as as_html
from handrail.knowledge.rules import Refused
from handrail.knowledge.words import NAMES
from handrail.people.rules import NotAllowed
from handrail.tickets.rules import Refused as TicketRefused
from handrail.workspace.guard import StaffRequest

TROUBLE = (Refused, NotAllowed, TicketRefused)
STATES = {
    "draft": later("Draft"),
    "in_review": later("In review"),
    "published": later("Published"),
    "retired": later("Retired"),
}
HEADINGS = {
    "issue": later("Issue"),
    "environment": later("Environment"),
    "cause": later("Cause"),
    "resolution": later("Resolution"),
}
PARTS = {"title": later("Title"), "summary": later("Summary"), **HEADINGS}


def article_for(request: StaffRequest, pk: int) -> Article:
    """The article, if this person may read it. Raises Http404."""
    visible = Article.objects.visible_to(request.user, None)
    found = visible.select_related("tier", "category", "brand", "owner").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def pictures(article: Article) -> dict[str, str]:
    """Where the files lie that a text names; those that customers have not yet are among them."""
    rows = article.files.values_list("name", "pk")
    return {name: reverse("workspace:article_file", args=[pk]) for name, pk in rows}


def chapters(words: Any, files: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    """The parts of a version as a page shows them."""
    return [
        {"heading": HEADINGS.get(name, ""), "html": as_html(
            getattr(words, name), files=files, article=_link, below=2, anchor=f"{name}-")}
        for name in NAMES if name != "title" and getattr(words, name)
    ]  # fmt: skip


def _link(slug: str) -> str:
    """To the page inside the desk: an article may be for tiers that the portal does not serve."""
    return reverse("workspace:article_by_name", args=[slug])
