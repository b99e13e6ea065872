"""How near an encoder comes to the vectors that sentence-transformers gives for the default model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.unit_vectors import normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from embeddings.encoders.base import Encoding

SAMPLE = (
    "Besa",
    "When was the lighthouse keeper's logbook closed for the last time?",
    "!",
    "The ferry left at 06:45 with 212 passengers, 31 cars and a brass band on board.",
    "Çdo mëngjes, bletarja numëron zgjojet e saj, dhe ato janë gjithmonë tridhjetë e dy.",
    "Die Brücke über den Fluß wurde 1887 für 3,5 Millionen Mark gebaut — und nie ganz bezahlt.",
    "井戸の水は冬でも凍らない。",
    "Total: 1,204.50 EUR (VAT 20 %); ref. no. AX-77/B, due 2019-03-31; see https://example.org/invoice?id=77",
    "In the third year of the drought the village dug its well deeper. " * 3,
    "A potter throws the clay, centres it, opens it with both thumbs and draws up the wall in three slow pulls; what "
    "is too thick at the foot is trimmed the next day, when the bowl is as hard as leather. It dries for a week under "
    "cloth. The first firing, at 960 degrees, takes eleven hours, the second, at 1,240, takes nine, and about one "
    "bowl in fourteen cracks between them.",
    "one " * 400,
)
"""Texts of one word to more than the model's window; several languages, numbers, signs."""
_REFERENCE = Path(__file__).with_name("reference-vectors.npy")


def min_cosine(encode: Callable[[Sequence[str]], Sequence[Encoding]]) -> float:
    """Encode the SAMPLE and return the lowest cosine with what sentence-transformers gives on PyTorch in float32."""
    vectors = np.stack([encoding.vector for encoding in encode(SAMPLE)])
    return float((vectors * reference_vectors()).sum(axis=1).min())


def reference_vectors() -> NDArray[np.float32]:
    """Load what sentence-transformers gives for the SAMPLE: unit vectors float32 (len(SAMPLE), 384)."""
    kept: NDArray[np.float32] = np.load(_REFERENCE, allow_pickle=False).astype(np.float32)
    return normalize(kept)
