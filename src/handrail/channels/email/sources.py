"""Which mailboxes are read: those of the settings, and those the environment names."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

from handrail.base.configuration import Remembered
from handrail.base.sealed import opened
from handrail.channels.email.mailboxes import Mailbox

PORTS = {
    ("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143,
    ("pop3", "tls"): 995, ("pop3", "starttls"): 110, ("pop3", "none"): 110,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grant:
    """What buys an access token: OAuth 2, RFC 6749, section 6."""

    token_url: str
    client_id: str
    client_secret: str
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Place:
    """One folder of one mailbox, and how to come to it."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    protocol: str = "imap"
    security: str = "tls"
    grant: Grant | None = None
    afterwards: str = "flag"
    move_to: str = ""
    address: str = ""
    box: str = ""

    @property
    def way(self) -> str:
        """What the mail log says mail from here came by."""
        return (self.box or self.name)[:200]

    @property
    def name(self) -> str:
        """For logs and marks: without the password."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def place(url: str) -> Place:
    """`imaps://user:password@host:port/folder` as its parts."""
    parts = urlsplit(url)
    security = "tls" if parts.scheme == "imaps" else "none"
    return Place(
        host=parts.hostname or "localhost", port=parts.port or PORTS["imap", security],
        user=unquote(parts.username or ""), password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX", security=security,
    )  # fmt: skip


def places(box: Mailbox) -> list[Place]:
    """Each folder of a mailbox. Raises CannotOpen when its secrets were sealed with another key."""
    return [_place(box, folder) for folder in folders(box)]


def folders(box: Mailbox) -> list[str]:
    """What is read of it; POP3 knows one folder."""
    return box.folders if box.protocol == Mailbox.Protocol.IMAP else ["INBOX"]


def named(box: Mailbox, folder: str) -> str:
    """What a folder is called in marks and health, without opening any secret."""
    return f"{box.user}@{box.host}:{box.port or PORTS[box.protocol, box.security]}/{folder}"


def every() -> frozenset[Place]:
    """All that is read now: settings and environment."""
    return frozenset(_of_settings()) | {place(url) for url in settings.HANDRAIL_IMAP_URLS}


@Remembered
def _of_settings() -> list[Place]:
    """The folders of the active mailboxes."""
    rows = Mailbox.objects.filter(is_active=True).select_related("brand")
    return [one for box in rows for one in places(box)]


def _place(box: Mailbox, folder: str) -> Place:
    grant = None
    if box.sign_in == Mailbox.SignIn.OAUTH:
        grant = Grant(
            box.token_url, box.client_id, opened(box.client_secret), opened(box.refresh_token)
        )
    return Place(
        host=box.host, port=box.port or PORTS[box.protocol, box.security], user=box.user,
        password=opened(box.password), folder=folder, protocol=box.protocol,
        security=box.security, grant=grant, afterwards=box.afterwards, move_to=box.move_to,
        address=box.brand.address if box.brand else "", box=box.name,
    )  # fmt: skip
