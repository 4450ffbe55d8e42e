"""`handrail createadmin`: the first person who may sign in."""

import click
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from handrail.base.clock import now
from handrail.base.database.ready import database
from handrail.people.actions import vouch


@click.command()
@click.argument("email")
@click.option("--name", default="Administrator", show_default=True)
@click.password_option(envvar="HANDRAIL_ADMIN_PASSWORD", help="Asked for when not given.")
def createadmin(email: str, name: str, password: str) -> None:
    """Make an administrator who signs in as EMAIL."""
    with database():
        try:
            validate_email(email)
            validate_password(password)
            _create(email, name, password)
        except ValidationError as error:
            raise click.ClickException(" ".join(error.messages)) from error
    click.echo(f"{email} can sign in.")


@transaction.atomic
def _create(email: str, name: str, password: str) -> None:
    people = get_user_model().objects
    if people.filter(email__iexact=email).exists():
        raise ValidationError(f"{email} is taken already.")
    person = people.create_superuser(email, password, name=name)
    # Whoever has the server's command line needs no mail to prove who they are.
    vouch(person, at=now())
