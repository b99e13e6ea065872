"""A re-ranker on ONNX Runtime, without PyTorch."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from corpus.text.surrogates import replace_surrogates
from embeddings.encoders.onnx import available_cores
from embeddings.models.tokenizer import open_tokenizer
from embeddings.onnx_runtime import open_session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from embeddings.models.tokenizer import Tokenizer
    from embeddings.onnx_runtime import InferenceSession
    from embeddings.reranking.merged_model import MergedModel


class OnnxReranker:
    """A BERT cross-encoder with 8-bit weights. Loads at the first question; several threads may use it at once.

    `load` returns the model. Each pair is run by itself, for the range of all that is read together decides how
    8-bit activations are rounded: so a score depends on its own text only. As many pairs run side by side as `threads`
    says, by default one on each core that this process has, whoever asks; the longest first, so that no core waits for
    a long one at the end. A pair is cut off after `max_pieces` word pieces, the longer of the two first.
    """

    def __init__(
        self, name: str, load: Callable[[], MergedModel], *, max_pieces: int, threads: int | None = None
    ) -> None:
        self.name = name
        self._load = load
        self._max_pieces = max_pieces
        self._opening = threading.Lock()
        self._opened: _Runtime | None = None
        self._pool = ThreadPoolExecutor(threads or available_cores(), thread_name_prefix="reranker")

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Score each text, float64 (n,). Raises RerankerUnavailable, ModelChanged and PackagesMissing at the first."""
        runtime = self._runtime()
        asked = replace_surrogates(question)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]), reverse=True)
        scores = np.empty(len(texts))
        scores[order] = list(self._pool.map(lambda at: runtime.score(asked, replace_surrogates(texts[at])), order))
        return scores

    def _runtime(self) -> _Runtime:
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _open(self) -> _Runtime:
        model = self._load()
        return _Runtime(open_session(model.graph), open_tokenizer(model.tokenizer, self._max_pieces))


class _Runtime:
    """A session and its tokenizer."""

    def __init__(self, session: InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer

    def score(self, question: str, text: str) -> float:
        pair = self._tokenizer.encode(question, text)
        inputs = {"input_ids": pair.ids, "attention_mask": pair.attention_mask, "token_type_ids": pair.type_ids}
        (logits,) = self._session.run(None, {name: np.array([row], np.int64) for name, row in inputs.items()})
        return float(logits[0, 0])
