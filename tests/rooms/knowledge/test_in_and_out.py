"""Articles as files: what goes out comes back the same, and nothing comes in by halves."""

from pathlib import Path

import pytest
from django.db import transaction

from handrail.base.by import By
from handrail.base.clock import now
from handrail.desk.actions import place
from handrail.desk.models import Brand, Category
from handrail.knowledge import actions
from handrail.knowledge.exchange.entering import Outcome, bring_in
from handrail.knowledge.exchange.leaving import export
from handrail.knowledge.exchange.matching import Defaults
from handrail.knowledge.models import Article, Version, Wording
from handrail.tickets.files import File
from rooms.knowledge.shelf import DESK, SIGN_IN, draft, published, same_as_log

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def enter(*paths: Path, **defaults: object) -> Outcome:
    return bring_in(paths, by=By.system(now()), defaults=Defaults(**defaults))  # type: ignore[arg-type]


def a_shelf() -> None:
    """Articles of every kind: languages, files, brands, dates, states, and text that looks like ours."""
    ledger = place(Category(name="Ledger"))
    refunds = place(Category(name="Refunds", parent=ledger))
    brand = Brand.objects.get_or_create(slug="n", defaults={"name": "N", "address": "n@d.example"})[
        0
    ]
    article = published(audience=0, category=refunds.pk, brand=brand.pk, tags=("keys", "no"))
    german = SIGN_IN.changed(title="Anmelden: geht nicht", summary="Zeile eins\n\nund `zwei`")
    actions.write(article, words=german, language="de", by=DESK)
    actions.add_file(article, file=File(name="shot 1.png", content=PNG), by=DESK)
    actions.publish(article, by=DESK)
    odd = SIGN_IN.changed(
        title="2026-12-24", issue="", cause="## Resolution\n\n    code\n\n## cause ##\n---\ntitle: x",
        resolution="    indented first\n\n```\n## Issue\n```\n![a](shot%201.png)",
    )  # fmt: skip
    actions.create(words=odd, by=DESK)
    actions.retire(draft("Gone"), why="Old", by=DESK)


def test_out_and_into_an_empty_desk_and_out_again_is_the_same_bytes(tmp_path: Path) -> None:
    with transaction.atomic():
        a_shelf()
        assert export(tmp_path / "one") == 3
        transaction.set_rollback(True)
    assert Article.objects.count() == 0
    Brand.objects.create(slug="n", name="N", address="n@d.example")
    outcome = enter(tmp_path / "one", makes_categories=True)
    assert outcome.faults == []
    assert sorted(set(outcome.changes.values())) == ["new"]
    assert export(tmp_path / "two") == 3
    assert bytes_in(tmp_path / "one") == bytes_in(tmp_path / "two")
    assert len(bytes_in(tmp_path / "one")) == 5
    for article in Article.objects.all():
        same_as_log(article)


def test_the_same_files_again_change_nothing(tmp_path: Path) -> None:
    a_shelf()
    export(tmp_path)
    before = list(Article.objects.values()), list(Wording.objects.values()), Version.objects.count()
    outcome = enter(tmp_path)
    assert (outcome.faults, outcome.changes) == ([], {})
    after = list(Article.objects.values()), list(Wording.objects.values()), Version.objects.count()
    assert before == after


def test_a_changed_file_is_another_version(tmp_path: Path) -> None:
    published()
    export(tmp_path)
    file = tmp_path / "i-cannot-sign-in" / "en.md"
    file.write_text(file.read_text().replace("caps lock", "shift"))
    assert enter(tmp_path).changes == {"i-cannot-sign-in/en.md": "changed"}
    newest = Wording.objects.get().shown
    assert newest is not None and (newest.number, newest.cause) == (2, "The shift key.")


def test_plain_markdown_comes_in_with_the_pictures_beside_it(tmp_path: Path) -> None:
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "my key.png").write_bytes(PNG)
    (tmp_path / "Reset Password.md").write_text(
        "# Reset your password\n\nPress ![key](img/my%20key.png) and ![same](<img/my key.png>).\n"
    )
    outcome = enter(tmp_path, audience=0, state="published")
    assert outcome.changes == {"Reset Password.md": "new"}
    article = Article.objects.get()
    assert (article.state, article.audience) == ("published", 0)
    version = article.versions.get()
    assert version.title == "Reset your password"
    assert version.resolution == "Press ![key](my%20key.png) and ![same](my%20key.png)."
    assert article.wordings.get().slug == "reset-password"
    file = article.files.get()
    assert (file.name, file.content_type, file.is_shown) == ("my key.png", "image/png", True)


def test_html_comes_in_as_markdown(tmp_path: Path) -> None:
    (tmp_path / "k.png").write_bytes(PNG)
    (tmp_path / "pay.html").write_text(
        "<html lang=de><head><title>Site</title><meta name=description content='In short'>"
        "<script>steal()</script><style>p{}</style></head><body><nav>Menu</nav>"
        "<h1>Pay <b>by</b> card</h1><h2>Issue</h2><p>Cards &amp; <em>more</em><script>x()</script></p>"
        "<h2>Resolution</h2><ol><li>One</li><li>Two</li></ol><p><img src='k.png' alt='Key'></p>"
        "<table><tr><th>A</th></tr><tr><td>1</td></tr></table></body></html>"
    )
    assert enter(tmp_path).faults == []
    version = Version.objects.get()
    assert (version.language, version.title, version.summary) == ("de", "Pay by card", "In short")
    assert version.issue == "Cards & *more*"
    assert version.resolution.startswith("1. One\n2. Two\n\n![Key](k.png)")
    assert "steal" not in version.resolution and "Menu" not in version.issue
    assert version.article.files.get().name == "k.png"


def test_every_fault_is_named_with_its_line_and_nothing_comes_in(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\naudience: all\n---\n\nText\n")
    (tmp_path / "b.md").write_text("---\ntitle: [B\n---\nText\n")
    (tmp_path / "c.md").write_text("---\ntitle: C\n\ncolour: red\n---\nText\n")
    (tmp_path / "d.md").write_text("# D\n\nSee\n![x](gone.png)\n")
    (tmp_path / "e.md").write_bytes(b"# E\n\n\xff\n")
    (tmp_path / "f.md").write_text("---\ntitle: F\ncategory: Nowhere\n---\nText\n")
    (tmp_path / "g.md").write_text("---\ntitle: G\nslug: good\n---\nText\n")
    (tmp_path / "h.md").write_text("---\ntitle: H\nslug: good\n---\nText\n")
    (tmp_path / "i.md").write_text("---\ntitle: I\nstate: published\n---\n## Issue\n\nNo way out\n")
    (tmp_path / "j.md").write_text("# J\n\n![up](../outside.png)\n")
    (tmp_path / "k.md").write_text("---\ntitle: K\nexpires_at: soon\n---\nText\n")
    (tmp_path.parent / "outside.png").write_bytes(PNG)
    said = [str(fault) for fault in enter(tmp_path).faults]
    for start in (
        "a.md, line 3: The audience is", "b.md, line 3: no good YAML", "c.md, line 4: “colour”",
        "d.md, line 4: “gone.png” does not lie", "e.md, line 3: This is not in UTF-8",
        "f.md, line 3: This desk has no category “Nowhere”", "h.md, line 3: g.md has the slug",
        "i.md, line 1: The resolution is empty", "j.md, line 3: “../outside.png” does not lie",
        "k.md, line 3: “soon” is no date",
    ):  # fmt: skip
        assert [s for s in said if s.startswith(start)], (start, said)
    assert len(said) == 10
    assert (Article.objects.count(), Category.objects.filter(path="Nowhere").count()) == (0, 0)


def test_a_trial_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nText\n")
    outcome = bring_in([tmp_path], by=By.system(now()), dry_run=True)
    assert outcome.changes == {"a.md": "new"} and Article.objects.count() == 0


def test_a_draft_keeps_the_address_of_its_file_under_another_title(tmp_path: Path) -> None:
    file = tmp_path / "pay.md"
    file.write_text("---\ntitle: Pay by card\n---\nText\n")
    enter(file)
    file.write_text("---\ntitle: Paying by card\n---\nText\n")
    assert enter(file).changes == {"pay.md": "changed"}
    assert [w.slug for w in Wording.objects.all()] == ["pay"]
