"""Articles: found, read, and linked to tickets. Each reader gets what their level may read."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status

from handrail.api.auth import Bearer, caller, hand, ticket_of
from handrail.api.models import Scope
from handrail.api.problems import Problem
from handrail.api.schemas.incoming import Strict
from handrail.api.schemas.shape import Shape
from handrail.api.views import finding
from handrail.desk.shape import shape
from handrail.knowledge import actions
from handrail.knowledge.answering import Answer, answers
from handrail.knowledge.models import Article, hand_of
from handrail.knowledge.queries.reading import Page, in_language
from handrail.knowledge.words import NAMES
from handrail.people.models import Person
from handrail.people.rules import works_here

READ, WRITE = Bearer(Scope.READ), Bearer(Scope.WRITE)
router = Router(tags=["knowledge"])
MOST = 20


class FoundOut(Shape):
    """An article that probably answers, with its score from 0 to 1.

    `title_html` and `passage_html` are escaped and hold only <mark>.
    """

    id: int
    slug: str
    language: str
    title: str
    summary: str
    passage: str
    title_html: str
    passage_html: str
    score: float

    @classmethod
    def of(cls, one: Answer) -> "FoundOut":
        """An answer as programs see it."""
        return cls(
            id=one.article, slug=one.slug, language=one.language, title=one.title,
            summary=one.summary, passage=one.passage, title_html=one.title_html,
            passage_html=one.passage_html, score=round(one.score, 4),
        )  # fmt: skip


class ArticleOut(Shape):
    """An article in one language, its parts in Markdown."""

    id: int
    slug: str
    language: str
    state: str
    audience: int
    version: int
    title: str
    summary: str
    issue: str
    environment: str
    cause: str
    resolution: str

    @classmethod
    def of(cls, page: Page) -> "ArticleOut":
        """A page as programs see it."""
        words: dict[str, Any] = {name: getattr(page.version, name) for name in NAMES}
        return cls(
            id=page.article.pk, slug=page.wording.slug, language=page.wording.language,
            state=page.article.state, audience=page.article.audience,
            version=page.version.number, **words,
        )  # fmt: skip


class TieIn(Strict):
    article: int
    kind: Literal["used", "helped", "wrong", "improved"]


def _visible(person: Person) -> Any:
    brand = None if works_here(person.role) else shape().brand
    return Article.objects.visible_to(person, brand)


def _page(person: Person, pk: int) -> Page:
    found = _visible(person).filter(pk=pk).first() if pk < 2**63 else None
    page = in_language(found, [person.language or "en"], hand=hand_of(person)) if found else None
    if page is None:
        raise Problem(404, "Not found", f"There is no article {pk} that you may read.")
    return page


@router.get("/articles", response=list[FoundOut], auth=READ)
def find_articles(
    request: HttpRequest, q: Annotated[str, Query(max_length=500)], language: str = "",
) -> list[FoundOut]:  # fmt: skip
    """The published articles that probably answer a question, best first; at most 20."""
    person = caller(request)
    brand = None if works_here(person.role) else shape().brand
    found = answers(
        q, person=person, brand=brand, language=language[:12] or person.language or "en", most=MOST
    )
    return [FoundOut.of(one) for one in found]


@router.get("/articles/{int:pk}", response=ArticleOut, auth=READ)
def get_article(request: HttpRequest, pk: int) -> ArticleOut:
    """One article in your language, else in its own."""
    return ArticleOut.of(_page(caller(request), pk))


@router.post("/tickets/{int:number}/articles", response=ArticleOut, auth=WRITE)
def tie_article(request: HttpRequest, number: int, data: TieIn) -> ArticleOut:
    """Say what an article was worth on a ticket; a new verdict takes the place of the old one."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    page = _page(person, data.article)
    actions.tie(page.article, ticket=ticket, kind=data.kind, by=hand(request))
    return ArticleOut.of(page)


@router.post("/tickets/{int:number}/articles/new", response={201: ArticleOut}, auth=WRITE)
def write_down(request: HttpRequest, number: int) -> Status[ArticleOut]:
    """Begin an article from a ticket, prefilled; the same draft again if you have begun one."""
    person, ticket = finding.staff_only(request), ticket_of(request, number)
    made = actions.write_down(ticket, by=hand(request))
    return Status(201, ArticleOut.of(_page(person, made.pk)))
