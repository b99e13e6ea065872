"""A library in a test: files are written, added and embedded in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.answerer import Answerer
from bot.answers import Answer, Question
from corpus.folders.importer import FileOutcome, add_files
from corpus.readers.sandbox.reader import Reader
from embeddings.embedding import embed_pending
from embeddings.ranking.retriever import Retriever

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library
    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker


@dataclass(frozen=True)
class Shelf:
    library: Library
    encoder: Encoder
    folder: Path
    reranker: Reranker | None = None

    def add(self, **texts: str) -> list[FileOutcome]:
        """Adds a text file for each name; `bees="…"` becomes bees.txt."""
        outcomes = self.add_unembedded(**texts)
        self.embed()
        return outcomes

    def add_unembedded(self, **texts: str) -> list[FileOutcome]:
        self.folder.mkdir(exist_ok=True)
        paths = []
        for name, text in texts.items():
            path = self.folder / f"{name}.txt"
            path.write_bytes(text.encode())
            paths.append(path)
        with Reader() as reader:
            return list(add_files(self.library, paths, reader))

    def embed(self) -> int:
        return embed_pending(self.library, self.encoder, lambda done, total: None)

    def retriever(self) -> Retriever:
        return Retriever(self.library, self.encoder, self.reranker)

    def answerer(self) -> Answerer:
        return Answerer(self.library, self.retriever())

    def ask(self, question: str) -> Answer:
        return self.answerer().answer(Question(question))


BEES = (
    "A honey bee colony holds about fifty thousand workers in summer. "
    "The queen lays up to two thousand eggs a day.\n\n"
    "In winter the colony shrinks. The workers huddle around the queen to keep her warm."
)
LIGHTHOUSES = (
    "The lighthouse of Skagen was lit in 1858. Its tower is forty-six metres tall.\n\n"
    "A keeper climbed two hundred and ten steps every evening to light the lamp."
)
