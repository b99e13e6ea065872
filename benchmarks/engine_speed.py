"""How fast a folder and a server are with the same made-up library, in one run: python -m benchmarks engine_speed.

BESA_BENCH_SERVER is the address of a database that may be filled. Questions are asked of both in turn, so that what
else the machine does slows both. Vectors are made up, and no encoder runs.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines import moved, server_address
from benchmarks.libraries import made_up_library
from benchmarks.made_up import A_DOCUMENT, MadeUpEncoder, draw_question, made_up_document
from benchmarks.results import Measured, figure, once
from bot.answering.answerer import Answerer
from bot.answers import Question
from bot.wording.terminal import progress
from corpus.postgres.server import ServerConnection
from embeddings.engines.opening import engine_of, open_library
from embeddings.ranking.retriever import Retriever

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.plan import Plan
    from benchmarks.results import Figure
    from corpus.engines.document_store import DocumentStore

TITLE = "A library of made-up text in a folder and on a server"
QUESTIONS, WARMING = 60, 5
ADDED = 4
"""Documents that each writer adds, of A_DOCUMENT passages."""


def measure(plan: Plan) -> Iterator[Measured]:
    for size in plan.sizes:
        where, name = made_up_library(plan, size), f"made up {size}"
        with closing(open_library(where)) as folder, closing(moved(folder, name)) as server:
            asked = _asked(name, {"folder": folder, "server": server}, plan.questions or QUESTIONS)
            for engine, library in (("folder", folder), ("server", server)):
                location = str(where) if engine == "folder" else server_address(name)
                figures = [*asked[engine], *_adding(location, library)]
                figures.append(once("bytes a passage", "", engine_of(library).store_state().bytes / size))
                yield Measured(f"{size:,} in a {engine}", tuple(figures), size, engine)


def _asked(name: str, libraries: dict[str, DocumentStore], count: int) -> dict[str, list[Figure]]:
    random = np.random.default_rng(0)
    questions = [Question(draw_question(random)) for _ in range(WARMING + count)]
    answerers = {
        engine: Answerer(library, Retriever(library, MadeUpEncoder(np.random.default_rng(1))))
        for engine, library in libraries.items()
    }
    taken: dict[str, dict[str, list[float]]] = {engine: defaultdict(list) for engine in libraries}
    with progress(f"Asking, {name}", len(questions)) as advance:
        for number, question in enumerate(questions):
            for engine, answerer in answerers.items():
                with _counted() as counted:
                    begun, worked = time.perf_counter(), time.process_time()
                    answer = answerer.answer(question)
                    passed = {
                        "a question": (time.perf_counter() - begun) * 1000,
                        "a question, processor time here": (time.process_time() - worked) * 1000,
                    }
                if number >= WARMING:
                    for step, milliseconds in (passed | dict(answer.timings_ms)).items():
                        taken[engine][step].append(milliseconds)
                    taken[engine]["statements"].append(counted["statements"])
                    taken[engine]["kB from the server"].append(counted["bytes"] / 1000)
            advance(number + 1, len(questions))
    return {
        engine: [
            figure(step, "" if step in ("statements", "kB from the server") else "ms", of) for step, of in each.items()
        ]
        for engine, each in taken.items()
    }


@contextmanager
def _counted() -> Iterator[dict[str, int]]:
    """Count the statements that go to a server in the block, and the bytes of the values that come back."""
    counted = {"statements": 0, "bytes": 0}
    run: Callable[..., Any] = ServerConnection.run

    def counting(self: ServerConnection, *arguments: Any, **options: Any) -> Any:
        cursor = run(self, *arguments, **options)
        counted["statements"] += 1
        if (rows := cursor.pgresult) is not None:
            counted["bytes"] += sum(
                len(rows.get_value(row, column) or b"") for row in range(rows.ntuples) for column in range(rows.nfields)
            )
        return cursor

    ServerConnection.run = counting  # type: ignore[method-assign]
    try:
        yield counted
    finally:
        ServerConnection.run = run  # type: ignore[method-assign]


def _adding(location: str, library: DocumentStore) -> Iterator[Figure]:
    """Add documents with one writer and with four, each with connections of its own, and remove them again."""
    for writers in (1, 4):
        random = np.random.default_rng(writers)
        each = [
            [made_up_document(random, f"/added/{writers}-{writer}-{number}.txt") for number in range(ADDED)]
            for writer in range(writers)
        ]
        begun = time.perf_counter()
        threads = [threading.Thread(target=_put, args=(location, made)) for made in each]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - begun
        yield once(f"passages/s, {writers} adding", "", writers * ADDED * A_DOCUMENT / seconds)
    added = [line.id for line in library.list.all() if line.path.startswith("/added/")]
    begun = time.perf_counter()
    engine_of(library).remove(added)
    yield once("removing a document", "ms", (time.perf_counter() - begun) * 1000 / len(added))


def _put(location: str, documents: Sequence[Any]) -> None:
    with closing(open_library(location)) as library:
        for document, passages in documents:
            library.put(document, passages)  # type: ignore[attr-defined]
