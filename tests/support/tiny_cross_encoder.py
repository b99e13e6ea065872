"""A cross-encoder of two layers, a tokenizer of whole words, and groups that can be learned in a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from training.reranker.groups import Candidate, Group

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.reranking.dequantise import Weights

WIDTH, LAYERS, INNER, PIECES, LONGEST = 32, 2, 48, 200, 256
WORDS = (
    *["who", "what", "when", "where", "is", "the", "a", "of", "in", "it", ".", "?", ":", ";", "|", "[", "]"],
    *(f"word{n}" for n in range(60)),
)


def tiny_weights(seed: int = 0) -> Weights:
    """Return random weights of a BERT classifier of LAYERS layers."""
    random = np.random.default_rng(seed)

    def normal(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return (random.standard_normal(shape) * 0.2).astype(np.float32)

    def pair(name: str, out: int, into: int) -> Weights:
        return {f"{name}.weight": normal(out, into), f"{name}.bias": np.zeros(out, np.float32)}

    def norm(name: str) -> Weights:
        return {f"{name}.weight": np.ones(WIDTH, np.float32), f"{name}.bias": np.zeros(WIDTH, np.float32)}

    weights: Weights = {
        "bert.embeddings.word_embeddings.weight": normal(PIECES, WIDTH),
        "bert.embeddings.position_embeddings.weight": normal(LONGEST, WIDTH),
        "bert.embeddings.token_type_embeddings.weight": normal(2, WIDTH),
        **norm("bert.embeddings.LayerNorm"),
        **pair("bert.pooler.dense", WIDTH, WIDTH),
        **pair("classifier", 1, WIDTH),
    }
    for layer in range(LAYERS):
        base = f"bert.encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            weights |= pair(f"{base}.attention.self.{part}", WIDTH, WIDTH)
        weights |= pair(f"{base}.attention.output.dense", WIDTH, WIDTH) | norm(f"{base}.attention.output.LayerNorm")
        weights |= pair(f"{base}.intermediate.dense", INNER, WIDTH) | pair(f"{base}.output.dense", WIDTH, INNER)
        weights |= norm(f"{base}.output.LayerNorm")
    return weights


def word_tokenizer(folder: Path) -> Path:
    """Write a tokenizer of whole words, with the numbers of BERT's special pieces left free; return its path."""
    numbers = {word: number for number, word in zip(range(104, PIECES), WORDS, strict=False)}
    tokenizer = Tokenizer(WordLevel({"[UNK]": 100, **numbers}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    path = folder / "tokenizer.json"
    tokenizer.save(str(path))
    return path


def word_groups(count: int, kind: str = "natural", source: str = "one") -> list[Group]:
    """Return groups whose right candidate holds the word that is asked for; every fourth one has no such candidate."""
    return [_group(number, kind, source) for number in range(count)]


def _group(number: int, kind: str, source: str) -> Group:
    answerable = number % 4 != 3
    asked = number % 20
    others = [(asked + step) % 20 for step in (3, 7, 11, 13)]
    said = [asked if answerable and place == number % 4 else other for place, other in enumerate(others)]
    candidates = tuple(
        Candidate("word50", "", "", f"word{word} is in word{20 + word}", place // 2, word == asked, word == asked)
        for place, word in enumerate(said)
    )
    return Group(kind, source, f"where is word{asked} ?", candidates, answerable)
