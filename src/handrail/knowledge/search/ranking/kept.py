"""Vectors of texts read before, by a digest of the text: what makes a rebuild take seconds.

Only a memory: without it, or with a damaged file, everything is read once more.
"""

import zipfile
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from handrail.base.embedding import Embedder, Vectors

DIGEST_BYTES = 16


class Kept:
    """Vectors of one embedder. Those not asked for again since reading the file are not written."""

    def __init__(self, old: dict[bytes, Vectors] | None = None, name: str = "") -> None:
        self._old = old or {}
        self._used: dict[bytes, Vectors] = {}
        self._name = name

    def __len__(self) -> int:
        return len(self._used)

    def vectors(self, texts: Sequence[str], embedder: Embedder) -> Vectors:
        """One row a text; only texts not seen before are read."""
        self._meet(embedder)
        digests = [blake2b(text.encode(), digest_size=DIGEST_BYTES).digest() for text in texts]
        self._used.update((d, self._old[d]) for d in digests if d in self._old)
        new = {d: t for d, t in zip(digests, texts, strict=True) if d not in self._used}
        if new:
            # Rounded at once, so that a rebuild from the file ranks exactly alike.
            read = embedder.embed(list(new.values())).astype(np.float16)
            self._used.update(zip(new, read, strict=True))
        if not digests:
            return np.zeros((0, embedder.width), np.float32)
        return np.stack([self._used[d] for d in digests]).astype(np.float32)

    def write(self, path: Path) -> None:
        """Write what was used; a file of that name is replaced at once or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(path.name + ".half")
        with half.open("wb") as file:
            np.savez(
                file, name=np.array(self._name), digests=np.array(list(self._used), "V16"),
                vectors=np.array(list(self._used.values())),
            )  # fmt: skip
        half.replace(path)

    def _meet(self, embedder: Embedder) -> None:
        name = f"{embedder.name}/{embedder.width}"
        if self._name != name:
            self._old, self._used, self._name = {}, {}, name


def read(path: Path) -> Kept:
    """What a file holds; nothing where it is missing or damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            digests = [digest.tobytes() for digest in file["digests"]]
            return Kept(dict(zip(digests, file["vectors"], strict=True)), str(file["name"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return Kept()
