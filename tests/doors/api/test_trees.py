"""A tree by program: drawn, refused where it leads nowhere, published, and walked on a ticket."""

import pytest

from doors.api.programs import Program, person
from handrail.base.models import EventRecord

pytestmark = pytest.mark.django_db
DRAWING = {
    "start": "light",
    "nodes": {
        "light": {"kind": "question", "text": "Is it red?", "answers": [
            {"text": "Yes", "to": "plug"}, {"text": "No", "to": "ok"}]},
        "plug": {"kind": "step", "text": "Pull the plug.", "failed": "ok"},
        "ok": {"kind": "solved"},
    },
}  # fmt: skip


def test_a_tree_from_its_drawing_to_its_path_on_a_ticket() -> None:
    lea = Program(person("Lea", "lead", 1))
    half = {"start": "light", "nodes": {"light": {**DRAWING["nodes"]["light"], "answers": []}}}
    made = lea.post("/trees", {"name": "Hub", "definition": half}).json()
    refused = lea.post(f"/trees/{made['id']}/publication")
    assert (refused.status_code, "needs from one" in refused.json()["detail"]) == (422, True)
    nonsense = lea.put(f"/trees/{made['id']}/definition", {"definition": {"start": 3}})
    assert nonsense.status_code == 422
    lea.put(f"/trees/{made['id']}/definition", {"definition": DRAWING})
    assert lea.post(f"/trees/{made['id']}/publication").json()["version"] == 2
    assert lea.get(f"/trees/{made['id']}").json()["definition"] == DRAWING

    number = lea.post("/tickets", {"subject": "Hub", "text": "Red"}).json()["number"]
    walk = lea.post(f"/tickets/{number}/walks", {"tree": made["id"]}).json()
    assert walk["choices"] == ["Yes", "No"]
    at = f"/tickets/{number}/walks/{walk['id']}"
    assert lea.post(f"{at}/answers", {"said": "Perhaps"}).status_code == 409
    assert lea.post(f"{at}/answers", {"said": "Yes"}).json()["choices"][0] == "It helped"
    done = lea.post(f"{at}/answers", {"said": "It helped"}).json()
    assert (done["outcome"], done["is_over"]) == ("solved", True)
    kept = EventRecord.objects.get(kind="ticket.tree_walked").payload
    assert kept["path"] == ["Is it red? — Yes", "Tried: Pull the plug. — it helped."]


def test_customers_see_only_what_is_for_them() -> None:
    lea, ada = Program(person("Lea", "lead", 1)), Program(person("Ada"))
    for name, audience in (("Open", 0), ("Inside", 1)):
        made = lea.post(
            "/trees", {"name": name, "definition": DRAWING, "audience": audience}
        ).json()
        lea.post(f"/trees/{made['id']}/publication")
    assert [tree["name"] for tree in ada.get("/trees").json()] == ["Open"]
    assert ada.get(f"/trees/{made['id']}").status_code == 404
    assert ada.post("/trees", {"name": "Mine", "definition": DRAWING}).status_code == 404
