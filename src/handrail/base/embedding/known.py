"""English words that are spelt right: those an encoder learned whole."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tokenizers import Tokenizer

from handrail.base.embedding.finding import PACKAGE


@cache
def english() -> frozenset[str]:
    """Some twenty thousand common words in lower case; none where the package is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return frozenset()
    file = Path(spec.submodule_search_locations[0]) / "model" / "tokenizer.json"
    vocabulary = Tokenizer.from_file(str(file)).get_vocab()
    return frozenset(word for word in vocabulary if word.isalpha() and len(word) > 1)
