"""Whoever asks while a new article is being read is answered with it, not as if it were not there."""

from collections.abc import Iterable
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection

from handrail.knowledge.answering import Shelf
from handrail.knowledge.models import Wording
from handrail.knowledge.search.ranking import Article as Text
from handrail.knowledge.search.ranking import Index, Kept
from rooms.knowledge.shelf import published

pytestmark = pytest.mark.django_db(transaction=True)


class SlowReader(Index):
    """An index that takes its articles in only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.has_begun, self.may_end = Event(), Event()

    def put(self, articles: Iterable[Text]) -> None:
        self.has_begun.set()
        assert self.may_end.wait(60)
        super().put(articles)


def test_the_second_of_two_questions_waits_for_what_the_first_is_reading(tmp_path: Path) -> None:
    article = published("Caps lock is on")
    index = SlowReader()
    shelf = Shelf(index, Kept(), tmp_path / "articles.npz")
    among = list(Wording.objects.filter(article=article).values_list("pk", flat=True))
    answers: list[list[int]] = []

    def ask() -> None:
        try:
            answers.append([one.key for one in shelf.rank("caps lock", "en", among, 5)])
        finally:
            connection.close()

    first, second = Thread(target=ask), Thread(target=ask)
    first.start()
    assert index.has_begun.wait(60)
    second.start()
    # Time enough to be answered wrongly; the right answer cannot come before the reading ends.
    second.join(1)
    index.may_end.set()
    first.join(60)
    second.join(60)
    assert answers == [among, among]
