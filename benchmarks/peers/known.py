"""Which peers there are, and how each is made, in a process that has its packages."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from embeddings.encoders.default_model import default_model_folder
from embeddings.encoders.registry import load_encoder

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.peer import Peer


@dataclass(frozen=True, slots=True)
class Known:
    """`key` names its requirements, `where` its module and class, `package` the one whose version is told."""

    key: str
    title: str
    where: str
    package: str


BESA = Known("besa", "Besa", "besa:Besa", "besa")
PEERS = (
    BESA,
    Known("langchain", "LangChain + FAISS", "langchain_faiss:LangChainFaiss", "langchain-core"),
    Known("txtai", "txtai, hybrid", "txtai_hybrid:TxtaiHybrid", "txtai"),
    Known("llama-index", "LlamaIndex", "llama_index_vectors:LlamaIndexVectors", "llama-index-core"),
    Known("haystack", "Haystack, hybrid", "haystack_hybrid:HaystackHybrid", "haystack-ai"),
)


def known(key: str) -> Known:
    return next(each for each in PEERS if each.key == key)


def make(peer: Known, cache: Path) -> Peer:
    """The peer with its model loaded. Raises ImportError where its packages are not there."""
    module, _, name = peer.where.partition(":")
    kind: Any = getattr(importlib.import_module(f"benchmarks.peers.{module}"), name)
    made: Peer = kind(load_encoder(None, cache) if peer is BESA else str(default_model_folder()))
    return made
