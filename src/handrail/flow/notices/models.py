"""What somebody was told, how they like to be told, and the browsers they are told through."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handrail.base.sealed import SealedField
from handrail.flow.notices.kinds import KINDS
from handrail.people.models import Person
from handrail.tickets.models import Ticket

KIND = [(name, kind.label) for name, kind in KINDS.items()]


class Notification(models.Model):
    """One thing that concerns somebody. Of one event each person is told once, whatever happens."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notifications")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    event = models.BigIntegerField(help_text=_("The line of the log that it is about."))
    kind = models.CharField(max_length=12, choices=KIND)
    who = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    in_app = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)
    by_push = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "event"], name="notified_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notifications_of_person"),
            models.Index(
                fields=["person", "ticket"], name="notifications_unseen",
                condition=Q(seen_at=None),
            ),
            models.Index(fields=["at"], name="notifications_to_forget"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id} on #{self.ticket_id}"


class Wish(models.Model):
    """How somebody wants to hear of one kind; without a row, the kind's own way."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=12, choices=KIND)
    in_app = models.BooleanField()
    by_mail = models.BooleanField()
    by_push = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_wish_a_kind")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


class Digest(models.Model):
    """When somebody's next mail of news leaves: so long after the first thing they have not seen."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="digest")
    minutes = models.PositiveSmallIntegerField(default=60, validators=[MaxValueValidator(1440)])
    due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="digests_due", condition=~Q(due_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, every {self.minutes} minutes"


class PushPlace(models.Model):
    """A browser that shows news even when no page is open (RFC 8030, RFC 8291)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="push_places")
    endpoint = models.URLField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=200)
    auth = SealedField()
    added_at = models.DateTimeField()
    fault = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.endpoint[:60]


class PushKey(models.Model):
    """The key by which push services know this desk (RFC 8292); made when it is first needed."""

    private = SealedField()
    public = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.public[:20]
