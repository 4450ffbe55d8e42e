"""The ticket: one conversation with one customer, and who is on it."""

import secrets
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handrail.desk.models import Brand, Category, Team, Tier
from handrail.people.models import Organisation, Person
from handrail.tickets.models.scope import TicketQuerySet


class State(models.TextChoices):
    """The three states there are; the turn says more."""

    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")


class Turn(models.TextChoices):
    """Whose turn it is, and for what."""

    FIRST_REPLY = "first_reply", _("Needs first reply")
    NEXT_REPLY = "next_reply", _("Needs reply")
    INVESTIGATING = "investigating", _("Investigating")
    CLOSE_LOOP = "close_loop", _("Close the loop")
    CUSTOMER = "customer", _("Waiting for customer")
    THIRD_PARTY = "third_party", _("Waiting for a third party")
    UNTIL = "until", _("Waiting until a time")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")
    MERGED = "merged", _("Merged")
    SPAM = "spam", _("Spam")


class Rating(models.TextChoices):
    """What a customer says of the help they got."""

    GOOD = "good", _("Good")
    BAD = "bad", _("Not good")


TURNS_OF = {
    State.OPEN: [Turn.FIRST_REPLY, Turn.NEXT_REPLY, Turn.INVESTIGATING, Turn.CLOSE_LOOP],
    State.WAITING: [Turn.CUSTOMER, Turn.THIRD_PARTY, Turn.UNTIL],
    State.DONE: [Turn.SOLVED, Turn.CLOSED, Turn.MERGED, Turn.SPAM],
}


def new_token() -> str:
    """An unguessable key for reply addresses: 100 bits, safe in any mail system's local part."""
    return secrets.token_hex(13)


class Ticket(models.Model):
    """The facts of a request as the log has made them; only `fold` changes them."""

    subject = models.CharField(max_length=250)
    requester = models.ForeignKey(Person, models.PROTECT, related_name="tickets")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True)
    channel = models.CharField(max_length=12)
    language = models.CharField(max_length=12, blank=True)
    preview = models.CharField(max_length=160, blank=True)

    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True)
    complexity = models.PositiveSmallIntegerField(default=1)
    impact = models.PositiveSmallIntegerField(default=2)
    urgency = models.PositiveSmallIntegerField(default=2)
    priority = models.PositiveSmallIntegerField(default=3)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    fields = models.JSONField(default=dict, blank=True)

    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    turn = models.CharField(max_length=14, choices=Turn, default=Turn.FIRST_REPLY)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="tickets")
    team = models.ForeignKey(Team, models.PROTECT, related_name="tickets")
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="owned_tickets"
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True)

    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    waiting_since = models.DateTimeField(help_text=_("Since when it is this turn."))
    wait_until = models.DateTimeField(null=True, blank=True)
    attention_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the desk looks again if nobody has.")
    )
    due_at = models.DateTimeField(null=True, blank=True)
    first_replied_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    rating = models.CharField(max_length=4, choices=Rating, blank=True, default="", db_default="")
    reopened = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)

    objects: ClassVar[TicketQuerySet] = TicketQuerySet.as_manager()  # type: ignore[assignment]

    # What the log does not tell: the number itself, and a secret that must not be in a log.
    NOT_FOLDED = frozenset({"id", "token"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ticket_turn_fits_state",
                condition=Q(state="open", turn__in=TURNS_OF[State.OPEN])
                | Q(state="waiting", turn__in=TURNS_OF[State.WAITING])
                | Q(state="done", turn__in=TURNS_OF[State.DONE]),
            ),
            models.CheckConstraint(
                name="ticket_has_owner_or_clock",
                condition=Q(state="done") | Q(owner__isnull=False) | Q(attention_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_waits_until_a_time",
                condition=~Q(turn="until") | Q(wait_until__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_merged_somewhere",
                condition=Q(turn="merged", merged_into__isnull=False)
                | (~Q(turn="merged") & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_grades_in_range",
                condition=Q(impact__range=(1, 3), urgency__range=(1, 3), priority__range=(1, 4))
                & Q(complexity__range=(1, 3)),
            ),
            models.CheckConstraint(
                name="ticket_not_merged_into_itself", condition=~Q(merged_into=F("id"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "state", "priority", "waiting_since", "id"],
                name="queue_of_team", condition=~Q(state="done"),
            ),
            models.Index(
                fields=["tier", "state", "priority", "waiting_since", "id"],
                name="queue_of_tier", condition=~Q(state="done"),
            ),
            models.Index(
                fields=["owner", "state", "priority", "waiting_since", "id"],
                name="queue_of_owner", condition=~Q(state="done"),
            ),
            models.Index(
                fields=["state", "priority", "waiting_since", "id"],
                name="queue_of_all", condition=~Q(state="done"),
            ),
            models.Index(
                fields=["due_at", "id"], name="queue_by_due", condition=~Q(state="done")
            ),
            models.Index(fields=["requester", "-id"], name="tickets_of_requester"),
            models.Index(fields=["organisation", "-id"], name="tickets_of_organisation"),
            models.Index(
                fields=["attention_at"], name="tickets_due_for_attention",
                condition=Q(attention_at__isnull=False),
            ),
            models.Index(fields=["solved_at"], name="tickets_to_close", condition=Q(turn="solved")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    def stands_at(self) -> tuple[int | None, int | None, int | None]:
        """Where the log files this ticket's events: (ticket, tier, team)."""
        return self.pk, self.tier_id, self.team_id

    @property
    def is_done(self) -> bool:
        """Whether nobody has to do anything any more."""
        return self.state == State.DONE
