"""Keys for programs, and answers kept so that a repeated request is harmless."""

import hashlib
import secrets
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.people.models import Person


class Scope(models.TextChoices):
    """What a token may be used for; what its person may do is still the person's role."""

    READ = "tickets:read"
    WRITE = "tickets:write"
    ESCALATE = "escalation:write"


class ApiToken(models.Model):
    """A program's key. The secret is shown once and kept only as its SHA-256."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, help_text="The first letters, to tell tokens apart.")
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="The last use, to the hour.")
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def issue(
        cls, *, person: Person, name: str, scopes: list[str], at: datetime,
        expires_at: datetime | None = None,
    ) -> tuple[Self, str]:  # fmt: skip
        """A new token and its secret, which nobody can read again."""
        secret = f"hr_{secrets.token_urlsafe(32)}"
        token = cls.objects.create(
            person=person, name=name, prefix=secret[:9], sha256=digest(secret), scopes=scopes,
            created_at=at, expires_at=expires_at,
        )  # fmt: skip
        return token, secret

    def is_good(self, at: datetime) -> bool:
        """Whether it opens anything at this time."""
        expired = self.expires_at is not None and self.expires_at <= at
        return self.revoked_at is None and not expired and self.person.is_active


def digest(secret: str) -> str:
    """How a secret is kept. It is random and long, so one fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


class IdempotencyKey(models.Model):
    """The answer to a request that named a key, kept in the transaction of its effect."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=80, default="")
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_answer_a_key")]
        indexes = [models.Index(fields=["at"], name="answers_by_age")]

    def __str__(self) -> str:
        return self.key
