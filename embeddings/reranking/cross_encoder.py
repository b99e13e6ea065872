"""Any cross-encoder that sentence-transformers can load, from a folder or the local cache."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.messages import Message
from corpus.text.surrogates import replace_surrogates
from embeddings.errors import RerankerUnavailable
from embeddings.models.hub_cache import model_folder
from embeddings.models.required_packages import require_packages
from embeddings.models.sentence_transformers import NotLoadable, load_cross_encoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class SentenceTransformersReranker:
    """Loads at the first question and never from the network; code that a model brings along is not run.

    `model` is a folder or a hub name. `device` is chosen by sentence-transformers unless given.
    """

    def __init__(self, model: str, device: str | None = None) -> None:
        self.name = model
        self._device = device
        self._in_use = threading.Lock()
        self._model: Any = None

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """Score each text, float64 (n,). Raises RerankerUnavailable, and PackagesMissing at the first question.

        Each pair is read by itself: padding beside longer ones would change the last digits of its score.
        """
        asked = replace_surrogates(question)
        pairs = [(asked, replace_surrogates(text)) for text in texts]
        with self._in_use:
            self._model = self._model or _load(self.name, self._device)
            return np.asarray(self._predict(pairs), np.float64).reshape(len(texts))

    def _predict(self, pairs: Sequence[tuple[str, str]]) -> Any:
        try:
            return self._model.predict(pairs, batch_size=1, show_progress_bar=False, activation_fn=_logits)
        except (RuntimeError, IndexError) as error:  # no memory left on a GPU, more pieces than the model has places
            raise RerankerUnavailable(
                Message(
                    "{model} cannot read this question: {reason}. Choose another re-ranker with --reranker.",
                    model=self.name,
                    reason=next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip("."),
                )
            ) from error


def _logits(scores: Any) -> Any:
    """Return what the model gives as it is, without the function that its folder names."""
    return scores


def _load(model: str, device: str | None) -> Any:
    require_packages(model, "sentence_transformers", "torch")
    folder = model_folder(model)
    if folder is None:
        raise RerankerUnavailable(
            Message(
                "There is no re-ranker {model} on this machine. Give the folder of a CrossEncoder of "
                "sentence-transformers, or download it first with: hf download {model}",
                model=model,
            )
        )
    try:
        loaded = load_cross_encoder(folder, device)
    except NotLoadable as error:
        raise RerankerUnavailable(
            Message(
                "{model} cannot be loaded as a CrossEncoder: {reason}. Choose another re-ranker with --reranker.",
                model=model,
                reason=str(error),
            )
        ) from error
    if loaded.num_labels != 1:
        raise RerankerUnavailable(
            Message(
                "{model} gives {numbers} numbers for a pair of texts; a re-ranker gives one. Choose another one with "
                "--reranker.",
                model=model,
                numbers=loaded.num_labels,
            )
        )
    return loaded
