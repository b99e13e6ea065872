"""The documents of a library, read back; and put in or taken out one by one, each in one transaction."""

from __future__ import annotations

import hashlib
import json
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Self

from corpus.documents import Document, Part, PrintedPage
from corpus.errors import UnknownDocument
from corpus.store.arrangement import Arrangements
from corpus.store.catalogue.catalogue import Catalogue
from corpus.store.connections import snapshot
from corpus.store.database import Store, bump_generation
from corpus.store.document_list import DocumentList
from corpus.store.document_names import DocumentNames, no_document
from corpus.store.document_records import document_records
from corpus.store.file_names import drop_empty_folders
from corpus.store.file_records import FileRecords
from corpus.store.ingest import FileIngest
from corpus.store.rows import content_from, text_digest
from corpus.store.seals import (
    DOCUMENT_COLUMNS,
    PLACE_COLUMNS,
    SealedDocument,
    damaged_document,
    document_seal,
    places_seal,
    printed_page_seal,
    require_originals,
    require_seal,
)
from corpus.store.stored_passages import StoredPassages
from corpus.store.survey import count_in, count_words, order_of_adding

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from corpus.documents import Passage
    from corpus.engines.filters import Filter
    from corpus.engines.server_files import ServerFiles
    from corpus.store.document_records import DocumentRecord
    from corpus.store.migrations import Progress, Schema

READ_AT_ONCE = 256
"""Lines of the list of sources that are read, and checked, in one go."""
CACHED_DOCUMENTS = 32
"""Documents whose text stays in memory."""


@dataclass(frozen=True, slots=True)
class DeletedDocument:
    """A document that was deleted with its passages, which went from the word index too."""

    id: str
    path: str
    sha256: str
    title: str
    passages: int


@dataclass(frozen=True, slots=True)
class _Languages:
    """Those of the documents in a generation of the library.

    `documents` tells whether any came or went since: how many they were, and the number of the last passage ever added.
    """

    generation: int
    documents: tuple[int, int | None]
    all: tuple[str, ...]


class Library:
    """One library folder. Offsets count characters of a document's stored text.

    `files` are the paths at which the documents stand, `list` has a line for each document, `names` finds documents by
    what a person calls them, `passages` are what the documents were divided into, `catalogue` finds documents by what
    they say of themselves, `arrangements` are what a person has made of its collections.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.files = FileRecords(store)
        self.list = DocumentList(store)
        self.names = DocumentNames(store, self.list)
        self.passages = StoredPassages(store)
        self.catalogue = Catalogue(store)
        self.arrangements = Arrangements(store)
        self._languages: _Languages | None = None
        self._document = lru_cache(maxsize=CACHED_DOCUMENTS)(self._read_document)

    @classmethod
    def open(cls, folder: Path, *schemas: Schema, source: str = "", progress: Progress | None = None) -> Self:
        """Open the library in `folder`, for the files of `source`, as `Store.open` does. Raises what that raises."""
        return cls(Store.open(folder, *schemas, source=source, progress=progress))

    @property
    def name(self) -> str:
        """The folder as it was named, by which a person knows it."""
        return str(self.store.folder)

    @property
    def location(self) -> str:
        """The folder, by which the library is opened again."""
        return str(self.store.folder.absolute())

    @property
    def local_folder(self) -> Path:
        """Where this machine keeps files that belong to the library: beside its own, in its folder."""
        return self.store.folder

    @property
    def source(self) -> str:
        """Whose paths `files` are: a machine, a mount or a collection; "" where nobody said."""
        return self.store.source

    def of_source(self, source: str) -> Self:
        """Return this library for the files of another source, over the same connections."""
        store = copy(self.store)
        store.source = source
        return type(self)(store)

    @property
    def read_only(self) -> bool:
        """Whether it cannot be changed."""
        return self.store.read_only

    @property
    def server_files(self) -> ServerFiles | None:
        """None: what belongs to the library of a folder lies beside it, on the one machine that has it."""
        return None

    def generation(self) -> int:
        """Return a number that grows with every change of passages or vectors."""
        return self.store.generation()

    def match(self, wanted: Filter) -> frozenset[str]:
        """Return the ids of the documents that fit; none where none does, or where an id is not there."""
        if wanted.ids is not None and wanted.names_only_ids:
            return self.list.there(wanted.ids)
        shown = self.list.names().names if wanted.text else {}
        return frozenset(each.id for each in self.list.all() if wanted.fits(each, shown))

    def has_match(self, wanted: Filter) -> bool:
        """Return whether some document fits."""
        return bool(self.match(wanted))

    def count_words(self) -> int:
        """Count what stands between white space in all documents, front matter left out; reads every text once."""
        return count_words(self.store)

    def count_in(self, documents: Sequence[str]) -> tuple[int, int]:
        """Count the words and the passages of some documents."""
        return count_in(self.store, documents)

    def order_of_adding(self) -> dict[str, int]:
        """Return a number from 0 for each document, in the order in which they were added."""
        return order_of_adding(self.store)

    def keep_room(self) -> None:
        """Keep some room on the disk, with which documents can be removed when there is no other left."""
        self.store.keep_room()

    def close(self) -> None:
        """Close the library's connections; one that another thread is using is closed when that is done with it."""
        self.store.close()

    def ingest(self, path: str, sha256: str, fingerprint: str, *, again: bool = False) -> FileIngest:
        """Begin to add the file at `path`, whose bytes have this digest, document by document; perhaps once `again`."""
        return FileIngest(self.store, path, sha256, fingerprint, again=again)

    def put(self, document: Document, passages: Sequence[Passage]) -> Literal["added", "updated"]:
        """Store a document in place of the one that its path had, found by words as soon as this returns."""
        of_path_and_content = hashlib.sha256(f"{document.path}\0{document.sha256}\0{document.text}".encode())
        ingest = self.ingest(document.path, document.sha256, of_path_and_content.hexdigest())
        ingest.add(Part(document.content), lambda _: passages)
        return ingest.finish("")

    def remove(self, ids: Collection[str]) -> list[DeletedDocument]:
        """Delete documents from the list and from every index. Raises UnknownDocument, deleting none."""
        with self.store.writing() as connection:
            return delete_documents(connection, ids)

    def documents(self) -> list[DocumentRecord]:
        """Return all documents by path, those of one file in the order in which they were added."""
        return document_records(self.store)

    def each_document(self, chosen: Collection[str] | None = None) -> Iterator[DocumentRecord]:
        """Yield all documents, or those with these ids, as `documents` returns them, a few in memory at a time."""
        ids = [line.id for line in self.list.all() if chosen is None or line.id in chosen]
        for start in range(0, len(ids), READ_AT_ONCE):
            yield from document_records(self.store, ids[start : start + READ_AT_ONCE])

    def document(self, id: str) -> Document:
        """Return the whole document. Raises UnknownDocument; LibraryDamaged where its text is not what was added."""
        with self.store.reading() as connection:
            row = connection.execute(
                "SELECT digest, path, (SELECT json_group_array(path) FROM files WHERE original = originals.id) "
                "FROM documents JOIN originals ON originals.id = original WHERE documents.id = ?",
                (id,),
            ).fetchone()
        if row is None:
            raise UnknownDocument(no_document(id))
        return self._document(id, *row)

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the documents, that of most documents first; English where they say nothing."""
        generation, known = self.store.generation(), self._languages
        if known is None or known.generation != generation:
            with self.store.reading() as connection:
                state = connection.execute(DOCUMENTS_EVER).fetchone()
                if known is None or known.documents != state:
                    rows = connection.execute(
                        "SELECT coalesce(metadata ->> 'language', 'en') AS language FROM documents "
                        "GROUP BY language ORDER BY count(*) DESC, language"
                    ).fetchall()
                    known = _Languages(generation, state, tuple(row[0] for row in rows) or ("en",))
            self._languages = known = replace(known, generation=generation)
        return known.all

    def printed_pages(self, document: str, numbers: Collection[int]) -> list[PrintedPage]:
        """Return where the words of these pages are printed; nothing for a document that is not printed.

        Raises LibraryDamaged.
        """
        with self.store.reading() as connection:
            rows = connection.execute(
                "SELECT number, words, sha256 FROM printed_pages LEFT JOIN printed_page_seals USING (document, number) "
                "WHERE document = ? AND number IN (SELECT value FROM json_each(?)) ORDER BY number",
                (document, json.dumps(sorted(numbers))),
            ).fetchall()
        for number, words, seal in rows:
            require_seal(seal, printed_page_seal(number, words), document)
        return [PrintedPage(number, words) for number, words, _ in rows]

    def _read_document(self, id: str, _digest: str, path: str, paths: str) -> Document:
        with self.store.reading() as connection, snapshot(connection):
            row = connection.execute(_DOCUMENT, (id,)).fetchone()
            places = connection.execute(_PLACES, (id,)).fetchall()
            if row is None:
                raise UnknownDocument(no_document(id))
            *columns, text, original, sha256, seal, seal_of_places = row
            require_originals(connection, [original])
        described = SealedDocument(*columns)
        require_seal(seal, document_seal(described), path)
        require_seal(seal_of_places, places_seal(places), path)
        content = content_from(described, text, places)
        if text_digest(content.text) != described.text_sha256:
            raise damaged_document(path)
        others = tuple(sorted({*json.loads(paths)} - {path}))
        return Document(path, sha256, content, id, others, described.part)


def delete_documents(connection: sqlite3.Connection, ids: Collection[str]) -> list[DeletedDocument]:
    """Delete documents, and contents of which none is left, in the transaction of `connection`.

    Raises UnknownDocument, upon which the transaction is to be given up.
    """
    deleted = []
    for id in ids:
        row = connection.execute(_DELETED, (id,)).fetchone()
        if row is None:
            raise UnknownDocument(no_document(id))
        deleted.append(DeletedDocument(*row))
        connection.execute("DELETE FROM documents WHERE id = ?", (id,))
    connection.execute("DELETE FROM originals WHERE NOT EXISTS (SELECT 1 FROM documents WHERE original = originals.id)")
    drop_empty_folders(connection)
    bump_generation(connection)
    return deleted


DOCUMENTS_EVER = "SELECT (SELECT count(*) FROM documents), (SELECT seq FROM sqlite_sequence WHERE name = 'passages')"
"""Asks for how many documents there are, and for a number that grows with each that comes."""
_DELETED = """
    SELECT documents.id, path, sha256, metadata ->> 'title',
        (SELECT count(*) FROM passages WHERE document = documents.id)
    FROM documents JOIN originals ON originals.id = original WHERE documents.id = ?
"""
_DOCUMENT = f"""
    SELECT {DOCUMENT_COLUMNS}, text, original, originals.sha256, document_seals.sha256, document_seals.places
    FROM documents JOIN originals ON originals.id = original LEFT JOIN document_seals ON document = documents.id
    WHERE documents.id = ?
"""
_PLACES = f"SELECT {PLACE_COLUMNS} FROM places WHERE document = ? ORDER BY start, number"
