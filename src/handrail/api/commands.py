"""`handrail token`: keys for programs."""

from datetime import timedelta

import click

from handrail.api.models import ApiToken, Scope
from handrail.base.clock import now
from handrail.base.database.ready import database
from handrail.base.text import fold_case
from handrail.people.models import Person


@click.command()
@click.option("--email", required=True, help="Whose hand the program is.")
@click.option("--name", default="command line", help="What it is for.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(Scope.values))
@click.option(
    "--days", type=click.IntRange(1, 3650), help="How long it is good; for ever if not said."
)
def create(email: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token and print it once. Without scopes it may do all that its person may."""
    with database():
        person = Person.objects.filter(email=fold_case(email), is_active=True).first()
        if person is None:
            raise click.ClickException(f"Nobody active has the address {email}.")
        expires = now() + timedelta(days=days) if days else None
        _, secret = ApiToken.issue(
            person=person, name=name, scopes=list(scopes or Scope.values), at=now(),
            expires_at=expires,
        )  # fmt: skip
    click.echo(secret)


@click.command()
@click.argument("prefix")
def revoke(prefix: str) -> None:
    """End a token, named by its first letters."""
    with database():
        ended = ApiToken.objects.filter(prefix=prefix[:9], revoked_at=None).update(revoked_at=now())
    click.echo(f"{ended} token(s) ended.")
