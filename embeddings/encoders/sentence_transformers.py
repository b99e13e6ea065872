"""Any encoder that sentence-transformers can load, from a folder or the local cache."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from corpus.messages import Message
from corpus.text.surrogates import replace_surrogates
from embeddings.encoders.base import Encoding
from embeddings.errors import EncoderNotFound, EncoderUnsuitable
from embeddings.models.hub_cache import model_folder
from embeddings.models.required_packages import require_packages
from embeddings.models.sentence_transformers import NotLoadable, load_sentence_transformer
from embeddings.unit_vectors import normalize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BATCH_TEXTS = 16
"""Texts that the model is given at once."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put before a question and before a passage, for models that were trained so."""

    query: str = ""
    passage: str = ""


# Families whose model cards ask for prompts that the models themselves do not always bring along.
FAMILIES = (
    (re.compile(r"(^|-)e5-(?!.*(instruct|mistral))"), Prompts("query: ", "passage: ")),
    (
        re.compile(r"^bge-(small|base|large)-en"),
        Prompts("Represent this sentence for searching relevant passages: "),
    ),
    (re.compile(r"^bge-(small|base|large)-zh"), Prompts("为这个句子生成表示以用于检索相关文章：")),
)


class SentenceTransformersEncoder:
    """Load at once and never from the network; code that a model brings along is not run.

    `model` is a folder or a hub name; `name` is what the encoder is called, by default the hub name or the
    folder's full path. Without `prompts`, the model's own count, then those of its family. `device` is
    chosen by sentence-transformers unless given. Raises EncoderNotFound, EncoderUnsuitable and PackagesMissing.
    """

    def __init__(
        self,
        model: str,
        *,
        name: str | None = None,
        prompts: Prompts | None = None,
        device: str | None = None,
    ) -> None:
        require_packages(name or model, "sentence_transformers", "torch")
        named_folder = Path(model).expanduser()
        self.name = name or (str(named_folder.resolve()) if named_folder.is_dir() else model)
        self._model = _load(model, device)
        self._tokenizer = _text_tokenizer(self.name, self._model)
        self._prompts = prompts or _prompts(self.name, self._model.prompts)
        self._model.prompts = {"query": self._prompts.query, "document": self._prompts.passage}
        self._in_use = threading.Lock()
        self.dimension = len(self.encode_question("dimension").vector)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each text, in order, with the prompt for passages. Raises EncoderUnsuitable."""
        return self._encode(texts, "document")

    def encode_question(self, text: str) -> Encoding:
        """Encode a text with the prompt for questions. Raises EncoderUnsuitable."""
        return self._encode([text], "query")[0]

    def _encode(self, texts: Sequence[str], task: Literal["query", "document"]) -> list[Encoding]:
        clean = [replace_surrogates(text) for text in texts]
        encode = self._model.encode_query if task == "query" else self._model.encode_document
        prompt = self._model.prompts[task]
        with self._in_use:
            rows = encode(clean, batch_size=BATCH_TEXTS, output_value=None, show_progress_bar=False)
            return [self._encoding(row, prompt, text) for row, text in zip(rows, clean, strict=True)]

    def _encoding(self, row: dict[str, Any], prompt: str, text: str) -> Encoding:
        """Turn what the model says of `prompt + text` into an encoding, whose tokens are the text's own pieces only."""
        real = _array(row["attention_mask"]).astype(bool)
        ids = _array(row["input_ids"])[real]
        pieces = self._tokenizer(
            prompt + text,
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        if not np.array_equal(ids, pieces["input_ids"]):
            raise EncoderUnsuitable(
                Message(
                    "{model} changes a text before it reads it, so its words cannot be found again there. Choose "
                    "another encoder with --encoder.",
                    model=self.name,
                )
            )
        offsets = _places(text, pieces["offset_mapping"], len(prompt))
        own = (np.array(pieces["special_tokens_mask"]) == 0) & (offsets[:, 0] < offsets[:, 1])
        tokens = _array(row["token_embeddings"])[real][own]
        vector = normalize(_array(row["sentence_embedding"]))
        if tokens.shape[1:] != vector.shape:
            raise EncoderUnsuitable(
                Message(
                    "{model} gives {text} numbers for a text and {word} for a word; Besa needs as many for both. "
                    "Choose another encoder with --encoder.",
                    model=self.name,
                    text=len(vector),
                    word=tokens.shape[1],
                )
            )
        return Encoding(vector, normalize(tokens), offsets[own])


def _places(text: str, offsets: Sequence[tuple[int, int]], before: int) -> NDArray[np.int32]:
    """Locate the letters of each piece in `text`, which `before` characters precede: int32 (n, 2).

    They are without the white space that SentencePiece puts before a word, which may be the prompt's last. A range
    is empty for a piece of the prompt, and for one of white space alone.
    """
    places = [(max(start - before, 0), max(end - before, 0)) for start, end in offsets]
    letters = [(end - len(text[start:end].lstrip()), end) for start, end in places]
    return np.array(letters, np.int32).reshape(-1, 2)


def _load(model: str, device: str | None) -> Any:
    folder = model_folder(model)
    if folder is None:
        raise EncoderNotFound(
            Message(
                "There is no encoder {model} on this machine. Give the folder of a sentence-transformers model, or "
                "download it first with: hf download {model}",
                model=model,
            )
        )
    try:
        return load_sentence_transformer(folder, device)
    except NotLoadable as error:
        raise EncoderUnsuitable(
            Message(
                "{model} cannot be loaded as a sentence-transformers model: {reason}. Choose another encoder with "
                "--encoder.",
                model=model,
                reason=str(error),
            )
        ) from error


def _text_tokenizer(name: str, model: Any) -> Any:
    """Return the tokenizer, which must say where in the text each piece stands. Raises EncoderUnsuitable.

    A model that also reads images or sound is refused: it would fetch a passage that is nothing but an
    address.
    """
    tokenizer = getattr(model, "tokenizer", None)
    if not getattr(tokenizer, "is_fast", False) or set(model.modalities) != {"text"}:
        raise EncoderUnsuitable(
            Message(
                "{model} is not an encoder for text alone whose tokenizer says where each word stands. Choose another "
                "one with --encoder.",
                model=name,
            )
        )
    return tokenizer


def _prompts(name: str, own: dict[str, str]) -> Prompts:
    passage = next((own[key] for key in ("document", "passage", "corpus") if own.get(key)), "")
    if own.get("query") or passage:
        return Prompts(own.get("query", ""), passage)
    model = Path(name).name.lower()
    return next((prompts for pattern, prompts in FAMILIES if pattern.search(model)), Prompts())


def _array(tensor: Any) -> NDArray[Any]:
    numbers: NDArray[Any] = tensor.float().numpy(force=True) if tensor.is_floating_point() else tensor.numpy(force=True)
    return numbers
