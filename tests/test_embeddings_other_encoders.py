"""Encoders other than the default one: tiny real models, made here with random weights and known prompts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from fakes import FakeEncoder
from shelves import BEES, LIGHTHOUSES, Shelf

from bot.answers import Answer
from corpus.document_store import Library
from embeddings.encoders import load_encoder
from embeddings.errors import EncoderMismatch, EncoderNotFound, EncoderUnsuitable
from embeddings.indexing import change_encoder
from embeddings.sentence_transformers_encoder import SentenceTransformersEncoder
from embeddings.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from embeddings.encoder import Encoding

pytestmark = pytest.mark.encoder

PIECES = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":", ".", ",", "?"),
    *"abcdefghijklmnopqrstuvwxyz0123456789",
    *(f"##{character}" for character in "abcdefghijklmnopqrstuvwxyz0123456789"),
    *("query", "passage", "the", "queen", "lays", "eggs", "day", "light", "##house", "tower", "how", "many"),
]
E5 = {"query": "query: ", "passage": "passage: "}
BGE = {"query": "Represent this sentence for searching relevant passages: "}
TEXTS = ["The queen lays eggs.", "", "  Lighthouse,   TOWER  ", "Çuçi 🙂 said: “besa” — 日本語", "query: the query", "a " * 90]
QUESTION = "How many eggs does the queen lay a day?"


def make_model(folder: Path, prompts: dict[str, str], pooling: str, dimension: int = 32, slow: bool = False) -> Path:
    """Saves a BERT of two layers with random weights, the same each time, as a sentence-transformers model."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    parts = folder.with_name(f"{folder.name}-parts")
    parts.mkdir(parents=True)
    (parts / "vocab.txt").write_text("\n".join(PIECES))
    BertTokenizerFast(vocab=str(parts / "vocab.txt"), model_max_length=64).save_pretrained(parts)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(PIECES),
        hidden_size=dimension,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,
    )
    BertModel(config).save_pretrained(parts)
    modules = [Transformer(str(parts), max_seq_length=64), Pooling(dimension, pooling_mode=pooling), Normalize()]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="module")
def e5(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "tiny-e5", E5, "mean")


@pytest.fixture(scope="module")
def bge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "tiny-bge", BGE, "cls", dimension=48)


def test_it_builds(e5: Path, bge: Path) -> None:
    for p in (e5, bge):
        for f in sorted(p.rglob("*")):
            print(f)
        print((p / "config_sentence_transformers.json").read_text(), (p / "modules.json").read_text())
    import time; t=time.time()
    e = SentenceTransformersEncoder(str(e5), device="cpu")
    print(time.time()-t, e.name, e.dimension, e._prompts)
    print([p for p in e.encode_passages(TEXTS)][4].offsets)
