"""What can go wrong with encoders and with files made of vectors. Every message names the next thing to do.

EmbeddingError           a BesaError
├── EncoderNotFound      no such model on this machine
├── PackagesMissing      what makes or runs a model is not installed
├── EncoderUnsuitable    the model is there but does not give what Besa needs
├── ExportUnfaithful     a model as it was exported does not give the model's vectors
├── RerankerUnavailable  no re-ranker can be used; answering goes on without one
├── ModelChanged         a model's file is not the one that its publisher lists
├── EncoderMismatch      the library was made with another encoder
└── IndexDamaged         a vector index that must be built again
"""

from __future__ import annotations

from corpus.errors import BesaError
from corpus.messages import Message


class EmbeddingError(BesaError):
    """Base of everything `embeddings` raises on purpose."""


class EncoderNotFound(EmbeddingError):
    """No model by this name is on this machine."""


class PackagesMissing(EmbeddingError):
    """Packages that this step needs are not installed, as where Besa only answers from an encoder made before."""


class EncoderUnsuitable(EmbeddingError):
    """The model gives no vectors for the words of a text, or none of the text's own dimension."""


class ExportUnfaithful(EmbeddingError):
    """What the export of a model gives is not near enough to the model's own vectors."""


class ModelChanged(EmbeddingError):
    """A file of the model is not, byte for byte, the one that was expected."""


class RerankerUnavailable(EmbeddingError):
    """The re-ranker is not on this machine or cannot be run; answering goes on without it."""


class EncoderMismatch(EmbeddingError):
    """The library's vectors come from another encoder; those of two encoders cannot be compared."""

    def __init__(self, library: str, wanted: str) -> None:
        super().__init__(
            Message(
                "This library was made with the encoder {library}, not with {wanted}. Use {library}, or make all "
                "vectors again with: besa embed --encoder {wanted}",
                library=library,
                wanted=wanted,
            )
        )
        self.library = library
        self.wanted = wanted


class IndexDamaged(EmbeddingError):
    """The file of a vector index is missing or not what was saved. It can be made again from the vectors."""
