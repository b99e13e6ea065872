"""Which encoder goes by which name."""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from embeddings.encoders.backend import Backend
from embeddings.encoders.default_model import DEFAULT_MODEL, default_model_folder
from embeddings.encoders.export_cache import load_export
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.errors import ExportUnfaithful

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from embeddings.encoders.base import Encoder, Encoding

DEFAULT_ENCODER = DEFAULT_MODEL.name

T = TypeVar("T")
log = logging.getLogger(__name__)


def load_encoder(
    name: str | None,
    cache: Path,
    *,
    backend: Backend = Backend.ONNX,
    device: str | None = None,
    threads: int | None = None,
    report: Callable[[str], None] = log.info,
) -> Encoder:
    """Load the encoder called `name`; without a name, the one that comes with the installation.

    Nothing is downloaded: `name` is a folder or the hub name of a model that was fetched before. The
    default encoder runs on ONNX Runtime from an export kept in `cache`, unless another `backend` or a `device` that
    is no "cpu" is asked for; it loads, and reports what is waited for, with the first text. Any other one runs on
    sentence-transformers and loads here. Raises EncoderNotFound and EncoderUnsuitable for a model that is not there or
    cannot be used.
    """
    if name is not None and name != DEFAULT_ENCODER:
        from embeddings.encoders.sentence_transformers import SentenceTransformersEncoder

        return SentenceTransformersEncoder(name, device=device)
    if backend is Backend.TORCH or device not in (None, "cpu"):
        return _default_on_torch(device)
    load = partial(load_export, DEFAULT_MODEL, default_model_folder, cache, report)
    return DefaultEncoder(OnnxEncoder(DEFAULT_MODEL, load, threads=threads), partial(_default_on_torch, "cpu"), report)


class DefaultEncoder:
    """The default model on ONNX Runtime; on sentence-transformers, if its export turns out to be unfaithful."""

    def __init__(self, fast: Encoder, faithful: Callable[[], Encoder], report: Callable[[str], None]) -> None:
        self.name = fast.name
        self.dimension = fast.dimension
        self._encoder = fast
        self._faithful: Callable[[], Encoder] | None = faithful
        self._report = report
        self._changing = threading.Lock()

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each text, in order."""
        return self._run(lambda encoder: encoder.encode_passages(texts))

    def encode_question(self, text: str) -> Encoding:
        """Encode a question."""
        return self._run(lambda encoder: encoder.encode_question(text))

    def _run(self, step: Callable[[Encoder], T]) -> T:
        try:
            return step(self._encoder)
        except ExportUnfaithful as error:
            with self._changing:
                if self._faithful is not None:
                    self._report(f"{error}: sentence-transformers is used instead, which starts slowly.")
                    self._encoder, self._faithful = self._faithful(), None
            return step(self._encoder)


def _default_on_torch(device: str | None) -> Encoder:
    from embeddings.encoders.sentence_transformers import SentenceTransformersEncoder

    folder = default_model_folder()
    DEFAULT_MODEL.check(folder)
    return SentenceTransformersEncoder(str(folder), name=DEFAULT_ENCODER, device=device)
