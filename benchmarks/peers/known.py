"""Which peers there are, and how each is made, in a process that has its packages."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.peer import Peer


@dataclass(frozen=True, slots=True)
class Known:
    """`key` names it on the command line, its module `where`, and its requirements where it needs any of its own."""

    key: str
    title: str
    where: str
    packages: tuple[str, ...]


PEERS = (
    Known("besa", "Besa", "besa:Besa", ()),
    Known(
        "langchain",
        "LangChain + FAISS",
        "langchain_faiss:LangChainFaiss",
        ("langchain-core", "langchain-community", "langchain-huggingface", "langchain-text-splitters"),
    ),
    Known("txtai", "txtai, hybrid", "txtai_hybrid:TxtaiHybrid", ("txtai", "langchain-text-splitters")),
    Known(
        "llama-index",
        "LlamaIndex",
        "llama_index_vectors:LlamaIndexVectors",
        ("llama-index-core", "llama-index-embeddings-huggingface"),
    ),
    Known(
        "haystack",
        "Haystack, hybrid",
        "haystack_hybrid:HaystackHybrid",
        ("haystack-ai", "sentence-transformers-haystack"),
    ),
)


def known(key: str) -> Known:
    return next(each for each in PEERS if each.key == key)


def make(peer: Known, cache: Path) -> Peer:
    """The peer with its model loaded. Raises ImportError where its packages are not there."""
    module, _, name = peer.where.partition(":")
    kind: Any = getattr(importlib.import_module(f"benchmarks.peers.{module}"), name)
    if peer.packages:
        from embeddings.default_model import default_model_folder

        return kind(str(default_model_folder()))  # type: ignore[no-any-return]
    from embeddings.encoders import load_encoder

    return kind(load_encoder(None, cache))  # type: ignore[no-any-return]
