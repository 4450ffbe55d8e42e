"""The orders a list of tickets can have, and the marks by which its pages follow each other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OrderBy, Q
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    """One field to order by. Where it may be empty, the empty ones come last."""

    name: str
    read: Callable[[str], Any]
    is_descending: bool = False
    may_be_empty: bool = False

    def order(self) -> OrderBy:
        """As the database is told."""
        last = True if self.may_be_empty else None
        field = F(self.name)
        return field.desc(nulls_last=last) if self.is_descending else field.asc(nulls_last=last)

    def behind(self, value: Any) -> Q:
        """What comes after this value, the value itself left out."""
        if value is None:
            return Q(pk__in=())
        further = Q(**{f"{self.name}__{'lt' if self.is_descending else 'gt'}": value})
        return further | Q(**{f"{self.name}__isnull": True}) if self.may_be_empty else further

    def same(self, value: Any) -> Q:
        """What stands at this value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def at_or_behind(self, value: Any) -> Q:
        """A range the index is read from; Q() where there is none."""
        if value is None or self.may_be_empty:
            return Q()
        return Q(**{f"{self.name}__{'lte' if self.is_descending else 'gte'}": value})


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a moment without its time zone")
    return at


def _number(text: str) -> int:
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError("no number of ours")
    return number


PK = Key("pk", _number)


@dataclass(frozen=True, slots=True)
class Order:
    """An order of tickets, total because its last key is the number."""

    name: str
    label: Any
    keys: tuple[Key, ...]

    def by(self) -> list[OrderBy]:
        """As the database is told."""
        return [key.order() for key in self.keys]

    def behind(self, mark: str) -> Q | None:
        """The tickets after a mark; None for what is no mark of this order."""
        values = self._read(mark)
        if values is None:
            return None
        rest = Q()
        for key, value in reversed(list(zip(self.keys, values, strict=True))):
            rest = key.behind(value) | (key.same(value) & rest) if rest else key.behind(value)
        return self.keys[0].at_or_behind(values[0]) & rest

    def mark(self, row: Any) -> str:
        """Where a page ended: its last row's place in this order."""
        values = [getattr(row, key.name) for key in self.keys]
        return "~".join("" if v is None else v.isoformat() if isinstance(v, datetime) else str(v)
                        for v in values)  # fmt: skip

    def _read(self, mark: str) -> list[Any] | None:
        parts = mark.split("~")
        if len(parts) != len(self.keys):
            return None
        try:
            return [None if part == "" and key.may_be_empty else key.read(part)
                    for key, part in zip(self.keys, parts, strict=True)]  # fmt: skip
        except ValueError:
            return None


PRESSING = Order(
    "pressing", _("Most pressing first"),
    (Key("priority", _number), Key("waiting_since", _moment), PK),
)  # fmt: skip
ORDERS = {
    order.name: order
    for order in (
        PRESSING,
        Order("due", _("Due first"), (Key("due_at", _moment, may_be_empty=True), PK)),
        Order("newest", _("Newest first"), (Key("pk", _number, is_descending=True),)),
        Order("oldest", _("Oldest first"), (PK,)),
    )
}  # fmt: skip
