"""The addresses of the portal."""

from django.urls import path

from handrail.portal.views import (
    asking,
    colour,
    following,
    knowledge,
    machines,
    rating,
    speaking,
    stopping,
    trees,
)  # fmt: skip

app_name = "portal"
ONE = "requests/<int:number>"

urlpatterns = [
    path("", asking.home, name="home"),
    path("colours/<int:hue>.css", colour.colour, name="colour"),
    path("help/search", knowledge.search, name="search"),
    path("help/suggestions", knowledge.suggestions, name="suggestions"),
    path("help/categories/<int:pk>", knowledge.category, name="category"),
    path("help/files/<int:pk>", knowledge.file, name="article_file"),
    path("help/feed", machines.feed, name="feed"),
    path("language", speaking.speaking, name="speaking"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("help/articles/<str:slug>", knowledge.article, name="article"),
    path("help/articles/<str:slug>/feedback", knowledge.feedback, name="article_feedback"),
    path("help/trees/<slug:slug>", trees.tree, name="tree"),
    path("help/trees/<slug:slug>/walks", trees.begin, name="walks"),
    path("help/walks/<int:pk>", trees.walk, name="walk"),
    path("requests", following.requests, name="requests"),
    path("requests/new", asking.new, name="new"),
    path("requests/sent", asking.sent, name="sent"),
    path(ONE, following.show, name="request"),
    path(f"{ONE}/replies", following.replies, name="replies"),
    path(f"{ONE}/solution", following.solution, name="solution"),
    path(f"{ONE}/reopening", following.reopening, name="reopening"),
    path(f"{ONE}/rating", rating.rate, name="rating"),
    path("ratings/<str:token>", rating.by_link, name="rating_link"),
    path("notices/<str:token>", stopping.notices, name="notices"),
    path(f"{ONE}/files/<int:pk>", following.file, name="file"),
]
