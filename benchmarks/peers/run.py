"""One peer, in a process of its own: documents and questions in, places, seconds and memory out, as JSON."""

from __future__ import annotations

import time
from dataclasses import astuple
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.peers.known import known, make
from benchmarks.peers.peer import Source, check_places
from benchmarks.processes import peak_memory, reply, request
from bot.wording.terminal import progress

WARM_UP = "Which subjects do these documents treat?"
"""A question that no set asks: what is asked again need not be read again."""


def main() -> None:
    reply(measure(request()))


def measure(asked: dict[str, Any]) -> dict[str, Any]:
    """The questions are asked one after another, after one of which nothing is told: it loads what was not loaded."""
    chosen = known(asked["peer"])
    documents = [Source(**each) for each in asked["documents"]]
    texts = {each.id: each.text for each in documents}
    begun = time.perf_counter()
    peer = make(chosen, Path(asked["cache"]), asked["reranker"])
    loaded = time.perf_counter()
    peer.index(documents)
    indexed = time.perf_counter()
    peer.ask(WARM_UP, asked["k"])
    found, taken = [], []
    with progress(f"Asking, {chosen.title}", len(asked["questions"])) as advance:
        for done, question in enumerate(asked["questions"], 1):
            at = time.perf_counter()
            excerpts = peer.ask(question, asked["k"])
            taken.append((time.perf_counter() - at) * 1000)
            check_places(excerpts, texts)
            found.append([astuple(each)[:3] for each in excerpts])
            advance(done, len(asked["questions"]))
    return {
        "load_s": loaded - begun,
        "index_s": indexed - loaded,
        "question_ms": taken,
        "found": found,
        "memory_mb": peak_memory(),
        "version": metadata.version(chosen.package),
    }


if __name__ == "__main__":
    main()
