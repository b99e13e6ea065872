"""An encoder on ONNX Runtime, without PyTorch."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.text.surrogates import replace_surrogates
from embeddings.encoders.backend import Precision
from embeddings.encoders.base import Encoding
from embeddings.models.tokenizer import open_tokenizer
from embeddings.onnx_runtime import open_session
from embeddings.unit_vectors import normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from embeddings.encoders.default_model import PinnedModel
    from embeddings.encoders.exported_model import ExportedModel
    from embeddings.models.tokenizer import Tokenizer
    from embeddings.onnx_runtime import InferenceSession


class OnnxEncoder:
    """A mean-pooling transformer. Loads at the first text; several threads may use it at once.

    `load` returns the exported model. Questions are encoded in float32, passages with `passages` as the precision, as
    many at once as `threads` says, by default one on each core that this process has. Each text is run by itself:
    so there is no padding, and its vectors do not depend on the texts it came with. A text is cut off after
    `model.max_pieces` word pieces, its two special tokens among them. "[SEP]" in a text is a word like any other.
    """

    def __init__(
        self,
        model: PinnedModel,
        load: Callable[[Precision], ExportedModel],
        *,
        threads: int | None = None,
        passages: Precision = Precision.INT8,
    ) -> None:
        self.name = model.name
        self.dimension = model.dimension
        self._passages = passages
        self._max_pieces = model.max_pieces
        self._load = load
        self._threads = threads or available_cores()
        self._opening = threading.Lock()
        self._opened: dict[Precision, _Runtime] = {}

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each text, in order. All encodings are in memory at once: 1.5 kB a word piece."""
        runtime = self._runtime(self._passages)
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(runtime.encode, texts))

    def encode_question(self, text: str) -> Encoding:
        """Encode a question, in float32 and on one thread."""
        return self._runtime(Precision.FLOAT32).encode(text)

    def _runtime(self, precision: Precision) -> _Runtime:
        with self._opening:
            if precision not in self._opened:
                self._opened[precision] = self._open(precision)
            return self._opened[precision]

    def _open(self, precision: Precision) -> _Runtime:
        exported = self._load(precision)
        # one thread each: passages are run side by side, a question beside the search for its words
        session = open_session(exported.graph, threads=1)
        dimension = session.get_outputs()[0].shape[-1]
        if dimension != self.dimension:
            raise ValueError(f"{self.name} gives vectors of {dimension} numbers, not of {self.dimension}")
        return _Runtime(session, open_tokenizer(exported.tokenizer, self._max_pieces))


@dataclass(frozen=True, slots=True)
class _Runtime:
    session: InferenceSession
    tokenizer: Tokenizer

    def encode(self, text: str) -> Encoding:
        """Encode a text by mean pooling over all pieces, special ones too, as was trained (Reimers & Gurevych 2019)."""
        pieces = self.tokenizer.encode(replace_surrogates(text))
        ids = np.array([pieces.ids], np.int64)
        ((hidden,),) = self.session.run(["hidden"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        words = np.array(pieces.special_tokens_mask) == 0
        offsets = np.array(pieces.offsets, np.int32).reshape(-1, 2)[words]
        return Encoding(normalize(hidden.mean(axis=0)), normalize(hidden[words]), offsets)


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
