"""A model as one file: arrays and words, a checksum, and nothing that could run."""

import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from handrail.base.embedding import Embedder, by_sentence, by_word
from handrail.base.saying import Saying
from handrail.routing.model.confidence import Confidence
from handrail.routing.model.model import Model
from handrail.routing.model.views import Views, letters_eye, words_eye

MAGIC = b"handrail triage 1\n"
EYES = {"words": words_eye, "letters": letters_eye}


class BadModel(Saying, ValueError):
    """A file that is no model of ours, or not a whole one."""


def save(model: Model, path: Path) -> None:
    """Write a model; a file of that name is replaced at once or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".half")
    half.write_bytes(pack(model))
    half.replace(path)


def load(path: Path, *, encoder: str = "") -> Model:
    """Read a model. Raises BadModel for a damaged file or a missing encoder, OSError for none."""
    return unpack(path.read_bytes(), encoder=encoder)


def pack(model: Model) -> bytes:
    """A model as bytes."""
    arrays: dict[str, Any] = {"coefficients": model.coefficients, "sure": model.confidence.sure}
    arrays |= {f"primal {name}": rows.astype(np.float16) for name, rows in model.primal.items()}
    arrays |= {f"support {name}": rows.astype(np.float16) for name, rows in model.supports.items()}
    arrays |= {f"idf {name}": eye.idf_ for name, eye in model.views.sparse.items()}
    about = {
        "labels": model.labels, "weights": dict(model.weights),
        "sharpness": model.confidence.sharpness, "unknown": model.confidence.unknown,
        "embedders": {name: eye.name for name, eye in model.views.dense.items()},
        "terms": {name: list(eye.get_feature_names_out()) for name, eye in model.views.sparse.items()},
    }  # fmt: skip
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    body = io.BytesIO()
    np.savez_compressed(body, **arrays)
    content = body.getvalue()
    return MAGIC + sha256(content).hexdigest().encode() + b"\n" + content


def unpack(raw: bytes, *, encoder: str = "") -> Model:
    """A model from bytes. Raises BadModel."""
    head = len(MAGIC) + 65
    if not raw.startswith(MAGIC):
        raise BadModel("This file holds no triage model of this version. Train it again.")
    if sha256(raw[head:]).hexdigest().encode() != raw[len(MAGIC) : head - 1]:
        raise BadModel("This model file is damaged. Train it again, or take it from a backup.")
    with np.load(io.BytesIO(raw[head:]), allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        return _model(about, {name: arrays[name] for name in arrays.files}, encoder)


def _model(about: dict[str, Any], arrays: dict[str, Any], encoder: str) -> Model:
    sparse = {
        name: _eye(name, terms, arrays[f"idf {name}"]) for name, terms in about["terms"].items()
    }
    dense = {name: _embedder(kind, encoder) for name, kind in about["embedders"].items()}
    return Model(
        labels=about["labels"], views=Views(sparse, dense), weights=about["weights"],
        primal={name: arrays[f"primal {name}"].astype(np.float32) for name in sparse},
        supports={name: arrays[f"support {name}"].astype(np.float32) for name in dense},
        coefficients=arrays["coefficients"],
        confidence=Confidence(about["sharpness"], arrays["sure"], about["unknown"]),
    )  # fmt: skip


def _eye(name: str, terms: list[str], idf: Any) -> TfidfVectorizer:
    eye = EYES[name](vocabulary={term: number for number, term in enumerate(terms)})
    eye.idf_ = idf
    return eye


def _embedder(name: str, encoder: str) -> Embedder:
    words = by_word()
    found = words if name == words.name else by_sentence(encoder)
    if found is None or found.name != name:
        raise BadModel(
            'This model reads sentences with "%(name)s", which is not installed here.', name=name
        )
    return found
