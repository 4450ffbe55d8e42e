"""A sentence for people is constant where it is written: its facts stand beside it, with names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import handrail
from handrail.base.saying import Amount, Saying, either, recalled, said

HOUSE = Path(handrail.__file__).parent
MESSAGES = HOUSE.parents[1] / ".ci" / "messages"
# Which arguments hold a sentence, where it is not the first alone.
PLACES = {"BadPage": (1,), "ngettext": (0, 1), "pgettext": (1,), "npgettext": (1, 2)}
WORDS = {
    "said", "later", "_", "_l", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext",
    "npgettext",
}  # fmt: skip
TOO_EARLY = {"_", "_l", "gettext", "gettext_lazy", "ngettext", "pgettext", "str", "format"}


def name_of(node: ast.expr) -> str:
    """The last part of a name: "Refused" of `rules.Refused`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def sayings(trees: list[ast.Module]) -> set[str]:
    """The classes that derive from Saying, wherever they stand."""
    classes = [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    found = {"Saying"}
    while True:
        more = {one.name for one in classes if {name_of(base) for base in one.bases} & found}
        if more <= found:
            return found - {"Saying"}
        found |= more


def made(tree: ast.Module, names: set[str]) -> Iterator[int]:
    """The lines on which a sentence is put together instead of said."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (name := name_of(node.func)) not in names | WORDS:
            continue
        for place in PLACES.get(name, (0,)):
            if len(node.args) > place and is_made(node.args[place], is_word=name in WORDS):
                yield node.lineno


def is_made(sentence: ast.expr, *, is_word: bool) -> bool:
    if isinstance(sentence, ast.JoinedStr | ast.BinOp):
        return True
    if not isinstance(sentence, ast.Call):
        return False
    return name_of(sentence.func) in ({"format"} if is_word else TOO_EARLY)


def parsed(folder: Path) -> dict[Path, ast.Module]:
    files = (one for one in folder.rglob("*.py") if "migrations" not in one.parts)
    return {one: ast.parse(one.read_text()) for one in files}


TREES = parsed(HOUSE)
NAMES = sayings(list(TREES.values()))


def test_no_sentence_is_put_together() -> None:
    found = [f"{file.relative_to(HOUSE)}:{line}" for file, tree in TREES.items()
             for line in made(tree, NAMES)]  # fmt: skip
    assert found == []


def test_every_class_that_says_something_is_gathered() -> None:
    gathered = set(re.findall(r"-k (\w+)", MESSAGES.read_text()))
    assert NAMES - gathered == set()
    assert {"Refused", "NotAllowed", "HandoffRefused", "BadCondition"} <= NAMES


@pytest.mark.parametrize("snippet", [
    'Refused(f"#{number} is done.")', 'rules.Refused("#%s is done." % number)',
    'Refused("#" + number)', 'Refused("#{} is done.".format(number))', 'Refused(_("Done."))',
    'BadPage(1, f"{name} is empty.")', 'said(f"{n} left")', 'later("a" + b)', '_(f"{n} left")',
    'ngettext("one", f"{n} left", n)', "Refused(str(fault))",
])  # fmt: skip
def test_one_that_is_put_together_is_found(snippet: str) -> None:
    assert list(made(ast.parse(snippet), {"Refused", "BadPage"})) == [1]


@pytest.mark.parametrize("snippet", [
    'Refused("#%(number)s is done.", number=number)', "Refused(fault.sentence)", "said(WORDS[kind])",
    'Refused("A long sentence, "\n"in two lines.")', "Refused(DONE, number=number)",
])  # fmt: skip
def test_one_that_is_said_is_good(snippet: str) -> None:
    assert list(made(ast.parse(snippet), {"Refused"})) == []


def test_a_class_is_found_by_the_one_it_derives_from() -> None:
    tree = ast.parse("class A(Saying, ValueError): ...\nclass B(rules.A): ...\nclass C: ...")
    assert sayings([tree]) == {"A", "B"}


class Refusal(Saying, ValueError):
    """One for trying things out."""


def test_a_sentence_is_what_it_says_and_still_knows_its_facts() -> None:
    words = said("%(who)s has %(n)s of %(all)s", who="Ada", n=Amount(2000), all=["a", said("b")])
    assert words == "Ada has 2,000 of a, b"
    assert str(said("No fact and 100 % sure.")) == "No fact and 100 % sure."
    assert said("Outer: %(inner)s", inner=Refusal("%(n)s left", n=2)) == "Outer: 2 left"
    assert either("abc") == "a or b or c"
    with pytest.raises(AttributeError, match="never changed"):
        words.pattern = "other"


def test_a_refusal_keeps_its_kind_and_travels() -> None:
    refusal = Refusal("%(n)s left", n=2)
    assert isinstance(refusal, ValueError) and refusal.args == ("2 left",)
    assert (str(refusal), refusal.english) == ("2 left", "2 left")
    again = Refusal(refusal.sentence)
    assert again.sentence.pattern == "%(n)s left" and again.sentence.facts == {"n": 2}


def test_what_was_kept_is_recalled() -> None:
    patterns = ("%(who)s refused: %(why)s", "%(n)s left")
    found = recalled("Ada refused: 2 left", patterns)
    assert found.pattern == patterns[0] and found.facts["why"].pattern == patterns[1]
    assert recalled("Something else", patterns) == "Something else"
    assert recalled("a to b, and a again", ("%(x)s to %(y)s, and %(x)s again",)).facts["x"] == "a"
    assert recalled("a to b, and c again", ("%(x)s to %(y)s, and %(x)s again",)).__class__ is str
