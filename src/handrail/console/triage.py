"""`handrail triage`: train and measure the learned side of triage, from CSV files, without a desk."""

import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from handrail.routing.model import NotEnough, save, train
from handrail.routing.model import measuring as m
from handrail.routing.model.table import BadTable, Labelled, read

T = TypeVar("T")
File = click.Path(exists=True, dir_okay=False, path_type=Path)
WORDS = {
    "accuracy": "accuracy", "macro_f1": "macro F1",
    "coverage_at_95": "coverage at precision 0.95", "calibration_error": "calibration error",
    "sure": "set without asking", "sure_precision": "  of those right",
    "scope_accuracy": "accuracy with abstention", "unknown_recall": "out of scope recognised",
    "training_seconds": "training, seconds", "prediction_seconds": "prediction, seconds",
}  # fmt: skip


def columns(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which a table is read."""
    for name, help_ in (
        ("--label-column", "The column with the labels, if its name does not tell."),
        ("--text-column", "The column with the texts, if its name does not tell."),
    ):
        command = click.option(name, default="", help=help_)(command)
    encoder = click.option("--encoder", default="", help="A folder with another sentence encoder.")
    return click.option("--train", "table", type=File, required=True, help="A CSV file.")(
        encoder(command)
    )


@click.command("train")
@columns
@click.option("--model", type=click.Path(dir_okay=False, path_type=Path), required=True)
def learn(table: Path, model: Path, text_column: str, label_column: str, encoder: str) -> None:
    """Train on a CSV file and keep the model in a file."""
    known = _table(table, text_column, label_column)
    made = _plainly(lambda: train(*known, encoder=encoder))
    save(made, model)
    click.echo(f"{len(known.texts)} texts, {len(made.labels)} labels: {model}")


@click.command()
@columns
@click.option(
    "--test", type=File, help="Another CSV file; without one the first is cross-validated."
)
@click.option("--folds", type=click.IntRange(2, 20), default=5, show_default=True)
@click.option("--shots", type=click.IntRange(1), help="Train on so many texts of each label only.")
@click.option("--out-of-scope", default="", help='The label of texts that are "none of ours".')
@click.option("--seed", default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def evaluate(
    table: Path, test: Path | None, folds: int, shots: int | None, out_of_scope: str, seed: int,
    as_json: bool, text_column: str, label_column: str, encoder: str,
) -> None:  # fmt: skip
    """Measure on texts that the model has not seen."""
    known = _named(_table(table, text_column, label_column), out_of_scope)
    rest = known
    if shots:
        known, rest = _few(known, shots, seed)
    learner = partial(train, encoder=encoder, seed=seed)
    if test or shots:
        new = _named(_table(test, text_column, label_column), out_of_scope) if test else rest
        known = _in_scope(known)
        found = _plainly(lambda: m.evaluate(learner, *known, *new))
    else:
        found = _plainly(lambda: m.cross_validate(learner, *_in_scope(known), folds))
    click.echo(json.dumps(found.plain()) if as_json else _in_words(found))


def _table(path: Path, text: str, label: str) -> Labelled:
    return _plainly(lambda: read(path, text=text, label=label))


def _plainly(act: Callable[[], T]) -> T:
    try:
        return act()
    except (BadTable, NotEnough, OSError) as fault:
        raise click.ClickException(str(fault)) from fault
    except ValueError as fault:
        raise click.ClickException(f"This cannot be measured: {fault}") from fault


def _named(table: Labelled, out_of_scope: str) -> Labelled:
    """The same table, its label for "none of ours" by the name we know."""
    labels = ["oos" if label == out_of_scope else label for label in table.labels]
    return Labelled(table.texts, labels) if out_of_scope else table


def _in_scope(table: Labelled) -> Labelled:
    """What a desk has: nobody collects requests that are not for it."""
    kept = [n for n, label in enumerate(table.labels) if label.casefold() not in m.UNKNOWN]
    return _picked(table, kept)


def _few(table: Labelled, shots: int, seed: int) -> tuple[Labelled, Labelled]:
    """So many texts of each label, and the others."""
    order = list(range(len(table.texts)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a draw, not a secret
    count: dict[str, int] = {}
    few: list[int] = []
    for number in order:
        label = table.labels[number]
        if count.setdefault(label, 0) < shots:
            count[label] += 1
            few.append(number)
    taken = set(few)
    return _picked(table, few), _picked(table, [n for n in order if n not in taken])


def _picked(table: Labelled, numbers: list[int]) -> Labelled:
    return Labelled([table.texts[n] for n in numbers], [table.labels[n] for n in numbers])


def _in_words(found: m.Measures) -> str:
    plain = found.plain()
    lines = [f"{plain['texts']} texts, {plain['labels']} labels"]
    for name, words in WORDS.items():
        value = plain[name]
        if isinstance(value, float):
            lines.append(f"{words:<28}{value:.4f}" if value < 1 else f"{words:<28}{value:.1f}")
    return "\n".join(lines)
