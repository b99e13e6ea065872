"""Models of sentence-transformers, loaded from their folders: its one door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class NotLoadable(Exception):
    """A folder holds no such model; the message is the reason, one line without a full stop."""


def load_sentence_transformer(folder: Path, device: str | None) -> Any:
    """Return the SentenceTransformer in a folder. Raises NotLoadable.

    Nothing comes from the network, and code that the model brings along is not run, be it in a pickle.
    """
    from sentence_transformers import SentenceTransformer

    return _load(SentenceTransformer, folder, device)


def load_cross_encoder(folder: Path, device: str | None) -> Any:
    """Return the CrossEncoder in a folder, loaded as `load_sentence_transformer` does. Raises NotLoadable."""
    from sentence_transformers import CrossEncoder

    return _load(CrossEncoder, folder, device)


def _load(kind: Any, folder: Path, device: str | None) -> Any:
    from safetensors import SafetensorError

    try:
        return kind(
            str(folder),
            device=device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, TypeError, LookupError, RuntimeError, ImportError, SafetensorError) as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise NotLoadable(reason.rstrip(".")) from error
