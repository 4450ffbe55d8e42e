import pytest
from datetime import UTC, datetime
from cast import cast
from handrail.base.by import By
from handrail.tickets import actions
from handrail.knowledge.search import index
from handrail.knowledge.search.finding import find
from handrail.knowledge.search.showing import passages
pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

def test_it():
    c = cast()
    t = actions.open_ticket(requester=c.ada, subject="Printers on fire <b>", text="The radiators stay cold, error ERR-1234 and jo.doe@mail-host.example.org said <script>", channel="email", by=By.system(AT))
    actions.note(t, author=c.mika, text="secret kestrel", by=By.person(c.mika, AT))
    index.index([t.pk])
    for q in ["printer", "radiator", "ERR-1234", "1234", "jo.doe@mail-host.example.org", '"stay cold"', '"cold stay"', "radiator -printers", "kestrel", "tier:1 status:open", "requester:ada", "prin", "the", "radia fir", "ada", "foo:bar"]:
        f = find(q, c.mika, now=AT)
        print(q, f.numbers, f.shown, f.faults, [p for p in passages(f.numbers, f.shown, f.asked.all_words, c.mika)])
        print("   ada", find(q, c.ada, now=AT).numbers, "ben", find(q, c.ben, now=AT).numbers)
    assert 0
