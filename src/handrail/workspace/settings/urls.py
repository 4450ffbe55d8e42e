"""The addresses of the settings."""

from django.urls import path

from handrail.workspace.settings import model, previews, suppression, views

app_name = "settings"

urlpatterns = [
    path("", views.index, name="index"),
    path("history", views.history, name="history"),
    path("history/<int:line>/undo", views.undo, name="undo"),
    path("learned-model", model.versions, name="model"),
    path("learned-model/training", model.train, name="train"),
    path("learned-model/<int:version>/turn", model.choose, name="choose_model"),
    path("previews/<str:key>", previews.previewed, name="previewed"),
    path("suppressed", suppression.suppressed, name="suppressed"),
    path("suppressed/<int:pk>/removal", suppression.allow, name="allow"),
    path("<slug:slug>/", views.kind, name="kind"),
    path("<slug:slug>/new", views.edit, name="new"),
    path("<slug:slug>/history", views.history, name="kind_history"),
    path("<slug:slug>/<int:pk>", views.edit, name="edit"),
    path("<slug:slug>/<int:pk>/history", views.history, name="row_history"),
    path("<slug:slug>/<int:pk>/removal", views.remove, name="remove"),
    path("<slug:slug>/<int:pk>/switch", views.switch, name="switch"),
    path("<slug:slug>/<int:pk>/place/<slug:way>", views.move, name="move"),
]
