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
    from embeddings.reranking.base import Reranker


class Besa:
    def __init__(self, encoder: Encoder, reranker: Reranker | None = None) -> None:
        self._encoder, self._reranker = encoder, reranker
        encoder.encode_question("The encoder loads with its first text.")
        if reranker is not None:
            reranker.score("So does the re-ranker,", ["with its first pair."])
        self._folder = TemporaryDirectory()
        self._library = Library.open(Path(self._folder.name) / "library")

    def index(self, documents: Sequence[Source]) -> None:
        files = dict.fromkeys(Path(each.path) for each in documents)
        with Reader() as reader:
            for outcome in add_files(self._library, files, reader):
                if outcome.status == "failed":
                    raise MeasurementFailed(f"{outcome.path}: {outcome.reason}")
        embed_pending(self._library, self._encoder, lambda done, total: None)
        self._answerer = Answerer(self._library, Retriever(self._library, self._encoder, self._reranker))

    def ask(self, question: str, k: int) -> list[Found]:
        """A question that Besa refuses to search for finds nothing. Raises MeasurementFailed if nothing was read."""
        try:
            answer = self._answerer.answer(Question(question), k)
        except QuestionError:
            return []
        if answer.unread:
            raise MeasurementFailed(answer.unread)
        return [Found(each.document, each.start, each.end, each.excerpt) for each in answer.citations]

    def close(self) -> None:
        self._library.close()
        self._folder.cleanup()
