"""Texts as vectors whose nearness is nearness of meaning; offline, on the CPU, without a framework."""

from handrail.base.embedding.finding import by_sentence, by_word
from handrail.base.embedding.port import Embedder, Vectors

__all__ = ["Embedder", "Vectors", "by_sentence", "by_word"]
