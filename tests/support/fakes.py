"""Stand in for the real models: texts that share words are similar, others are not. No model, no chance."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from corpus.messages import Message
from embeddings.encoders.base import Encoding
from embeddings.errors import RerankerUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class FakeEncoder:
    """Hashed bags of words: each word is one axis, a text is the unit-length sum of its words.

    Case and diacritics do not count. A text without words is the first axis, which no word has. `passages`
    collects what was encoded, so that a test can see what was not encoded again.
    """

    name: str = "fake/bag-of-words"
    dimension: int = 256
    passages: list[str] = field(default_factory=list, compare=False)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        self.passages.extend(texts)
        return [self._encode(text) for text in texts]

    def encode_question(self, text: str) -> Encoding:
        return self._encode(text)

    def _encode(self, text: str) -> Encoding:
        spans = [match.span() for match in WORD.finditer(text)]
        tokens = np.zeros((len(spans), self.dimension), np.float32)
        for row, (start, end) in enumerate(spans):
            tokens[row, self._axis(text[start:end])] = 1
        return Encoding(self._mean(tokens), tokens, np.array(spans, np.int32).reshape(-1, 2))

    def _mean(self, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
        total = tokens.sum(axis=0) if len(tokens) else np.eye(1, self.dimension, dtype=np.float32)[0]
        vector: NDArray[np.float32] = total / np.linalg.norm(total)
        return vector

    def _axis(self, word: str) -> int:
        letters = [c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c)]
        digest = hashlib.sha256("".join(letters).encode("utf-8", "surrogatepass")).digest()
        return 1 + int.from_bytes(digest[:8]) % (self.dimension - 1)


@dataclass(frozen=True)
class FakeReranker:
    """Scores a text by the words of the question that it has: `each` a word, below zero for none.

    One that holds a key of `scores` gets its value instead. `read` collects what was read, so that a test can see what
    was not read again.
    """

    name: str = "fake/shared-words"
    each: float = 3.0
    scores: Mapping[str, float] = field(default_factory=dict)
    read: list[str] = field(default_factory=list, compare=False)

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        self.read.extend(texts)
        return np.array([self._score(_words(question), text) for text in texts], np.float64)

    def _score(self, asked: set[str], text: str) -> float:
        shared = self.each * len(asked & _words(text)) - self.each
        return next((score for part, score in self.scores.items() if part in text), shared)


class MissingReranker:
    """A re-ranker that is not installed."""

    name = "fake/missing"

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        raise RerankerUnavailable(Message("There is no re-ranker here."))


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.casefold()))
