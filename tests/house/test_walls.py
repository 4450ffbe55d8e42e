"""The walls of the house that import-linter can't see."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field

CHECKOUT = Path(__file__).parents[2]
SOURCE = CHECKOUT / "src" / "handrail"
FLOORS = [
    {"base"}, {"people"}, {"desk"}, {"tickets"},
    {"routing", "escalation", "promises", "knowledge"},
    {"insight", "academy", "lab", "automation"},
    {"flow"},
    {"workspace", "portal", "api", "channels", "bridges", "console", "jobs"},
    {"config"},
]  # fmt: skip
LONGEST_FUNCTION = 60
LONGEST_FILE = 400
NOT_A_ROOM = re.compile(r"^(utils?|helpers?|services?|managers?|signals?)(\.py)?$")
# A path on somebody's machine, or the address of a package index.
MACHINE = re.compile(
    rf"(?<![\w.])/(home|Users)/[a-z]|/root/|{re.escape(str(CHECKOUT))}|--(extra-)?index-url"
)


def floor(room: str) -> int:
    return next(height for height, rooms in enumerate(FLOORS) if room in rooms)


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text())


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def hidden_imports(tree: ast.Module) -> Iterator[int]:
    for function in functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node.lineno


def points_up(here: str, there: str) -> bool:
    """Whether a key from one room to another breaks the floors; siblings may not either."""
    return here != there and floor(there) >= floor(here)


def foreign_keys() -> Iterator[tuple[str, str, str]]:
    """(name, room it stands in, room it points to) of every key between our models."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.is_relation and field.related_model:
                here, there = _room(model), _room(field.related_model)
                if here and there:
                    yield f"{model.__name__}.{field.name}", here, there


def _room(model: object) -> str:
    package, _, rest = getattr(model, "__module__", "").partition(".")
    return rest.split(".")[0] if package == "handrail" else ""


def test_no_foreign_key_points_upward() -> None:
    keys = list(foreign_keys())
    assert len(keys) > 10, "the walk finds the keys"
    assert not [name for name, here, there in keys if points_up(here, there)]


def test_the_walk_would_notice_one_that_does() -> None:
    assert points_up("people", "tickets")
    assert points_up("escalation", "routing")
    assert not points_up("tickets", "people")
    assert not points_up("desk", "desk")


def test_no_import_hides_in_a_function() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}" for path, t in sources() for line in hidden_imports(t)
    ]
    assert not found


def test_the_search_would_notice_a_hidden_import() -> None:
    assert list(hidden_imports(ast.parse("def f():\n    import os\n"))) == [2]


def test_every_file_and_function_is_one_idea_long() -> None:
    long = [
        f"{path.relative_to(SOURCE)}: {function.name}"
        for path, tree in sources()
        for function in functions(tree)
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]
    assert not long
    assert not [p for p, _ in sources() if p.read_text().count("\n") > LONGEST_FILE]


def test_no_file_is_named_for_nothing() -> None:
    assert not [path for path in SOURCE.rglob("*") if NOT_A_ROOM.match(path.name)]


def test_nothing_knows_the_machine_it_was_written_on() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("not a git checkout")
    files = [f for f in tracked.stdout.split("\n") if f and f != "tests/house/test_walls.py"]
    assert not [name for name in files if _tells(CHECKOUT / name)]


def _tells(path: Path) -> bool:
    try:
        return path.is_file() and bool(MACHINE.search(path.read_text()))
    except UnicodeDecodeError:
        return False
