"""A library on a server. What it promises, and the rules by which documents come and go, are those of a folder's."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Self

from corpus.postgres.address import Address
from corpus.postgres.catalogue import ServerCatalogue
from corpus.postgres.filters import condition_of
from corpus.postgres.kept.files import KEPT_TABLES, PostgresFiles, ServerIngest
from corpus.postgres.store import PostgresStore
from corpus.store.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.engines.filters import Filter
    from corpus.postgres.migrations import ServerSchema


class PostgresLibrary(Library):
    """One library on a PostgreSQL server. Safe to use from several threads; any number of machines may have it open."""

    store: PostgresStore

    def __init__(self, store: PostgresStore, given: str) -> None:
        super().__init__(store)
        self.catalogue = ServerCatalogue(store)
        self._given = given

    @classmethod
    def connect(cls, location: str, folder: Path, *schemas: ServerSchema, source: str = "", make: bool = True) -> Self:
        """Open the library at an address, made where there is none and `make` says so.

        This machine keeps files of its own that belong to it in `folder`. Raises LibraryErrors.
        """
        address = Address.parse(location)
        store = PostgresStore.open_at(address, folder, *schemas, KEPT_TABLES, source=source, make=make)
        return cls(store, location)

    def of_source(self, source: str) -> Self:
        """Return this library for the files of another source, over the same connections."""
        store = copy(self.store)
        store.source = source
        return type(self)(store, self._given)

    @cached_property
    def server_files(self) -> PostgresFiles:
        """What it keeps beside its documents, for all machines that use it."""
        return PostgresFiles(self.store)

    def ingest(self, path: str, sha256: str, fingerprint: str, *, again: bool = False) -> ServerIngest:
        """Begin to add the file at `path`, as a folder's library does; its bytes are kept where they are given."""
        return ServerIngest(self.store, path, sha256, fingerprint, again=again)

    @property
    def name(self) -> str:
        """The address without a password, by which a person knows the library."""
        return self.store.location

    @property
    def location(self) -> str:
        """The address as it was given, which opens the library again; it may hold a password, so nothing shows it."""
        return self._given

    def match(self, wanted: Filter) -> frozenset[str]:
        """Return the ids of the documents that fit, found by the server."""
        with self.store.server.connection() as connection:
            found = condition_of(wanted, connection)
            return frozenset(id for (id,) in connection.run(found.ids, found.values))

    def has_match(self, wanted: Filter) -> bool:
        """Return whether some document fits: the server looks no further than the first."""
        with self.store.server.connection() as connection:
            found = condition_of(wanted, connection)
            return connection.run(f"{found.ids} LIMIT 1", found.values).fetchone() is not None
