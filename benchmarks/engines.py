"""Whether a library on a server answers as the folder does that it was copied from: python -m benchmarks engines.

BESA_BENCH_SERVER is the address of a database that may be filled: each question set gets a schema of its own there,
which is used again the next time. All questions are asked of both, one after the other.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.errors import MeasurementFailed
from benchmarks.libraries import default_reranker, encoder_of
from benchmarks.question_sets import fill_library
from benchmarks.results import Measured, figure, once
from bot.answering.answerer import Answerer
from bot.errors import QuestionError
from bot.evaluation.question_set import read_question_set
from bot.wording.terminal import progress
from embeddings.engines.opening import engine_of, open_library, transfer
from embeddings.ranking.retriever import PROPOSED_PASSAGES, Retriever

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.plan import Plan
    from benchmarks.question_sets import QuestionSet
    from benchmarks.results import Figure
    from bot.answers import Answer, Question
    from corpus.engines.document_store import DocumentStore
    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker

TITLE = "The same library in a folder and on a server: shares of all questions"


@dataclass(frozen=True)
class Pair:
    """What both libraries answer to one question, and the milliseconds of this process's time that each took."""

    folder: Answer
    server: Answer
    folder_ms: float
    server_ms: float


def server_address(name: str) -> str:
    """The address of the schema `name` in the database that may be filled. Raises MeasurementFailed without one."""
    named = os.environ.get("BESA_BENCH_SERVER")
    if not named:
        raise MeasurementFailed("Name a database that may be filled: BESA_BENCH_SERVER=postgresql://USER@HOST/DATABASE")
    schema = "".join(each if each.isalnum() else "_" for each in name.casefold())
    return f"{named}{'&' if '?' in named else '?'}schema=bench_{schema}"


def moved(library: DocumentStore, name: str) -> DocumentStore:
    """The copy of a library on the server, made now if there is none."""
    there = open_library(server_address(name))
    if not there.list.count():
        with progress(f"Copying, {name}") as advance:
            transfer(library, there, advance)
    return there


def measure(plan: Plan) -> Iterator[Measured]:
    encoder = encoder_of(plan)
    for chosen in plan.sets:
        folder = fill_library(chosen, plan.work / chosen.name, encoder)
        server = moved(folder, chosen.name)
        questions = _questions(chosen, folder, plan.questions)
        for name, reranker in (("", default_reranker(plan.cache)), (", no re-ranker", None)):
            pairs = _asked(f"{chosen.name}{name}", folder, server, questions, encoder, reranker)
            yield Measured(f"{chosen.name}{name}", tuple(_figures(pairs, server)))
        yield Measured(f"{chosen.name}, vectors", (_recall(server, questions, encoder),))
        server.close()
        folder.close()


def _questions(chosen: QuestionSet, library: DocumentStore, most: int | None) -> list[Question]:
    return [each.question for each in read_question_set(chosen.questions, library)][:most]


def _asked(
    name: str,
    folder: DocumentStore,
    server: DocumentStore,
    questions: Sequence[Question],
    encoder: Encoder,
    reranker: Reranker | None,
) -> list[Pair]:
    """What has been read by the re-ranker for the one is not read again for the other: only the rest is compared."""
    answerers = [Answerer(each, Retriever(each, encoder, reranker)) for each in (folder, server)]
    pairs = []
    with progress(f"Asking, {name}", len(questions)) as advance:
        for number, question in enumerate(questions, 1):
            try:
                (first, first_ms), (second, second_ms) = (_timed(each, question) for each in answerers)
            except QuestionError:
                continue
            pairs.append(Pair(first, second, first_ms, second_ms))
            advance(number, len(questions))
    return pairs


def _timed(answerer: Answerer, question: Question) -> tuple[Answer, float]:
    begun = time.process_time()
    answer = answerer.answer(question)
    return answer, (time.process_time() - begun) * 1000


def _figures(pairs: Sequence[Pair], server: DocumentStore) -> Iterator[Figure]:
    both = [(pair.folder, pair.server) for pair in pairs]
    yield once("questions", "", len(pairs))
    same = {
        "first excerpt": [_places(a)[:1] == _places(b)[:1] for a, b in both],
        "all excerpts": [_places(a) == _places(b) for a, b in both],
        "answered or not": [a.found == b.found for a, b in both],
        "sentences": [[s.text for s in a.sentences] == [s.text for s in b.sentences] for a, b in both],
        "verbatim": [
            server.document(each.document).text[each.start : each.end] == each.excerpt
            for _, b in both
            for each in b.citations
        ],
    }
    for name, found in same.items():
        yield once(f"{name}: share", "", sum(found) / len(found))
    differences = [abs(a.confidence - b.confidence) for a, b in both]
    yield once("confidence differs by at most", "", max(differences))
    yield once("by more than .02: share", "", float(np.mean(np.array(differences) > 0.02)))
    yield figure("processor time here, folder", "ms", [pair.folder_ms for pair in pairs])
    yield figure("processor time here, server", "ms", [pair.server_ms for pair in pairs])


def _places(answer: Answer) -> list[tuple[str, int, int]]:
    return [(each.document, each.start, each.end) for each in answer.citations]


def _recall(server: DocumentStore, questions: Sequence[Question], encoder: Encoder) -> Figure:
    """The share of the nearest passages that the server's index proposes, of those that all vectors say.

    In a small library the server would compare all by itself, which says nothing of its index: it is made to take it.
    """
    engine = engine_of(server)
    record, embedded, index = engine.encoder(), engine.embedded(), engine.index()
    if record is None:
        raise MeasurementFailed("The library on the server has no vectors.")
    stored = embedded.vectors(record, list(embedded.documents(record)))
    ids, vectors = np.array(list(stored)), np.stack(list(stored.values()))
    shares = []
    with server.store.server.connection() as connection:  # type: ignore[attr-defined]
        for each in ("seqscan", "bitmapscan", "sort"):
            connection.run(f"SET enable_{each} = off")
        for question in questions:
            asked = encoder.encode_question(question.text).vector
            nearest = vectors @ asked
            worst = np.sort(nearest)[-PROPOSED_PASSAGES:][0] - 1e-4  # half floats: equals are as good
            near = set(ids[nearest >= worst].tolist())
            found = index.dense(asked, PROPOSED_PASSAGES)
            shares.append(len(near.intersection(found)) / min(PROPOSED_PASSAGES, len(ids)))
    return once(f"recall of the nearest {PROPOSED_PASSAGES}", "", float(np.mean(shares)))
