"""What routing needs of the learned model, so that nothing else loads what it is made of.

Loading it takes hundreds of megabytes; only a worker that trains or predicts pays for that.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.module_loading import import_string

from handrail.base.saying import Saying

SEED = 1


class Prediction(Protocol):
    """What a model thinks of one text: labels (numbers of categories, as text) with their chances."""

    @property
    def ranked(self) -> Sequence[tuple[str, float]]: ...

    @property
    def is_sure(self) -> bool: ...

    @property
    def is_unknown(self) -> bool: ...

    @property
    def words(self) -> Sequence[str]: ...


class Learned(Protocol):
    """Something that was trained."""

    def predict(self, texts: Sequence[str]) -> Sequence[Prediction]:
        """A prediction per text."""
        ...


class NoLearner(Saying, LookupError):
    """This installation has nothing that learns."""


class Unreadable(Saying, LookupError):
    """A kept model is gone, damaged, or of another version; the next training makes a new one."""


def _part(name: str) -> Any:
    try:
        return import_string(settings.HANDRAIL_LEARNER[name])
    except ImportError as fault:
        raise NoLearner("Nothing that learns is installed: %(fault)s.", fault=fault) from fault


def is_there() -> bool:
    """Whether something that learns is installed; does not load it."""
    home = str(settings.HANDRAIL_LEARNER["train"]).rpartition(".")[0]
    return find_spec(home) is not None


def train(texts: Sequence[str], labels: Sequence[str]) -> Learned:
    """Learn from examples. Raises NoLearner."""
    learned: Learned = _part("train")(texts, labels, seed=SEED)
    return learned


def store(model: Learned, name: str) -> str:
    """Keep a model in the desk's storage; under which name."""
    return str(default_storage.save(name, ContentFile(_part("to_bytes")(model))))


@lru_cache(maxsize=2)
def fetch(name: str) -> Learned:
    """A kept model. Names are never used twice, so it stays in memory. Raises Unreadable."""
    read = _part("from_bytes")
    try:
        with default_storage.open(name) as stored:
            learned: Learned = read(stored.read())
            return learned
    except Exception as fault:  # whatever the learner says of a file it cannot use
        raise Unreadable("%(name)s cannot be used: %(fault)s", name=name, fault=fault) from fault
