"""`handrail knowledge`: articles in from files, and out into a folder."""

from pathlib import Path

import click

from handrail.base.by import By
from handrail.base.database.ready import database
from handrail.knowledge.exchange.entering import Outcome, bring_in
from handrail.knowledge.exchange.leaving import export
from handrail.knowledge.exchange.matching import STATES, Defaults

Source = click.Path(exists=True, path_type=Path)
Folder = click.Path(file_okay=False, path_type=Path)


@click.command("import")
@click.argument("paths", type=Source, nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--audience", type=click.IntRange(0, 99), default=1, show_default=True,
              help="Who reads what does not say: 0 for everyone, else a tier's level.")  # fmt: skip
@click.option("--language", default="en", show_default=True, help="Of files that do not say.")
@click.option("--state", type=click.Choice(STATES), default="draft", show_default=True,
              help="Of files that do not say.")  # fmt: skip
@click.option("--make-categories", is_flag=True, help="Make categories that are not there.")
def enter(
    paths: tuple[Path, ...], dry_run: bool, audience: int, language: str, state: str,
    make_categories: bool,
) -> None:  # fmt: skip
    """Bring in Markdown and HTML files, or folders of them: all, or none when anything is wrong."""
    defaults = Defaults(
        audience=audience, language=language, state=state, makes_categories=make_categories
    )
    with database():
        outcome = bring_in(paths, by=By.system(), defaults=defaults, dry_run=dry_run)
    _tell(outcome, dry_run)


def _tell(outcome: Outcome, dry_run: bool) -> None:
    if outcome.faults:
        said = "\n".join(f"  {fault}" for fault in outcome.faults)
        raise click.ClickException(f"Nothing was changed.\n{said}")
    for name, change in outcome.changes.items():
        click.echo(f"{name}: {change}")
    if not outcome.read:
        click.echo("There is no Markdown or HTML file.")
    elif not outcome.changes:
        click.echo("The desk has these articles already.")
    elif dry_run:
        click.echo("Nothing was changed: this was a trial.")


@click.command("export")
@click.argument("folder", type=Folder)
def leave(folder: Path) -> None:
    """Write every article into FOLDER, which must be empty or not there yet."""
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty.")
    with database():
        count = export(folder)
    click.echo(f"{count} articles are in {folder}.")
