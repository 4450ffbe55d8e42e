"""News goes to a browser encrypted for it alone, through its push service; what is gone is forgotten."""

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from handrail.base.by import By
from handrail.base.clock import now
from handrail.flow.notices import pushing
from handrail.flow.notices.models import Notification, PushKey, PushPlace
from handrail.tickets import actions

SECRET = b"0123456789abcdef"


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Service:
    """A push service on this machine: remembers what it is handed, and answers as it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 201
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                said = {name.lower(): value for name, value in self.headers.items()}
                service.heard.append((self.path, said, body))
                self.send_response(service.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def service(settings) -> Iterator[Service]:
    made = Service()
    settings.HANDRAIL_PUSH_SERVICES = (made.url,)
    Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()


@pytest.fixture
def browser(desk, service) -> ec.EllipticCurvePrivateKey:
    """Lea's browser, which has said yes."""
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    pushing.remember(
        desk.lea, endpoint=f"{service.url}lea", p256dh=text(point), auth=text(SECRET), at=now()
    )
    return key


def assign(desk) -> int:
    ticket = desk.ask("Printer on fire")
    actions.assign(ticket, to=desk.lea, by=By.person(desk.mika))
    return Notification.objects.get(person=desk.lea, ticket=ticket).event


def test_only_the_browser_can_read_it_and_it_comes_once(desk, service, browser):
    event = assign(desk)
    assert pushing.push(event) == 1 and pushing.push(event) == 0
    ((path, headers, body),) = service.heard
    said = json.loads(
        http_ece.decrypt(body, private_key=browser, auth_secret=SECRET, version="aes128gcm")
    )
    assert said["title"] == "Mika gave you a ticket" and "Printer on fire" in said["body"]
    assert (
        path == "/lea" and headers["authorization"].startswith("vapid ") and b"Printer" not in body
    )


def test_a_browser_that_is_gone_is_forgotten_and_trouble_is_kept(desk, service, browser):
    service.status = 400
    assert pushing.push(assign(desk)) == 0
    assert PushPlace.objects.get().fault
    service.status = 503
    event = assign(desk)
    with pytest.raises(pushing.NotNow):
        pushing.push(event)
    service.status = 201
    assert pushing.push(event) == 1
    service.status = 410
    assert pushing.push(assign(desk)) == 0
    assert not PushPlace.objects.exists()


def test_what_may_not_be_read_any_more_is_not_pushed(desk, service, browser):
    event = assign(desk)
    desk.lea.is_active = False
    desk.lea.save()
    assert pushing.push(event) == 0 and service.heard == []


def test_the_desk_s_key_is_made_once_and_lies_sealed(desk, db):
    assert pushing.public_key() == pushing.public_key()
    kept = PushKey.objects.get()
    raw = PushKey.objects.values_list("private", flat=True).get()
    assert kept.public == pushing.public_key() and str(raw).startswith("sealed:")
