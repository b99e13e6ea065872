"""Which encoder goes by which name."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from embeddings.default_model import DEFAULT_MODEL, default_model_folder
from embeddings.onnx_encoder import OnnxEncoder
from embeddings.onnx_export import exported

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from embeddings.encoder import Encoder

DEFAULT_ENCODER = DEFAULT_MODEL.name

log = logging.getLogger(__name__)


def load_encoder(
    name: str | None,
    cache: Path,
    *,
    device: str | None = None,
    threads: int | None = None,
    report: Callable[[str], None] = log.info,
) -> Encoder:
    """The encoder called `name`; without a name, the one that comes with the installation.

    Nothing is downloaded: `name` is a folder or the hub name of a model that was fetched before. The
    default encoder runs on ONNX Runtime from an export kept in `cache`; it loads, and reports what is
    waited for, with the first text. Any other one, and any `device` but "cpu", runs on
    sentence-transformers and loads here: EncoderNotFound and EncoderUnsuitable are raised for a model that
    is not there or cannot be used.
    """
    default = name is None or name == DEFAULT_ENCODER
    if default and device in (None, "cpu"):
        return OnnxEncoder(
            DEFAULT_MODEL,
            partial(exported, DEFAULT_MODEL, default_model_folder, cache, report),
            threads=threads,
        )
    from embeddings.sentence_transformers_encoder import SentenceTransformersEncoder

    if default:
        folder = default_model_folder()
        DEFAULT_MODEL.check(folder)
        return SentenceTransformersEncoder(str(folder), name=DEFAULT_ENCODER, device=device)
    return SentenceTransformersEncoder(str(name), device=device)
