"""`handrail triage`: trains and measures on any table of labelled texts."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from handrail.console.triage import learn

WORDS = {
    "billing": "invoice card refund",
    "sign-in": "password login code",
    "heating": "boiler radiator cold",
}


def run(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "handrail", "triage", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "Message", "Category"])
        for label, words in WORDS.items():
            for number in range(12):
                one = words.split()[number % 3]
                out.writerow(
                    [number, f"Hello, there is a problem no. {number}, with my {one}", label]
                )
    return path


def test_measures_by_cross_validation_and_against_another_file(table: Path, tmp_path: Path) -> None:
    found = json.loads(run("evaluate", "--train", table, "--folds", 3, "--json").stdout)
    assert (found["texts"], found["labels"], found["accuracy"]) == (36, 3, 1.0)
    assert 0 <= found["calibration_error"] <= 1 and found["training_seconds"] > 0
    other = tmp_path / "new.csv"
    rows = ["text,label", "my invoice is wrong,billing", "Who won the match on Sunday?,none"]
    other.write_text("\n".join(rows))
    said = run("evaluate", "--train", table, "--test", other, "--out-of-scope", "none", "--json")
    assert json.loads(said.stdout)["unknown_recall"] in {0.0, 1.0}
    assert "macro F1" in run("evaluate", "--train", table, "--test", other).stdout


def test_a_model_is_kept_in_a_file(table: Path, tmp_path: Path) -> None:
    done = run("train", "--train", table, "--model", tmp_path / "out" / "triage.model")
    assert done.returncode == 0 and "36 texts, 3 labels" in done.stdout
    assert (tmp_path / "out" / "triage.model").stat().st_size > 1000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "No column looks like the text"),
        (b"text,label\n", "no row"),
        (b"text,label\nhello,x,y\n", "row 2: 3 columns instead of 2"),
        (b"text,label\nhello,one\nworld,one\n", "two different labels"),
        (b"text,label\n\xff\xfe,one\n", "not in UTF-8"),
        (b'text,label\n"open,one\n', "no good CSV"),
    ],
)
def test_a_bad_table_is_refused_with_what_to_do(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    done = CliRunner().invoke(learn, ["--train", str(path), "--model", str(tmp_path / "m")])
    assert done.exit_code == 1
    assert said in done.output and isinstance(done.exception, SystemExit)
    assert not (tmp_path / "m").exists()
