"""The addresses of the portal."""

from django.urls import path

from handrail.portal.views import asking, following, rating

app_name = "portal"
ONE = "requests/<int:number>"

urlpatterns = [
    path("", asking.home, name="home"),
    path("requests", following.requests, name="requests"),
    path("requests/new", asking.new, name="new"),
    path("requests/sent", asking.sent, name="sent"),
    path(ONE, following.show, name="request"),
    path(f"{ONE}/replies", following.replies, name="replies"),
    path(f"{ONE}/solution", following.solution, name="solution"),
    path(f"{ONE}/reopening", following.reopening, name="reopening"),
    path(f"{ONE}/rating", rating.rate, name="rating"),
    path("ratings/<str:token>", rating.by_link, name="rating_link"),
    path(f"{ONE}/files/<int:pk>", following.file, name="file"),
]
