"""Question sets, and the libraries of their documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.wording.terminal import progress, say
from corpus.folders.discovery import find_files
from corpus.folders.importer import add_files
from corpus.folders.samples import ARTICLES
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from embeddings.embedding import embed_pending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from embeddings.encoders.base import Encoder


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Documents, and the file of questions about them."""

    name: str
    documents: Path
    questions: Path


SAMPLE = QuestionSet("the sample library", ARTICLES, Path(__file__).with_name("sample-questions.jsonl"))


def question_sets(folders: Sequence[Path]) -> list[QuestionSet]:
    """Those in these folders, each with documents/ and questions.jsonl; without one, that of the sample library."""
    found = [QuestionSet(path.resolve().name, path / "documents", path / "questions.jsonl") for path in folders]
    return found or [SAMPLE]


def read_documents(chosen: QuestionSet, folder: Path) -> Library:
    """A library in `folder` of a set's documents, found by words only."""
    library = Library.open(folder)
    files = find_files([chosen.documents])
    with Reader() as reader, progress(f"Reading, {chosen.name}", len(files)) as advance:
        for done, outcome in enumerate(add_files(library, files, reader), 1):
            if outcome.status == "failed":
                say(f"{outcome.path}: {outcome.reason}", "red")
            advance(done, len(files))
    return library


def fill_library(chosen: QuestionSet, folder: Path, encoder: Encoder) -> Library:
    """A library in `folder` of a set's documents with their vectors; what is there already is not made again."""
    library = read_documents(chosen, folder)
    with progress(f"Embedding, {chosen.name}") as advance:
        embed_pending(library, encoder, advance)
    return library
