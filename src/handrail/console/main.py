"""The `handrail` command."""

import click


@click.group()
def main() -> None:
    """Run and look after a Handrail desk."""
