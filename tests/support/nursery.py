"""A process that forks workers which add, remove and embed, so that a test may kill them by the hundred.

It imports what a worker needs once and starts no thread, so a worker lives a few milliseconds after it was asked for.
On standard input: a line `start` for a worker, then a JSON object a line for each of its orders. On standard output:
what the worker reports, a JSON object a line, the first with its process number; then `{"ended": true}`.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.documents import Content, Metadata, Part, Span
from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from embeddings.embedding import embed_pending
from embeddings.index.index_manager import IndexManager
from embeddings.store.vector_store import VectorStore
from tests.support.fakes import FakeEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.readers.loaded_file import LoadedFile

MANY = ".many.txt"
"""Files of this name hold a document on each of their pages."""


class PageReader(Reader):
    """Reads without another process; the pages of a `MANY` file are its documents, each called by its first word."""

    def parse(self, file: LoadedFile) -> Iterator[Part]:
        texts = file.data.decode().split("\f")
        for text in texts:
            content = Content(text, Metadata(text.split(".")[0]), "text/plain", Span(0, len(text)))
            yield Part(content, text.split()[0] if file.path.endswith(MANY) else "")


@dataclass(frozen=True)
class Worker:
    library: Library
    encoder: FakeEncoder

    def add(self, paths: list[str]) -> None:
        for outcome in add_files(self.library, map(Path, paths), PageReader()):
            report(added=outcome.path, status=outcome.status, documents=outcome.documents)

    def remove(self, ids: list[str]) -> None:
        report(removed=[removed.id for removed in self.library.remove(ids)])

    def embed(self) -> None:
        vectors = VectorStore(self.library.store)
        record = vectors.encoders.get_or_create(self.encoder.name, self.encoder.dimension)
        embed_pending(self.library, self.encoder, lambda done, total: report(pending=total - done))
        index = IndexManager(vectors).current(record)
        found = index.search(self.encoder.encode_question("lamp").vector, len(index))
        report(indexed=len(set(found.ids.tolist())))


def report(**what: Any) -> None:
    """One line in one piece: it has come whole, or not at all."""
    os.write(1, json.dumps(what).encode() + b"\n")


def orders() -> Iterator[bytes]:
    """The lines of standard input, not one byte of them read ahead: the rest is for whoever comes after."""
    with open(0, "rb", buffering=0, closefd=False) as lines:
        yield from lines


def work(folder: Path) -> None:
    report(pid=os.getpid())
    worker = Worker(Library.open(folder), FakeEncoder())
    for order in orders():
        action = json.loads(order)
        getattr(worker, action.pop("do"))(**action)
        report(done=True)


def main(folder: Path) -> None:
    for line in orders():
        if line != b"start\n":  # what a worker that was killed has not read
            continue
        pid = os.fork()
        if not pid:
            work(folder)
            os._exit(0)
        os.waitpid(pid, 0)
        report(ended=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
