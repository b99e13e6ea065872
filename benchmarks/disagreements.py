"""Measures "sources differ" on questions with documents that agree or conflict.

    python -m benchmarks.disagreements FILE [--half odd|even] [--reranker none]

Each line of FILE is a JSON object: `question`, and `documents` with the `text` and the `answer` of each ("unknown"
where it gives none), as in RAMDocs (Wang et al. 2025). The documents of a question are a library by themselves. A
claim is *right* if two sides give two of the answers and no side anything else, *half right* if two do.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from bot.answering.answerer import Answerer
from bot.answers import Question
from bot.errors import QuestionError
from bot.wording.terminal import progress, say
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from embeddings.embedding import embed_pending
from embeddings.encoders.registry import load_encoder
from embeddings.ranking.retriever import Retriever
from embeddings.reranking.registry import load_reranker

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.answers import Answer
    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker


def main() -> None:
    """Ask all questions of the file, and print how many claims are right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.disagreements", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", choices=["even", "odd"], help="only every second line, counted from 0")
    parser.add_argument("--reranker", help="a cross-encoder's name, or none")
    options = parser.parse_args()
    cases = [json.loads(line) for line in options.file.read_text("utf-8").splitlines()]
    if options.half:
        cases = cases[options.half == "odd" :: 2]
    cache = user_cache_path("besa") / "models"
    encoder, reranker = load_encoder(None, cache), load_reranker(options.reranker, cache)
    counts: Counter[str] = Counter()
    with Reader() as reader, progress("Asking", len(cases)) as advance:
        for done, case in enumerate(cases, 1):
            counts[_judged(case, reader, encoder, reranker)] += 1
            advance(done, len(cases))
    claimed = sum(counts.values()) - counts["none"]
    say(f"{len(cases)} questions: claimed {claimed}, right {counts['right']}, half right {counts['half right']}")


def _judged(case: dict[str, Any], reader: Reader, encoder: Encoder, reranker: Reranker | None) -> str:
    with TemporaryDirectory() as place:
        files = _written(Path(place) / "documents", case["documents"])
        library = Library.open(Path(place) / "library")
        try:
            for _ in add_files(library, files, reader):  # what is no text is left out, as it would be for a person
                pass
            embed_pending(library, encoder, lambda done, total: None)
            answer = Answerer(library, Retriever(library, encoder, reranker)).answer(Question(case["question"]))
        except QuestionError:
            return "none"
        finally:
            library.close()
    return judge(answer, {document["answer"] for document in case["documents"]} - {"unknown"})


def _written(folder: Path, documents: Sequence[dict[str, str]]) -> list[Path]:
    folder.mkdir(parents=True)
    files = [folder / f"{number}.txt" for number in range(len(documents))]
    for file, document in zip(files, documents, strict=True):
        file.write_text(document["text"], "utf-8")
    return files


def judge(answer: Answer, known: Collection[str]) -> str:
    """Return "none" for an answer whose sources do not differ, else "right", "half right" or "wrong".

    An answer of `known` is given by a side that says all of its words.
    """
    if not answer.disagreements:
        return "none"
    given = [{each for each in known if _says(side.text, each)} for side in answer.disagreements[0].sides]
    different = set().union(*given)
    if len(different) < 2:
        return "wrong"
    return "right" if all(given) else "half right"


def _says(text: str, answer: str) -> bool:
    return all(word in text.lower() for word in answer.lower().split())


if __name__ == "__main__":
    main()
