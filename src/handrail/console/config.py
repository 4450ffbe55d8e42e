"""`handrail config`: the whole configuration as one YAML file."""

import difflib
import re
from pathlib import Path
from typing import Any

import click
import yaml

from handrail.base.by import By
from handrail.base.database.ready import database
from handrail.flow.configuration_file import Outcome, exported, imported

HEAD = "# The configuration of a Handrail desk. `handrail config import FILE` brings it in.\n"
LARGEST = 20_000_000
Source = click.Path(exists=True, dir_okay=False, path_type=Path)


class Plain(yaml.SafeLoader):
    """YAML with only the values that JSON has: 09:00, no and 2026-12-24 are texts."""


Plain.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^-?[0-9]+$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+(?:e[-+]?[0-9]+)?$", "-0123456789"),
):
    Plain.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


class Texts(yaml.SafeDumper):
    """Long texts stand as they are read, in lines."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


Texts.add_representer(str, _text)


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def export(file: Path | None) -> None:
    """Write every setting into FILE, or to the screen."""
    with database():
        text = as_text(exported())
    if file is None:
        click.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
        click.echo(f"The configuration is in {file}.")


@click.command("import")
@click.argument("file", type=Source)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--prune", is_flag=True, help="Remove settings that the file does not name.")
def bring_in(file: Path, dry_run: bool, prune: bool) -> None:
    """Make the desk what FILE says: all of it, or nothing when anything is wrong with it."""
    whole = read(file)
    with database():
        outcome = imported(whole, by=By.system(), prune=prune, dry_run=dry_run)
    _tell(outcome, dry_run)


@click.command()
@click.argument("file", type=Source)
def diff(file: Path) -> None:
    """Show how FILE differs from the desk; ends with 1 where it does."""
    theirs = as_text(read(file)).splitlines(keepends=True)
    with database():
        ours = as_text(exported()).splitlines(keepends=True)
    lines = list(difflib.unified_diff(ours, theirs, "this desk", file.name))
    click.echo("".join(lines), nl=False)
    if lines:
        raise click.exceptions.Exit(1)


def as_text(whole: Any) -> str:
    """A configuration as YAML, in the order it has."""
    return HEAD + yaml.dump(whole, Dumper=Texts, sort_keys=False, allow_unicode=True, width=100)


def read(file: Path) -> Any:
    """The plain values of a file. Raises ClickException saying where it is broken."""
    if file.stat().st_size > LARGEST:
        raise click.ClickException(f"{file} is larger than any configuration.")
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=Plain)  # noqa: S506 - a SafeLoader
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{file} is not in UTF-8.") from fault
    except yaml.YAMLError as fault:
        raise click.ClickException(f"{file} is no good YAML: {fault}") from fault


def _tell(outcome: Outcome, dry_run: bool) -> None:
    if outcome.faults:
        said = "\n".join(f"  {fault}" for fault in outcome.faults)
        raise click.ClickException(f"Nothing was changed.\n{said}")
    for change in outcome.changes:
        click.echo(change)
    if not outcome.changes:
        click.echo("The desk is so already.")
    elif dry_run:
        click.echo("Nothing was changed: this was a trial.")
