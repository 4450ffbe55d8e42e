"""`handrail mail parse`: what the desk makes of a message, without a desk."""

from pathlib import Path
from typing import Any

import click
import msgspec

from handrail.channels.email import sandbox
from handrail.channels.email.parsing.mail import Address, ParsedMail, Unparsable


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def parse(file: Path, as_json: bool) -> None:
    """Print what a message file says, read as incoming mail is read."""
    try:
        mail = sandbox.parse(file.read_bytes())
    except Unparsable as why:
        raise click.ClickException(str(why)) from why
    finally:
        sandbox.close()
    if as_json:
        click.echo(msgspec.json.encode(shown(mail)).decode())
    else:
        click.echo(
            f"{mail.sender.name} <{mail.sender.address}>\n{mail.subject}\n\n{mail.reply_text}"
        )


def shown(mail: ParsedMail) -> dict[str, Any]:
    """The mail as the documented JSON object."""
    bounce = mail.bounce
    return {
        "subject": mail.subject, "from": _box(mail.sender), "to": [_box(a) for a in mail.to],
        "cc": [_box(a) for a in mail.cc], "reply_to": [_box(a) for a in mail.reply_to],
        "date": mail.date, "message_id": mail.message_id, "in_reply_to": mail.in_reply_to,
        "references": mail.references, "text": mail.text, "reply_text": mail.reply_text,
        "html": mail.html,
        "attachments": [
            {"filename": f.filename, "content_type": f.content_type, "size": f.size, "inline": f.inline}
            for f in mail.attachments
        ],
        "auto_submitted": mail.auto_submitted,
        "bounce": bounce and {"recipient": bounce.recipient, "status": bounce.status,
                              "temporary": bounce.temporary},
    }  # fmt: skip


def _box(box: Address) -> dict[str, str]:
    return {"name": box.name, "address": box.address}
