"""The learned side of triage on a small desk of our own: what it says, how sure it is, and why."""

from pathlib import Path

import numpy as np
import pytest

from handrail.base.embedding import by_sentence, by_word
from handrail.routing.model import BadModel, NotEnough, load, save, train

TEXTS = {
    "billing": [
        "I was charged twice for my order", "The invoice shows the wrong amount",
        "When do I get my refund?", "Please change the card you bill", "My invoice has the wrong VAT",
        "Why was my card charged again?", "The refund has not arrived", "Send me a copy of the invoice",
    ],
    "sign-in": [
        "I cannot sign in any more", "The password mail never arrives", "My account is locked",
        "How do I reset my password?", "The login page says my code is wrong",
        "I forgot my password", "Sign-in fails after the update", "My login code does not work",
    ],
    "heating": [
        "The radiator stays cold", "The boiler shows error E4", "No warm water since Monday",
        "The thermostat does not react", "The pump of the boiler is very loud",
        "The heating leaks water", "My boiler goes out at night", "The radiator makes noises",
    ],
}  # fmt: skip


def table() -> tuple[list[str], list[str]]:
    pairs = [(text, label) for label, texts in TEXTS.items() for text in texts]
    return [text for text, _ in pairs], [label for _, label in pairs]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "triage.model"
    save(train(*table()), path)
    return path


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("you billed my card two times", "billing"),
        ("cant log in, password forgotten", "sign-in"),
        ("our radiators are ice cold", "heating"),
    ],
)
def test_it_knows_what_a_request_is_about_and_says_why(
    trained: Path, text: str, label: str
) -> None:
    [said] = load(trained).predict([text])
    assert said.label == label
    assert said.words and set(" ".join(said.words).split()) <= set(text.replace(",", "").split())
    assert sum(share for _, share in said.ranked) == pytest.approx(1, abs=1e-3)


def test_what_is_none_of_ours_is_left_to_people(trained: Path) -> None:
    model = load(trained)
    strange = ["What is the capital of Mongolia?", "lorem ipsum dolor", "", "🙂"]
    assert not any(said.is_sure for said in model.predict(strange))
    known = [said.is_unknown for said in model.predict(table()[0])]
    assert sum(known) <= 2


def test_what_is_kept_says_the_same(trained: Path, tmp_path: Path) -> None:
    again = train(*table())
    new = ["Where is my money?", "water drips from the boiler"]
    before, after = again.predict(new), load(trained).predict(new)
    assert [one.label for one in before] == [one.label for one in after]
    assert np.allclose(
        [one.confidence for one in before], [one.confidence for one in after], atol=0.01
    )


def test_a_damaged_or_foreign_file_is_refused(trained: Path, tmp_path: Path) -> None:
    raw = trained.read_bytes()
    for number, bad in enumerate([raw[:-10], raw[:300] + b"x" + raw[301:], b"PK\x03\x04", b""]):
        path = tmp_path / f"{number}.model"
        path.write_bytes(bad)
        with pytest.raises(BadModel):
            load(path)


def test_one_label_is_not_enough_and_two_texts_are_never_sure() -> None:
    with pytest.raises(NotEnough, match="two different labels"):
        train(["a", "b"], ["x", "x"])
    tiny = train(["my card was charged", "the radiator is cold"], ["billing", "heating"])
    [said] = tiny.predict(["charged twice"])
    assert said.label == "billing" and not said.is_sure


def test_embeddings_know_likeness_and_do_not_depend_on_company() -> None:
    texts = ["The radiator is cold", "The heating does not get warm", "Send me the invoice please"]
    for embedder in (by_word(), by_sentence()):
        assert embedder is not None
        together = embedder.embed(texts)
        assert together.shape == (3, embedder.width)
        assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
        assert together[0] @ together[1] > together[0] @ together[2]
        alone = embedder.embed(texts[2:])
        assert np.allclose(alone[0], together[2], atol=1e-5)
        assert embedder.embed([]).shape == (0, embedder.width)
