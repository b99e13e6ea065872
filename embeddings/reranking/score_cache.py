"""Scores of pairs that were read before, for what is asked again."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from embeddings.reranking.base import Reranker

ENTRIES = 20_000
"""Scores that are kept, the last ones used: two megabytes, some three hundred questions."""


class CachedReranker:
    """A re-ranker that reads no pair again whose score it still has."""

    def __init__(self, reranker: Reranker, entries: int = ENTRIES) -> None:
        self.name = reranker.name
        self._reranker = reranker
        self._entries = entries
        self._scores: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Score each text, float64 (n,). Raises what the re-ranker raises."""
        keys = [_key(question, text) for text in texts]
        known = self._known(keys)
        unread = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if unread:
            read = dict(zip(unread, self._reranker.score(question, list(unread.values())).tolist(), strict=True))
            self._keep(read)
            known |= read
        return np.array([known[key] for key in keys], np.float64)

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, float]:
        with self._lock:
            known = {key: self._scores[key] for key in keys if key in self._scores}
            for key in known:
                self._scores.move_to_end(key)
            return known

    def _keep(self, scores: dict[bytes, float]) -> None:
        with self._lock:
            self._scores.update(scores)
            while len(self._scores) > self._entries:
                self._scores.popitem(last=False)


def _key(question: str, text: str) -> bytes:
    parts = [part.encode("utf-8", "surrogatepass") for part in (question, text)]
    return hashlib.blake2b(b"%d " % len(parts[0]) + b"".join(parts), digest_size=16).digest()
