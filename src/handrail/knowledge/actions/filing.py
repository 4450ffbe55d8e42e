"""Files beside an article's text."""

from django.db import transaction

from handrail.base.by import By
from handrail.knowledge import rules
from handrail.knowledge.actions.locking import happen, locked, standing
from handrail.knowledge.events import FileAdded, FileRemoved
from handrail.knowledge.models import Article, ArticleFile, hand_behind
from handrail.knowledge.rules import Refused
from handrail.tickets.files import File, check, display_name, keep, true_type

# An exported article lies in a folder with its files; its own pages have these endings there.
PAGES = (".md", ".markdown", ".html", ".htm")


@transaction.atomic
def add_file(article: Article, *, file: File, by: By) -> ArticleFile:
    """Keep a file under its name; the text names it as a picture or a link.

    One of the same name is replaced, once readers see it only by whoever may publish. Readers of
    a published article see a new file when a version is published that may name it. Raises
    tickets' Refused for one that is too large.
    """
    check([file])
    article, hand = locked(article), hand_behind(by)
    rules.check_write(hand, article.audience)
    name, blob = display_name(file.name), keep(file.content)
    if name.lower().endswith(PAGES):
        raise Refused("A page of text is no file beside an article. Write it as an article.")
    known = article.files.filter(name=name).first()
    if known and known.blob_id == blob.pk:
        return known
    if known and known.is_shown:
        rules.check_publish(hand, standing(article))
    shown = article.state == "published" and rules.may_publish(hand, standing(article))
    facts = {
        "blob": blob,
        "content_type": true_type(file)[:120],
        "size": blob.size,
        "is_shown": shown,
    }
    kept, __ = article.files.update_or_create(name=name, defaults=facts)
    happen(article, FileAdded(file=kept.pk, name=name, sha256=blob.pk), by)
    return kept


@transaction.atomic
def remove_file(article: Article, *, name: str, by: By) -> None:
    """Take a file away; one that is not there is no fault."""
    article, hand = locked(article), hand_behind(by)
    rules.check_write(hand, article.audience)
    known = article.files.filter(name=name).first()
    if known is None:
        return
    if known.is_shown:
        rules.check_publish(hand, standing(article))
    known.delete()
    happen(article, FileRemoved(name=name), by)
