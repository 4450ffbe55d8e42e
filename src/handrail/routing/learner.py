"""What routing needs of the learned model, so that nothing else loads what it is made of.

Loading it takes hundreds of megabytes; only a worker that trains or predicts pays for that.
"""

import tempfile
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.module_loading import import_string

SEED = 1


class Prediction(Protocol):
    """What a model thinks of one text; labels are the numbers of categories, as text."""

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

    def predict(self, texts: Sequence[str], *, explain: bool = True) -> Sequence[Prediction]: ...


class NoLearner(LookupError):
    """This installation has nothing that learns."""


def _part(name: str) -> Any:
    try:
        return import_string(settings.HANDRAIL_LEARNER[name])
    except ImportError as fault:
        raise NoLearner(str(fault)) from fault


def is_there() -> bool:
    """Whether something that learns is installed; does not load it."""
    home = str(settings.HANDRAIL_LEARNER["train"]).rpartition(".")[0].rpartition(".")[0]
    return find_spec(home) is not None


def train(texts: Sequence[str], labels: Sequence[str]) -> Learned:
    """Learn from examples. Raises NoLearner."""
    learned: Learned = _part("train")(texts, labels, seed=SEED)
    return learned


def store(model: Learned, name: str) -> str:
    """Keep a model in the desk's storage; under which name."""
    save = _part("save")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        save(model, path)
        return str(default_storage.save(name, ContentFile(path.read_bytes())))


@lru_cache(maxsize=2)
def fetch(name: str) -> Learned:
    """A kept model. Names are never used twice, so it stays in memory."""
    load = _part("load")
    with tempfile.TemporaryDirectory() as folder, default_storage.open(name) as stored:
        path = Path(folder) / "model"
        path.write_bytes(stored.read())
        learned: Learned = load(path)
        return learned
