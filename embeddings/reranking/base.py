"""What a re-ranker promises. The implementations are in files of their own, one for each heavy library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class Reranker(Protocol):
    """Reads a question together with a text and says how well the text answers it: a cross-encoder."""

    @property
    def name(self) -> str:
        """Return the model's public name."""

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Score each text, float64 (n,): the logit that it answers the question, higher is better.

        A score depends on its own text only, not on those it came with. Any thread may ask. Raises
        RerankerUnavailable.
        """
