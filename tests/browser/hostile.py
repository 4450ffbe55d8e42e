"""Every hostile text there is, as mails: as HTML, as plain text, as subject, name and name of a file."""

import json
import os
from email.message import EmailMessage
from pathlib import Path

import django

django.setup()

from handrail.base.clock import now  # noqa: E402
from handrail.channels.email import arrival, jobs, sandbox  # noqa: E402
from handrail.knowledge.search import index  # noqa: E402
from handrail.people.models import Person  # noqa: E402
from handrail.tickets.models import Ticket  # noqa: E402

DATA = Path(os.environ.get("HANDRAIL_DATA", "../shared/data")) / "abuse"
A_TICKET = 24
SENDER = "ayse.demir@northwind.example"


def payloads() -> list[str]:
    """The texts, none twice."""
    files = ("html_payloads.json", "bleach_xss.json")
    found = [one["payload"] for name in files for one in json.loads((DATA / name).read_text())]
    return list(dict.fromkeys(text if isinstance(text, str) else " ".join(text) for text in found))


def flat(text: str) -> str:
    """A payload where only one line fits."""
    return "".join(c if c.isprintable() else " " for c in text)[:200] or "empty"


def mail(number: int, text: str, first: int) -> bytes:
    """One mail with the payload everywhere."""
    made = EmailMessage()
    made["From"] = SENDER
    made["To"] = "support@localhost"
    made["Message-ID"] = f"<hostile-{number}@northwind.example>"
    made["Subject"] = flat(text)
    if number != first:
        made["In-Reply-To"] = f"<hostile-{first}@northwind.example>"
    made.set_content(f"Plain: {text}".encode("utf-8", "replace").decode())
    made.add_alternative(
        f"<p>Hostile {number}</p>{text}".encode("utf-8", "replace").decode(), subtype="html"
    )
    made.add_attachment(
        text.encode("utf-8", "replace"), maintype="text", subtype="html", filename=flat(text)
    )
    # The library refuses such a name; other senders do not.
    name = flat(text).encode("ascii", "ignore").translate(bytes.maketrans(b'"\\', b"''"))
    sender = b'From: "' + name + b'" <' + SENDER.encode() + b">"
    return made.as_bytes().replace(f"From: {SENDER}".encode(), sender, 1)


def main() -> None:
    Person.objects.filter(email=SENDER).update(name="<img src=x onerror=alert(1)>")
    for number, text in enumerate(payloads()):
        raw = mail(number, text, number - number % A_TICKET)
        kept = arrival.accept(
            raw, envelope_from=SENDER, envelope_to=["support@localhost"], at=now()
        )
        jobs.parse(kept.pk)
    broken = b"From: <script>alert(1)</script>\r\nSubject: <svg onload=alert(1)>\r\n"
    kept = arrival.accept(
        broken, envelope_from="<img src=x onerror=alert(1)>", envelope_to=["x"], at=now()
    )
    jobs.parse(kept.pk)
    sandbox.close()
    index.index(list(Ticket.objects.values_list("pk", flat=True)))


if __name__ == "__main__":
    main()
