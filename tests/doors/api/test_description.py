"""The OpenAPI document describes what there is."""

from typing import Any

from django.test import Client

VERBS = {
    "", "/messages", "/replies", "/notes", "/events", "/take", "/assign", "/release", "/move",
    "/wait", "/resume", "/solve", "/reopen", "/spam", "/not-spam", "/merge", "/split", "/links",
    "/links/remove", "/watch", "/unwatch", "/handoffs", "/handoffs/{pk}/accept",
    "/handoffs/{pk}/return", "/handoffs/{pk}/recall", "/consults", "/consults/{pk}/answer",
    "/helpers", "/helpers/leave", "/leads", "/send-down", "/rating", "/articles", "/articles/new", "/swarms",
    "/walks", "/walks/{pk}/answers", "/walks/{pk}/end",
    "/swarms/{pk}/join", "/swarms/{pk}/leave", "/swarms/{pk}/end", "/incidents",
    "/canned-answers", "/macros", "/macros/{pk}",
}  # fmt: skip


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [r for value in part.values() for r in references(value)]
    return [r for value in part for r in references(value)] if isinstance(part, list) else []


def test_it_is_whole() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    paths = document["paths"]
    assert {f"/api/v1/tickets/{{number}}{verb}" for verb in VERBS} <= set(paths)
    operations = [op for verbs in paths.values() for op in verbs.values()]
    names = [op["operationId"] for op in operations]
    assert len(names) == len(set(names))
    assert all(op["security"] and op["summary"] and op["description"] for op in operations)
    known = document["components"]["schemas"]
    assert {r.removeprefix("#/components/schemas/") for r in references(paths)} <= set(known)
