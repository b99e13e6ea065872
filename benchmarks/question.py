"""What a question takes inside the process, step by step and as a whole, in libraries of made-up text of any size.

The encoder is the real one, the vectors and texts that it is compared with are made up.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.libraries import default_reranker, made_up_library
from benchmarks.made_up import draw_question
from benchmarks.processes import ask_process, peak_memory, reply, request
from benchmarks.results import Measured, figure, once
from benchmarks.speed import milliseconds, search_steps
from bot.answering.answerer import Answerer
from bot.answers import Question
from corpus.store.library import Library
from embeddings.encoders.registry import load_encoder
from embeddings.index.index_manager import IndexManager
from embeddings.ranking.retriever import Retriever
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.plan import Plan

TITLE = "A question inside the process, by passages in the library"
ANSWER, FIRST_STAGE = "the whole answer", "the whole answer, no re-ranker"
QUESTIONS = 100
WARMING = 5
"""So many questions are asked before any counts."""


def measure(plan: Plan) -> Iterator[Measured]:
    for size in plan.sizes:
        asked = {"library": str(made_up_library(plan, size)), "cache": str(plan.cache)}
        answer = ask_process("benchmarks.question", asked)
        steps = [figure(name, "ms", taken) for name, taken in answer["steps"].items()]
        figures = (*steps, once("opening the index", "ms", answer["opening"]), once("memory", "MB", answer["memory"]))
        yield Measured(f"{size:,}", figures, size)


def main() -> None:
    asked = request()
    reply(_measured(Path(asked["library"]), Path(asked["cache"])))


def _measured(folder: Path, cache: Path) -> dict[str, Any]:
    library, encoder = Library.open(folder), load_encoder(None, cache)
    reranker = default_reranker(cache)
    vectors = VectorStore(library.store)
    record = vectors.encoders.get_or_create(encoder.name, encoder.dimension)
    opening = milliseconds(lambda: IndexManager(vectors).current(record))
    random = np.random.default_rng(0)
    warming, questions = ([draw_question(random) for _ in range(count)] for count in (WARMING, QUESTIONS))
    retrievers = {ANSWER: Retriever(library, encoder, reranker), FIRST_STAGE: Retriever(library, encoder)}
    answers = {}
    for name, retriever in retrievers.items():
        answerer = Answerer(library, retriever)
        for question in warming:
            answerer.answer(Question(question))
        answers[name] = [milliseconds(partial(answerer.answer, Question(question))) for question in questions]
    memory = peak_memory()  # before the steps, which keep what a running bot would not
    encoding = [milliseconds(lambda i: encoder.encode_question(questions[i]), i) for i in range(QUESTIONS)]
    steps = search_steps(library, record, encoder, default_reranker(cache), questions)
    library.close()
    return {
        "steps": {"the encoder, for the question": encoding} | steps | answers,
        "opening": opening,
        "memory": memory,
    }


if __name__ == "__main__":
    main()
