"""The addresses of the figures."""

from django.urls import path

from handrail.workspace.insight import views

app_name = "insight"

urlpatterns = [
    path("", views.home, name="home"),
    path("tier/<int:level>/", views.tier, name="tier"),
    path("team/<slug:slug>/", views.team, name="team"),
]
