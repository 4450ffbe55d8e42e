"""The event log, and the small counters that every room may use."""

from typing import Any, NoReturn

from django.db import models

from handrail.base.events import Event, read_event


class EventRecord(models.Model):
    """One line of the log: append-only, partitioned by month of `at` (see migration 0001).

    `txid` is the writing transaction, so that a reader can wait for slower writers
    instead of skipping them. The database refuses UPDATE and DELETE but for redaction.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    noun = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    ticket_id = models.BigIntegerField(null=True)
    audience = models.CharField(max_length=10)
    actor = models.CharField(max_length=10)
    person_id = models.BigIntegerField(null=True)
    tier = models.SmallIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    cause = models.BigIntegerField(null=True)
    payload = models.JSONField()
    txid = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "base_event"
        managed = False

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def event(self) -> Event:
        """The typed event this line holds."""
        return read_event(self.kind, self.payload)

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: `base.store.record` is the only writer."""
        raise TypeError("events are written by record(), and never changed")


class Bookmark(models.Model):
    """How far a named reader has come in the log: transaction, then event id."""

    name = models.CharField(max_length=60, primary_key=True)
    txid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.txid}/{self.event_id}"


class Tally(models.Model):
    """How often something happened in a window of time; counted in one atomic statement."""

    key = models.CharField(max_length=200)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_tally_a_window")]
        indexes = [models.Index(fields=["window"], name="tally_by_window")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
