"""What the owner of an article is to be told by mail: kept with the event, so that it is told once."""

from django.db import models
from django.db.models import Q

from handrail.knowledge.models.article import Article
from handrail.people.models import Person


class OwnerNotice(models.Model):
    """One mail to an owner. `event` is the line of the log it follows from; `done_at` when it went out,
    or when it was seen that nobody is there to be told."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    event = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["at"], name="owners_to_tell", condition=Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}, article {self.article_id}"
