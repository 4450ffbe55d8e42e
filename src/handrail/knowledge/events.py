"""Everything that can happen to an article, and to what people say of it."""

from datetime import datetime
from typing import Any, ClassVar

from handrail.base.events import Event


class Created(Event, frozen=True):
    """There is a new article, for readers from this level up; its words follow in an event of their own."""

    kind: ClassVar[str] = "article.created"
    language: str
    tier: int
    readers: int
    brand: int | None = None
    category: int | None = None
    owner: int | None = None
    tags: list[str] = []


class Written(Event, frozen=True):
    """There is a new version. `restores` is the number of the older one it brings back."""

    kind: ClassVar[str] = "article.written"
    language: str
    number: int
    version: int
    slug: str
    needs_coach: bool = False
    note: str = ""
    restores: int | None = None


class Renamed(Event, frozen=True):
    """It is found under another address; the old one leads there."""

    kind: ClassVar[str] = "article.renamed"
    language: str
    slug: str
    was: str


class Changed(Event, frozen=True):
    """Facts were corrected: {name: [old, new]}."""

    kind: ClassVar[str] = "article.changed"
    changes: dict[str, tuple[Any, Any]]


class Scheduled(Event, frozen=True):
    """When to look again, and when it ends; nothing for never."""

    kind: ClassVar[str] = "article.scheduled"
    review_at: datetime | None = None
    expires_at: datetime | None = None


class ReviewAsked(Event, frozen=True):
    """The owning tier is asked to look."""

    kind: ClassVar[str] = "article.review_asked"
    tier: int


class SentBack(Event, frozen=True):
    """Not yet: the reviewer says what is missing."""

    kind: ClassVar[str] = "article.sent_back"
    missing: str


class Published(Event, frozen=True):
    """Readers read these versions from now on: {language: version}."""

    kind: ClassVar[str] = "article.published"
    versions: dict[str, int]
    readers: int
    review_at: datetime | None = None


class Confirmed(Event, frozen=True):
    """Somebody looked, and it is still right."""

    kind: ClassVar[str] = "article.confirmed"
    review_at: datetime | None = None


class Retired(Event, frozen=True):
    """Readers do not find it any more. `expired` when its time had come; `owner` is to be told."""

    kind: ClassVar[str] = "article.retired"
    why: str = ""
    expired: bool = False
    owner: int | None = None


class EndsSoon(Event, frozen=True):
    """Its end is near; `owner` is to be told, once for each end that is set."""

    kind: ClassVar[str] = "article.ends_soon"
    expires_at: datetime
    owner: int | None = None


class Revived(Event, frozen=True):
    """A retired article is a draft again."""

    kind: ClassVar[str] = "article.revived"


class FileAdded(Event, frozen=True):
    """A file was put beside the text, or replaced."""

    kind: ClassVar[str] = "article.file_added"
    file: int
    name: str
    sha256: str


class FileRemoved(Event, frozen=True):
    """It is gone from the article; versions that name it show its name instead."""

    kind: ClassVar[str] = "article.file_removed"
    name: str


class Opened(Event, frozen=True):
    """A reader opened it; once a reader a day. Changes nothing of the article itself."""

    kind: ClassVar[str] = "article.opened"
    language: str
    reader: str


class Tied(Event, frozen=True):
    """An article met a ticket; in the ticket's own log."""

    kind: ClassVar[str] = "tie.made"
    article: int
    ticket: int
    tie: str


class Untied(Event, frozen=True):
    """The tie was wrong, or another verdict took its place."""

    kind: ClassVar[str] = "tie.removed"
    article: int
    ticket: int
    tie: str


class Rated(Event, frozen=True):
    """A reader says whether it helped. `was` is the same reader's earlier opinion."""

    kind: ClassVar[str] = "feedback.given"
    article: int
    reader: str
    helpful: bool
    comment: str = ""
    language: str = ""
    was: bool | None = None


class Flagged(Event, frozen=True):
    """Something is wrong with it."""

    kind: ClassVar[str] = "flag.raised"
    article: int
    reason: str


class FlagSettled(Event, frozen=True):
    """Fixed, or dismissed with a word why."""

    kind: ClassVar[str] = "flag.settled"
    article: int
    state: str
    answer: str = ""


class Advised(Event, frozen=True):
    """A coach wrote to the author of a draft."""

    kind: ClassVar[str] = "advice.given"
    article: int
    version: int
    text: str


class AdviceSeen(Event, frozen=True):
    """The author has read it."""

    kind: ClassVar[str] = "advice.seen"
    article: int
