"""`handrail knowledge`, run as an operator runs it: out of one desk and into another."""

from pathlib import Path

from doors.console.test_commands import home, run
from handrail.base.database.hold import down

__all__ = ["home"]
PAGE = """---
title: I cannot sign in
audience: 0
category: Access / Passwords
state: published
---

## Issue

It says no.

![The page](page.png)

## Resolution

Try again.
"""


def test_articles_go_from_a_folder_through_two_desks_unchanged(home: Path, tmp_path: Path) -> None:
    given, first, second = tmp_path / "given", tmp_path / "first", tmp_path / "second"
    given.mkdir()
    (given / "sign-in.md").write_text(PAGE)
    (given / "page.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    refused = run(home, "knowledge", "import", str(given))
    assert refused.returncode == 1
    assert "sign-in.md, line 4: This desk has no category" in refused.stderr
    done = run(home, "knowledge", "import", str(given), "--make-categories")
    assert (done.stdout, done.stderr) == ("sign-in.md: new\n", "")
    again = run(home, "knowledge", "import", str(given))
    assert again.stdout == "The desk has these articles already.\n"
    assert run(home, "knowledge", "export", str(first)).stdout == f"1 articles are in {first}.\n"
    assert run(home, "knowledge", "export", str(first)).returncode == 1

    other = tmp_path / "other"
    assert run(other, "migrate").returncode == 0
    brought = run(other, "knowledge", "import", str(first), "--make-categories")
    assert (brought.stdout, brought.stderr) == ("sign-in/en.md: new\n", "")
    assert run(other, "knowledge", "export", str(second)).returncode == 0
    down(other)
    names = sorted(str(f.relative_to(first)) for f in first.rglob("*") if f.is_file())
    assert names == ["sign-in/en.md", "sign-in/page.png"]
    assert all((first / n).read_bytes() == (second / n).read_bytes() for n in names)
