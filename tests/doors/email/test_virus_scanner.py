"""Every file is shown to the virus scanner; what it finds something in nobody opens and nothing sends."""

import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.test import Client

from doors.email.conftest import Take
from doors.email.test_intake import ticket_of
from doors.email.test_kept_mail_page import client
from handrail.base.by import By
from handrail.base.clock import now
from handrail.base.models import EventRecord
from handrail.flow.delivery import deliver
from handrail.flow.models import Delivery
from handrail.people.models import Person, Role
from handrail.tickets import actions as tickets
from handrail.tickets.files import File
from handrail.tickets.models import Blob, Ticket, VirusScanner
from handrail.tickets.scanning import scan_waiting

pytestmark = pytest.mark.django_db
# The test string that every scanner knows, in two pieces so that none finds it here.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


class Clamd(socketserver.StreamRequestHandler):
    """What ClamAV's daemon says to INSTREAM, spoken by a real server on the loopback."""

    def handle(self) -> None:
        assert self.rfile.readline() == b"nINSTREAM\n"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\n")


@pytest.fixture
def clamd() -> Iterator[VirusScanner]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield VirusScanner.objects.create(address=f"127.0.0.1:{server.server_address[1]}")
        server.shutdown()


def came(take: Take, content: bytes) -> tuple[Ticket, str]:
    """A mail with a file; its ticket, and the file's address for staff."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "ada@customer.example",
        "support@desk.example",
        "File",
    )
    mail.set_content("See the file.")
    mail.add_attachment(
        content, maintype="application", subtype="octet-stream", filename="bill.bin"
    )
    ticket = ticket_of(take(mail.as_bytes()))
    return ticket, f"/work/tickets/{ticket.pk}/files/{ticket.attachments.get().pk}"


def test_a_file_waits_is_scanned_and_is_opened(take: Take, clamd: VirusScanner) -> None:
    root = client(Role.ADMIN)
    _, address = came(take, b"harmless")
    held = root.get(address)
    assert held.status_code == 403 and b"waits for the virus scanner" in held.content
    assert scan_waiting(now()) == 1
    assert b"".join(root.get(address)) == b"harmless"


def test_what_is_infected_is_told_and_opened_by_nobody(take: Take, clamd: VirusScanner) -> None:
    root = client(Role.ADMIN)
    ticket, address = came(take, b"x" * 2000 + EICAR)
    scan_waiting(now())
    assert b"Eicar-Test-Signature" in root.get(address).content
    page = root.get(f"/work/tickets/{ticket.pk}").content.decode()
    assert "In quarantine: Eicar-Test-Signature" in page and address not in page
    assert EventRecord.objects.filter(kind="ticket.file_quarantined", ticket_id=ticket.pk).exists()
    ada = Client()
    ada.force_login(ticket.requester, backend="django.contrib.auth.backends.ModelBackend")
    file = ticket.attachments.get().pk
    assert ada.get(f"/requests/{ticket.pk}/files/{file}").status_code == 403


def test_an_administrator_releases_it_and_the_log_knows(take: Take, clamd: VirusScanner) -> None:
    root = client(Role.ADMIN)
    ticket, address = came(take, EICAR)
    scan_waiting(now())
    assert "bill.bin" in root.get("/work/quarantine").content.decode()
    blob = Blob.objects.get().pk
    assert client(Role.AGENT).post(f"/work/quarantine/{blob}/release").status_code == 404
    root.post(f"/work/quarantine/{blob}/release")
    assert b"".join(root.get(address)) == EICAR
    assert EventRecord.objects.filter(kind="ticket.file_released", ticket_id=ticket.pk).exists()


@pytest.mark.parametrize("holds_back", [True, False])
def test_while_the_scanner_is_away_nothing_is_lost(take: Take, holds_back: bool) -> None:
    VirusScanner.objects.create(address="127.0.0.1:9", holds_back=holds_back)
    root = client(Role.ADMIN)
    _, address = came(take, b"harmless")
    assert scan_waiting(now()) == 0
    assert root.get(address).status_code == (403 if holds_back else 200)
    assert Blob.objects.get().scan == "waiting"


def test_without_a_scanner_files_are_as_ever(take: Take) -> None:
    _, address = came(take, EICAR)
    assert client(Role.ADMIN).get(address).status_code == 200


def test_an_infected_file_is_not_sent(take: Take, clamd: VirusScanner) -> None:
    ticket, _ = came(take, b"harmless")
    mika = Person.objects.create_user("mika@desk.example", name="Mika", role="admin")
    file = File(name="tool.bin", content=EICAR)
    message = tickets.reply(ticket, author=mika, text="Here", files=[file], by=By.person(mika))
    delivery = Delivery.objects.get(message=message)
    assert deliver(delivery.pk, now=now()) == "queued"
    scan_waiting(now())
    assert deliver(delivery.pk, now=now()) == "failed"
    delivery.refresh_from_db()
    assert "quarantine" in delivery.error
