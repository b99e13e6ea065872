"""The examination of a library on a server: what only Besa can tell. Its pages and indexes are the server's affair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.doctor import Diagnosis
from corpus.errors import LibraryDamaged
from embeddings.engines.opening import engine_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.wording.reporter import Reporter
    from corpus.engines.document_store import DocumentStore

_SHOWN = 3


def examine_on_server(library: DocumentStore, reporter: Reporter) -> Iterator[Diagnosis]:
    """Yield what is found, changing nothing: whether every text, passage and place is as it was stored, and all found.

    Raises LibraryError where the server does not answer.
    """
    engine = engine_of(library)
    state = engine.store_state()
    yield Diagnosis("server", "well", f"{state.engine} answered in {state.answered_ms} ms")
    damaged = []
    with reporter.progress("Reading every document", count := library.list.count()) as advance:
        for done, line in enumerate(library.list.all(), 1):
            try:
                library.document(line.id)
                library.passages.of(line.id)
            except LibraryDamaged as error:
                damaged.append(str(error))
            advance(done, count)
    if damaged:
        told = "; ".join(damaged[:_SHOWN])
        yield Diagnosis(
            "documents",
            "damaged",
            f"{len(damaged):,} are not as they were added: {told}. Remove them, and add their files again",
        )
    else:
        yield Diagnosis("documents", "well", f"{count:,} documents are as they were added")
    coverage = engine.index().coverage()
    if engine.index_state() == "ready" or not coverage.embedded:
        yield Diagnosis("vectors", "well", str(coverage))
    else:
        yield Diagnosis("vectors", "damaged", "the server has no index of the vectors: REINDEX SCHEMA, as its owner")
    if outdated := library.files.outdated():
        yield Diagnosis(
            "files", "noticed", f"{len(outdated):,} were read by an older Besa; read them anew: besa reread"
        )
