"""Sentence vectors by a small transformer, in plain numpy.

Computes what BERT-like sentence encoders with mean pooling compute (Devlin et al. 2018; Reimers and
Gurevych 2019), from their `config.json`, `tokenizer.json` and `model.safetensors`. Six layers of 384
need no framework: texts of equal length make one batch, and batches share the cores.
"""

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from handrail.base.embedding.port import Vectors, Weights

LONGEST = 256
AT_ONCE = 64
GELU = np.float32(0.7978845608), np.float32(0.044715)


class Dense(NamedTuple):
    """A linear step."""

    weight: Vectors
    bias: Vectors

    def __call__(self, x: Vectors) -> Vectors:
        y: Vectors = x @ self.weight
        y += self.bias
        return y


class Norm(NamedTuple):
    """A layer normalisation."""

    weight: Vectors
    bias: Vectors
    epsilon: float

    def __call__(self, x: Vectors) -> Vectors:
        x = x - x.mean(-1, keepdims=True)
        x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[1] + self.epsilon)
        x *= self.weight
        x += self.bias
        return x


class Layer(NamedTuple):
    """One layer: who looks at whom, then what follows for each."""

    look: Dense
    mix: Dense
    after_looking: Norm
    widen: Dense
    narrow: Dense
    after_thinking: Norm


class Bert:
    """An encoder read from a folder. Raises OSError or KeyError for a folder that is none."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text())
        self.name = folder.name
        self.width = int(config["hidden_size"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config.get("layer_norm_eps", 1e-12))
        self._tokens = _tokenizer(folder, int(config["max_position_embeddings"]))
        weights = load_file(folder / "model.safetensors")
        self._read({name.removeprefix("bert."): w for name, w in weights.items()},
                   int(config["num_hidden_layers"]))  # fmt: skip

    def _read(self, weights: Weights, layers: int) -> None:
        def floats(name: str) -> Vectors:
            return np.ascontiguousarray(weights[name], dtype=np.float32)

        def dense(name: str) -> Dense:
            return Dense(np.ascontiguousarray(floats(f"{name}.weight").T), floats(f"{name}.bias"))

        def norm(name: str) -> Norm:
            return Norm(floats(f"{name}.weight"), floats(f"{name}.bias"), self._epsilon)

        def layer(at: str) -> Layer:
            three = [dense(f"{at}.attention.self.{part}") for part in ("query", "key", "value")]
            look = Dense(np.concatenate([d.weight for d in three], 1),
                         np.concatenate([d.bias for d in three]))  # fmt: skip
            return Layer(
                look, dense(f"{at}.attention.output.dense"), norm(f"{at}.attention.output.LayerNorm"),
                dense(f"{at}.intermediate.dense"), dense(f"{at}.output.dense"),
                norm(f"{at}.output.LayerNorm"),
            )  # fmt: skip

        first = "embeddings."
        self._vocabulary = floats(f"{first}word_embeddings.weight")
        self._places = floats(f"{first}position_embeddings.weight")
        self._places = self._places + floats(f"{first}token_type_embeddings.weight")[0]
        self._start = norm(f"{first}LayerNorm")
        self._layers = [layer(f"encoder.layer.{number}") for number in range(layers)]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, from at most its first 256 tokens."""
        tokens = [found.ids for found in self._tokens.encode_batch(list(texts))]
        rows = np.zeros((len(tokens), self.width), np.float32)

        def work(batch: list[int]) -> None:
            rows[batch] = self._encode(np.array([tokens[n] for n in batch]))

        # One core a batch: the steps between the products do not use a second one by themselves.
        with threadpool_limits(1), ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(work, _of_equal_length(tokens)))
        return rows

    def _encode(self, tokens: NDArray[np.int64]) -> Vectors:
        count, length = tokens.shape
        x = self._vocabulary[tokens] + self._places[:length]
        x = self._start(x.reshape(-1, self.width))
        for layer in self._layers:
            seen = self._look(layer.look(x), count, length)
            x = layer.after_looking(x + layer.mix(seen))
            x = layer.after_thinking(x + layer.narrow(_gelu(layer.widen(x))))
        mean = x.reshape(count, length, self.width).mean(1)
        unit: Vectors = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit

    def _look(self, three: Vectors, count: int, length: int) -> Vectors:
        size = self.width // self._heads
        query, key, value = three.reshape(count, length, 3, self._heads, size).transpose(
            2, 0, 3, 1, 4
        )
        scores = np.matmul(query, key.transpose(0, 1, 3, 2)) * np.float32(size**-0.5)
        scores -= scores.max(-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(-1, keepdims=True)
        seen: Vectors = np.matmul(scores, value).transpose(0, 2, 1, 3).reshape(-1, self.width)
        return seen


def _tokenizer(folder: Path, places: int) -> Tokenizer:
    tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokens.no_padding()
    tokens.enable_truncation(min(LONGEST, places))
    return tokens


def _of_equal_length(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The numbers of texts that have the same length, in batches: no padding, no mask."""
    by_length: dict[int, list[int]] = {}
    for number, ids in enumerate(tokens):
        by_length.setdefault(len(ids), []).append(number)
    for numbers in by_length.values():
        for start in range(0, len(numbers), AT_ONCE):
            yield numbers[start : start + AT_ONCE]


def _gelu(x: Vectors) -> Vectors:
    """The usual tanh form (Hendrycks and Gimpel 2016), with one array besides its own."""
    scale, cube = GELU
    inner = x * x
    inner *= scale * cube
    inner += scale
    inner *= x
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner
