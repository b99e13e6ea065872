"""What an encoder promises. The implementations are in files of their own, one for each heavy library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text as vectors, all from the same forward pass.

    vector:  float32 (dimension,), unit length: the text as a whole.
    tokens:  float32 (n, dimension), each row of unit length: the word pieces, special tokens left out.
    offsets: int32 (n, 2): each piece's characters `text[start:end]` in the text that was given.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    offsets: NDArray[np.int32]


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @property
    def name(self) -> str:
        """Return the model's public name, which the library records: vectors of another one are refused."""

    @property
    def dimension(self) -> int:
        """Return how many numbers each vector has."""

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each text, in order. Text beyond the model's window is cut off."""

    def encode_question(self, text: str) -> Encoding:
        """Encode a question; some models encode it otherwise than a passage of the same text."""
