"""An encoder on ONNX Runtime, without PyTorch: the one door to onnxruntime and tokenizers."""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from embeddings.encoder import Encoding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import onnxruntime
    import tokenizers
    from numpy.typing import NDArray

    from embeddings.default_model import PinnedModel
    from embeddings.onnx_export import ExportedModel

BATCH = 16
SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Runtime:
    session: onnxruntime.InferenceSession
    tokenizer: tokenizers.Tokenizer


class OnnxEncoder:
    """A mean-pooling transformer, float32. Loads at the first text; several threads may use it at once.

    `load` gives the model's bytes; `threads` is how many cores one batch uses, by default all there are
    for this process. A text is cut off after `model.max_pieces` word pieces, its two special tokens among
    them. "[SEP]" in a text is a word like any other.
    """

    def __init__(self, model: PinnedModel, load: Callable[[], ExportedModel], *, threads: int | None = None) -> None:
        self.name = model.name
        self.dimension = model.dimension
        self._max_pieces = model.max_pieces
        self._load = load
        self._threads = threads or available_cores()
        self._opening = threading.Lock()
        self._opened: _Runtime | None = None

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """One encoding a text, in order. All of them are in memory at once: 1.5 kB a word piece."""
        runtime = self._runtime()
        pieces = runtime.tokenizer.encode_batch([SURROGATES.sub("\ufffd", text) for text in texts])
        by_length = sorted(range(len(pieces)), key=lambda index: len(pieces[index].ids))
        encodings: dict[int, Encoding] = {}
        for start in range(0, len(by_length), BATCH):
            batch = by_length[start : start + BATCH]
            made = self._encode(runtime.session, [pieces[index] for index in batch])
            encodings.update(zip(batch, made, strict=True))
        return [encodings[index] for index in range(len(texts))]

    def encode_question(self, text: str) -> Encoding:
        return self.encode_passages([text])[0]

    def _encode(self, session: onnxruntime.InferenceSession, batch: Sequence[tokenizers.Encoding]) -> list[Encoding]:
        shape = (len(batch), max(len(pieces.ids) for pieces in batch))
        ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces.ids)] = pieces.ids
            mask[row, : len(pieces.ids)] = 1
        (hidden,) = session.run(["hidden"], {"input_ids": ids, "attention_mask": mask})
        return [_encoding(rows[: len(pieces.ids)], pieces) for rows, pieces in zip(hidden, batch, strict=True)]

    def _runtime(self) -> _Runtime:
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def _open(self) -> _Runtime:
        import onnxruntime
        import tokenizers

        exported = self._load()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        session = onnxruntime.InferenceSession(exported.graph, options, providers=["CPUExecutionProvider"])
        dimension = session.get_outputs()[0].shape[-1]
        if dimension != self.dimension:
            raise ValueError(f"{self.name} gives vectors of {dimension} numbers, not of {self.dimension}")
        tokenizer = tokenizers.Tokenizer.from_buffer(exported.tokenizer)
        tokenizer.enable_truncation(self._max_pieces)
        tokenizer.no_padding()
        tokenizer.encode_special_tokens = True
        return _Runtime(session, tokenizer)


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _encoding(hidden: NDArray[np.float32], pieces: tokenizers.Encoding) -> Encoding:
    """Mean pooling over all pieces, special ones too, as the model was trained (Reimers & Gurevych 2019)."""
    words = np.array(pieces.special_tokens_mask) == 0
    offsets = np.array(pieces.offsets, np.int32).reshape(-1, 2)[words]
    return Encoding(_unit(hidden.mean(axis=0)), _unit(hidden[words]), offsets)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / lengths
