"""What machines read: a map of the public articles, and a feed of the newest. Nobody's own view."""

from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from handrail.knowledge.models import Article
from handrail.knowledge.queries.reading import Row, listed
from handrail.portal.brands import brand_of

MOST_IN_MAP, NEWEST = 50_000, 30
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _public(request: HttpRequest, order: str, most: int) -> list[Row]:
    """What a visitor who is nobody may read, whoever asks."""
    visible = Article.objects.visible_to(None, brand_of(request)).published()
    return listed(visible.order_by(order), ["en"], most=most)


def _place(row: Row) -> str:
    return settings.HANDRAIL_URL.rstrip("/") + reverse("portal:article", args=[row.slug])


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public article with the time of its last change."""
    response = HttpResponse(content_type="application/xml")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": SITEMAP}))
    for row in _public(request, "pk", MOST_IN_MAP):
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", _place(row))
        xml.addQuickElement("lastmod", row.changed_at.isoformat())
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest public articles."""
    brand = brand_of(request)
    made: Any = Atom1Feed(
        title=f"{brand.name if brand else 'Support'}: help", link=settings.HANDRAIL_URL,
        description="The newest articles.", feed_url=request.build_absolute_uri(request.path),
    )  # fmt: skip
    for row in _public(request, "-published_at", NEWEST):
        made.add_item(title=row.title, link=_place(row), description=row.summary,
                      updateddate=row.changed_at)  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)
