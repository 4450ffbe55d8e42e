"""Which of the outbox's settings a mail follows: the ones that name most of its ticket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from handrail.base.configuration import Remembered
from handrail.base.text import fold_case
from handrail.desk.shape import shape
from handrail.flow.outbox.models import Frame, SendingAddress, SendingRule, SigningKey
from handrail.tickets.models import Ticket


class Branded(Protocol):
    """A setting of one brand, or of all."""

    @property
    def brand_id(self) -> int | None: ...


B = TypeVar("B", bound=Branded)


@dataclass(frozen=True, slots=True)
class Book:
    """The outbox's settings; the rows are shared, so nobody may change them."""

    addresses: list[SendingAddress]
    frames: list[Frame]
    undo_seconds: Mapping[int | None, int]
    keys: Mapping[str, list[SigningKey]]
    # {address: brand} of every address that mail was ever sent from, those switched off too.
    ever: Mapping[str, int | None]


@Remembered
def book() -> Book:
    """The settings as they are now."""
    keys: dict[str, list[SigningKey]] = {}
    for key in SigningKey.objects.filter(is_active=True).order_by("selector"):
        keys.setdefault(key.domain, []).append(key)
    addresses = SendingAddress.objects.filter(is_active=True).select_related("brand", "team")
    return Book(
        addresses=list(addresses), frames=list(Frame.objects.filter(is_active=True)), keys=keys,
        undo_seconds=dict(SendingRule.objects.values_list("brand_id", "undo_seconds")),
        ever={fold_case(a): b for a, b in SendingAddress.objects.values_list("address", "brand_id")},
    )  # fmt: skip


def brand_of(ticket: Ticket) -> int | None:
    """The brand a ticket's mail speaks for."""
    first = shape().brand
    return ticket.brand_id or (first.pk if first else None)


def address_for(ticket: Ticket) -> SendingAddress | None:
    """The address a ticket's mail comes from; None for the brand's own."""
    fitting = [
        one for one in _of_brand(book().addresses, brand_of(ticket))
        if one.team_id in {None, ticket.team_id}
    ]  # fmt: skip
    return max(
        fitting, key=lambda one: (one.team_id is not None, one.brand_id is not None), default=None
    )


def frame_for(ticket: Ticket, kind: str) -> Frame | None:
    """The frame of a kind of mail about a ticket; None for the plain one."""
    general = Frame.Kind.ANSWER if kind == Frame.Kind.ANSWER else Frame.Kind.NOTICE
    fitting = [
        one for one in _of_brand(book().frames, brand_of(ticket))
        if one.kind in {kind, general} and _speaks(one.language, ticket.language)
    ]  # fmt: skip
    return max(
        fitting,
        key=lambda one: (one.kind == kind, one.brand_id is not None, len(one.language)),
        default=None,
    )


def _speaks(language: str, wanted: str) -> bool:
    """Whether a frame is for a language: pt fits pt-BR, and none fits all."""
    wanted = wanted.lower()
    return not language or wanted == language or wanted.startswith(f"{language}-")


def undo_seconds(ticket: Ticket) -> int:
    """How long an answer can be undone; nothing is held until somebody says so."""
    known = book().undo_seconds
    return known.get(brand_of(ticket), known.get(None, 0))


def keys_of(domain: str) -> list[SigningKey]:
    """The keys that sign for a domain or, when it has none, for the domain above it."""
    domain, known = domain.lower(), book().keys
    while domain and domain not in known:
        domain = domain.partition(".")[2]
    return known.get(domain, [])


def our_addresses() -> Mapping[str, int | None]:
    """{address: its brand} of what mail is sent from: answers to it are for us, mail from it is ours."""
    return book().ever


def _of_brand(rows: Iterable[B], brand: int | None) -> list[B]:
    return [one for one in rows if one.brand_id in {None, brand}]
