"""What a library is and what serves it, as `besa info` tells."""

from __future__ import annotations

import platform
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from besa.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.engines.document_store import DocumentStore
    from embeddings.engines.engine import StoreState
    from embeddings.reranking.base import Reranker

_INSTALLED = ("sentence-transformers", "onnxruntime", "faiss-cpu", "gradio", "torch")


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """A library's folder or address, its encoder and re-ranker, how much it holds, and the versions of what is in use.

    `embedded` of its `passages` have vectors; the others, the `pending` ones, are found by their words only. An older
    version of Besa has read `outdated` of the files; `besa reread` reads them anew. `index` says whether the index of
    the vectors is as they are, `store` what keeps the library and how it does, `readers` what keeps those who read
    files from the rest of the machine, or what this system lacks for that.
    """

    library: str
    sample: bool
    read_only: bool
    encoder: str | None
    reranker: str | None
    dimension: int | None
    documents: int
    passages: int
    embedded: int
    pending: int
    outdated: int
    index: str
    store: StoreState
    readers: str
    versions: Mapping[str, str]


def describe(library: DocumentStore, reranker: Reranker | None, *, sample: bool) -> LibraryInfo:
    """Describe a library as it is now."""
    from corpus.processes.lockdown.confinement import missing
    from embeddings.engines.opening import engine_of

    engine = engine_of(library)
    active, coverage = engine.encoder(), engine.index().coverage()
    return LibraryInfo(
        library=library.name,
        sample=sample,
        read_only=library.read_only,
        encoder=active.name if active else None,
        reranker=reranker.name if reranker else None,
        dimension=active.dimension if active else None,
        documents=library.list.count(),
        passages=coverage.passages,
        embedded=coverage.embedded,
        pending=coverage.pending,
        outdated=len(library.files.outdated()),
        index=engine.index_state(),
        store=engine.store_state(),
        readers=str(missing() or "confined (Landlock, seccomp)"),
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """Return the versions of Besa, of what decides an answer as far as it is installed, and of Python."""
    from importlib import metadata

    found = {"besa": __version__}
    for name in _INSTALLED:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found | {"python": platform.python_version()}
