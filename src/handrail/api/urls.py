"""The addresses of the API, version 1."""

from ninja import NinjaAPI

from handrail import __version__
from handrail.api.problems import watch_over
from handrail.api.views import (
    articles,
    conversation,
    desk,
    escalation,
    ready,
    routing,
    search,
    swarming,
    tickets,
    ties,
    trees,
    work,
)  # fmt: skip

api = NinjaAPI(
    title="Handrail", version=__version__, urls_namespace="api", docs_url=None,
    description="The verbs of the desk, for programs. See docs/api.md.",
)  # fmt: skip
watch_over(api)
api.add_router("", desk.router)
api.add_router("", routing.router)
api.add_router("", ready.router)
api.add_router("", swarming.router)
api.add_router("", search.router)
api.add_router("", articles.router)
api.add_router("", trees.router)
for noun in (tickets, conversation, work, ties, escalation):
    api.add_router("/tickets", noun.router)

urlpatterns = api.urls
