"""One library for each engine that can hold one: every test of this folder runs over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from corpus.folders.importer import FileOutcome, add_plan, files_to_add
from corpus.readers.sandbox.reader import Reader
from embeddings.embedding import embed_pending
from embeddings.engines.opening import engine_of, open_library
from tests.support.fakes import FakeEncoder
from tests.support.postgres_server import shared_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus.engines.document_store import DocumentStore
    from embeddings.engines.embedding_queue import EmbeddingQueue
    from embeddings.engines.engine import Engine
    from embeddings.engines.passage_index import PassageIndex


def in_a_folder(folder: Path) -> str:
    return str(folder / "library")


def on_a_server(folder: Path) -> str:
    return shared_server().location()


LOCATIONS: dict[str, Callable[[Path], str]] = {"folder": in_a_folder, "postgres": on_a_server}
"""Makes a place for a new library, by the name of the engine; it may skip the test where its engine is not there."""


@dataclass(frozen=True)
class Reading:
    """A library that is open, with the files that are added to it."""

    location: str
    folder: Path
    library: DocumentStore
    encoder: FakeEncoder

    @property
    def engine(self) -> Engine:
        return engine_of(self.library)

    @property
    def index(self) -> PassageIndex:
        return self.engine.index()

    @property
    def queue(self) -> EmbeddingQueue:
        return self.engine.queue()

    def add(self, library: DocumentStore | None = None, /, **texts: str) -> list[FileOutcome]:
        """Write a text file for each name, and add the folder that they are in."""
        self.folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (self.folder / f"{name}.txt").write_text(text, "utf-8")
        with Reader() as reader:
            return list(add_plan(library or self.library, files_to_add([self.folder]), reader))

    def embed(self) -> int:
        return embed_pending(self.library, self.encoder, lambda done, total: None)

    def id(self, name: str) -> str:
        """Return the id of the document that was made of a text file."""
        return self.library.names.find(f"{name}.txt")

    def found(self, *terms: str) -> list[str]:
        """Return the documents that have most of these terms, best first."""
        index = self.index
        ids = index.lexical([[term] for term in terms], index.term_statistics(terms), 9)
        return list(dict.fromkeys(index.passages(ids)[id].document for id in ids))


@pytest.fixture(params=sorted(LOCATIONS))
def location(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # what this machine keeps beside a library on a server
    return LOCATIONS[request.param](tmp_path)


@pytest.fixture
def reading(location: str, tmp_path: Path) -> Iterator[Reading]:
    library = open_library(location)
    yield Reading(location, tmp_path / "files", library, FakeEncoder())
    library.close()
