"""Besa itself, by the same door: it reads the files, and what it cites are its excerpts."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.errors import MeasurementFailed
from benchmarks.peers.peer import Found
from bot.answering.answerer import Answerer
from bot.answers import Question
from bot.errors import QuestionError
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from embeddings.embedding import embed_pending
from embeddings.ranking.retriever import Retriever

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.peer import Source
    from embeddings.encoders.base import Encoder


class Besa:
    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        encoder.encode_question("The encoder loads with its first text.")
        self._folder = TemporaryDirectory()
        self._library = Library.open(Path(self._folder.name) / "library")

    def index(self, documents: Sequence[Source]) -> None:
        files = dict.fromkeys(Path(each.path) for each in documents)
        with Reader() as reader:
            for outcome in add_files(self._library, files, reader):
                if outcome.status == "failed":
                    raise MeasurementFailed(f"{outcome.path}: {outcome.reason}")
        embed_pending(self._library, self._encoder, lambda done, total: None)
        self._answerer = Answerer(self._library, Retriever(self._library, self._encoder))

    def ask(self, question: str, k: int) -> list[Found]:
        """A question that Besa refuses to search for finds nothing."""
        try:
            answer = self._answerer.answer(Question(question), k)
        except QuestionError:
            return []
        return [Found(each.document, each.start, each.end, each.excerpt) for each in answer.citations]

    def close(self) -> None:
        self._library.close()
        self._folder.cleanup()
