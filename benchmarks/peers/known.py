"""Which peers there are, and how each is made, in a process that has its packages."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from embeddings.encoders.default_model import default_model_folder
from embeddings.encoders.registry import load_encoder
from embeddings.reranking.registry import NONE, load_reranker

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


class Reads(StrEnum):
    """What reads the best passages again: nothing, the cross-encoder that is the same for all, or Besa's own."""

    NOTHING = "no re-ranker"
    SAME = "same cross-encoder"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Entrant:
    """A peer with or without a re-ranker: a row of the table."""

    peer: Known
    reads: Reads

    @property
    def title(self) -> str:
        return self.peer.title if self.reads is Reads.OWN else f"{self.peer.title}, {self.reads}"

    def reranker(self, cross_encoder: Path) -> str | None:
        """What `make` is told; `cross_encoder` is the folder of the one that is the same for all."""
        return {Reads.NOTHING: NONE, Reads.SAME: str(cross_encoder), Reads.OWN: None}[self.reads]


ENTRANTS = (
    Entrant(BESA, Reads.OWN),
    *(Entrant(peer, Reads.SAME) for peer in PEERS),
    *(Entrant(peer, Reads.NOTHING) for peer in PEERS),
)


def known(key: str) -> Known:
    return next(each for each in PEERS if each.key == key)


def make(peer: Known, cache: Path, reranker: str | None) -> Peer:
    """The peer with its models loaded. Raises ImportError where its packages are not there.

    `reranker` is the folder of a CrossEncoder, NONE, or, for Besa, None, which is its own.
    """
    module, _, name = peer.where.partition(":")
    kind: Any = getattr(importlib.import_module(f"benchmarks.peers.{module}"), name)
    if peer is BESA:
        own: Peer = kind(load_encoder(None, cache), load_reranker(reranker, cache))
        return own
    other: Peer = kind(str(default_model_folder()), None if reranker == NONE else reranker)
    return other
