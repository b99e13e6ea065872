"""What a library on a server is asked, embedded and emptied with."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corpus.postgres.library import PostgresLibrary
from corpus.postgres.store import holds_library
from embeddings.engines.engine import StoreState
from embeddings.postgres.server_index import ServerIndex
from embeddings.postgres.server_passages import ServerPassages
from embeddings.postgres.server_queue import ServerQueue
from embeddings.postgres.transfer import transfer
from embeddings.postgres.vectors import EMBEDDING_TABLES
from embeddings.store.encoder_records import EncoderRecords
from embeddings.store.removal import remove_documents

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.removal import RemovedDocument

__all__ = ["ServerEngine", "holds_library", "open_server_library", "transfer"]


def open_server_library(location: str, folder: Path, *, source: str = "") -> PostgresLibrary:
    """Open the library at an address, made where there is none. Raises LibraryErrors."""
    return PostgresLibrary.connect(location, folder, EMBEDDING_TABLES, source=source)


class ServerEngine:
    """The engine of one library on a server."""

    def __init__(self, library: PostgresLibrary) -> None:
        self._library = library

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder whose vectors answer; None in a library that has never had a vector."""
        return EncoderRecords(self._library.store).active()

    def index(self) -> ServerIndex:
        """Return what proposes passages for questions."""
        return ServerIndex(self._library)

    def queue(self) -> ServerQueue:
        """Return what knows which passages are to be embedded."""
        return ServerQueue(self._library.store)

    def embedded(self) -> ServerPassages:
        """Return the passages that have vectors, of which a map is drawn."""
        return ServerPassages(self._library.store)

    def remove(self, ids: Collection[str]) -> Sequence[RemovedDocument]:
        """Remove documents from the list and from every index, in one transaction, and return what went with each.

        Raises UnknownDocument, removing none.
        """
        return remove_documents(self._library.store, ids)

    def erase_removed(self) -> bool:
        """Return False: what was removed is found and quoted no more, and is on the server's disk until a rewrite.

        Terms that only it had are dropped from what was appended, so that the rewrite finds nothing of them.
        """
        self._library.store.fold_counts()
        return self._library.store.purge()

    def make_room(self) -> None:
        """Do nothing: a server's disk is its own affair."""

    def index_state(self) -> str:
        """Return 'ready', or 'missing' before the first vector, or where the server could not finish its index."""
        encoder = self.encoder()
        if encoder is None:
            return "missing"
        with self._library.store.server.connection() as connection:
            row = connection.run(_IS_VALID, (f"vectors_near_{encoder.id}",)).fetchone()
        return "ready" if row and row[0] else "missing"

    def store_state(self) -> StoreState:
        """Return the server's version, and how it does. Raises LibraryError where it does not answer."""
        with self._library.store.server.connection() as connection:
            begun = time.perf_counter()
            connection.run("SELECT 1")
            taken = (time.perf_counter() - begun) * 1000
            row = connection.run(_STATE).fetchone()
        server, vectors, size, connections, most, behind = row or ("", "", 0, 0, 0, None)
        name = f"PostgreSQL {server}, pgvector {vectors}"
        return StoreState(name, int(size or 0), round(taken, 1), connections, most, behind)


_IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"
_STATE = """
    SELECT current_setting('server_version'), (SELECT extversion FROM pg_extension WHERE extname = 'vector'),
        (
            SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::bigint
            FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
        ),
        (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::integer,
        current_setting('max_connections')::integer,
        CASE WHEN pg_is_in_recovery()
            THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())::double precision END
"""
