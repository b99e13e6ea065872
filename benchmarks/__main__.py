"""`make bench`: how good each ranking is, as a Markdown table for docs/decisions.

    python -m benchmarks [--libraries DIR] [SET ...]

A SET is a folder with documents/ and questions.jsonl. Without one, those that BESA_QUESTION_SETS names; without
that, the questions about the sample library. With --libraries, the libraries that are made stay in DIR, for the next
run: remove them after a change to how documents are read or split, or to the encoder.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from benchmarks.rankings import compare_rankings
from bot.errors import BotError
from bot.question_set import read_question_set
from bot.terminal import progress, say
from corpus.adding import add_files
from corpus.document_store import Library
from corpus.errors import CorpusError
from corpus.files import find_files
from corpus.reading import Reader
from corpus.samples import ARTICLES
from embeddings.encoders import load_encoder
from embeddings.errors import EmbeddingError
from embeddings.indexing import embed_pending
from embeddings.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.rankings import Row
    from embeddings.encoder import Encoder

SETS = "BESA_QUESTION_SETS"
COLUMNS = ("hit@1", "hit@3", "hit@5", "mrr@10", "within@1000", "within@2000", "within@4000")


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Documents, and the file of questions about them."""

    name: str
    documents: Path
    questions: Path


SAMPLE = QuestionSet("the sample library", ARTICLES, Path(__file__).with_name("sample-questions.jsonl"))


def main() -> None:
    """Exits with 1 and says why where a set cannot be measured."""
    try:
        _measure()
    except (BotError, CorpusError, EmbeddingError) as error:
        say(str(error), "red")
        sys.exit(1)


def _measure() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure rankings on question sets.")
    parser.add_argument("sets", metavar="SET", nargs="*", type=Path, help="documents/ and questions.jsonl")
    parser.add_argument("--libraries", metavar="DIR", type=Path, help="keep the libraries that are made here")
    options = parser.parse_args()
    encoder = load_encoder(None, user_cache_path("besa") / "models", report=say)
    with TemporaryDirectory() as temporary:
        for chosen in question_sets(options.sets):
            library = fill_library(chosen, (options.libraries or Path(temporary)) / chosen.name, encoder)
            questions = read_question_set(chosen.questions, library)
            with progress(f"Ranking, {chosen.name}", len(questions)) as advance:
                rows = compare_rankings(library, encoder, questions, advance)
            title = f"{chosen.name}: {len(questions)} questions, {library.passage_count()} passages"
            sys.stdout.write(f"{markdown_table(title, rows)}\n")
            library.close()


def markdown_table(title: str, rows: Sequence[Row]) -> str:
    """The figures of each ranking under a heading."""
    lines = [
        f"### {title}",
        "",
        f"| ranking | {' | '.join(COLUMNS)} |",
        f"|---|{'---|' * len(COLUMNS)}",
        *(f"| {row.ranking} | {' | '.join(f'{row.figures[name]:.3f}' for name in COLUMNS)} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def question_sets(folders: Sequence[Path]) -> list[QuestionSet]:
    named = folders or [Path(each) for each in os.environ.get(SETS, "").split(os.pathsep) if each]
    found = [QuestionSet(path.resolve().name, path / "documents", path / "questions.jsonl") for path in named]
    return found or [SAMPLE]


def fill_library(chosen: QuestionSet, folder: Path, encoder: Encoder) -> Library:
    library = Library.open(folder)
    files = find_files([chosen.documents])
    with Reader() as reader, progress(f"Reading, {chosen.name}", len(files)) as advance:
        for done, outcome in enumerate(add_files(library, files, reader), 1):
            if outcome.status == "failed":
                say(f"{outcome.path}: {outcome.reason}", "red")
            advance(done, len(files))
    record = VectorStore(library.store).require(encoder.name, encoder.dimension)
    with progress(f"Embedding, {chosen.name}") as advance:
        embed_pending(library, encoder, record, advance)
    return library


if __name__ == "__main__":
    main()
