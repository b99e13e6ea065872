"""The documents of a library, read back; and put in or taken out one by one, each in one transaction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Literal, Self

from corpus.documents import Document, Part, Place, PrintedPage
from corpus.errors import LibraryDamaged, UnknownDocument
from corpus.store.database import Store, bump_generation
from corpus.store.file_records import FileRecords
from corpus.store.ingest import FileIngest
from corpus.store.rows import (
    CONTENT_COLUMNS,
    PASSAGE_COLUMNS,
    StoredPassage,
    content_from,
    metadata_from,
    passages_from,
    place_from,
    text_digest,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence

    from corpus.documents import Metadata, Passage
    from corpus.store.migrations import Progress, Schema

__all__ = ["DocumentRecord", "Library", "RemovedDocument", "StoredPassage", "ends_with"]

CACHED_DOCUMENTS = 32
_LISTED = 20


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A line of the list of sources. `others` are further paths at which the same file stands.

    `places` counts its pages, slides, rows or moments, which are of this `place_kind`; 0 where it has none.
    """

    id: str
    path: str
    sha256: str
    media_type: str
    metadata: Metadata
    added: str
    characters: int
    passages: int
    others: tuple[str, ...] = ()
    places: int = 0
    place_kind: str | None = None


@dataclass(frozen=True, slots=True)
class RemovedDocument:
    """What went with a document: its passages, which were in the word index too, their vectors and token vectors."""

    id: str
    path: str
    sha256: str
    title: str
    passages: int
    vectors: int
    token_vectors: int


@dataclass(frozen=True, slots=True)
class _Languages:
    """Those of the documents in a generation of the library.

    `documents` tells whether any came or went since: how many they were, and the number of the last passage ever added.
    """

    generation: int
    documents: tuple[int, int | None]
    all: tuple[str, ...]


class Library:
    """One library folder. Offsets count characters of a document's stored text."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.files = FileRecords(store)
        self._languages: _Languages | None = None
        self._document = lru_cache(maxsize=CACHED_DOCUMENTS)(self._read_document)

    @classmethod
    def open(cls, folder: Path, *schemas: Schema, progress: Progress | None = None) -> Self:
        """Open the library in `folder` as `Store.open` does, and raise the LibraryErrors that it raises."""
        return cls(Store.open(folder, *schemas, progress=progress))

    def close(self) -> None:
        self.store.close()

    def intake(self, path: str, sha256: str, fingerprint: str) -> FileIngest:
        """For adding the file at `path`, whose bytes have this digest, document by document."""
        return FileIngest(self.store, path, sha256, fingerprint)

    def put(self, document: Document, passages: Sequence[Passage]) -> Literal["added", "updated"]:
        """Stores a document in place of the one that its path had. Found by words as soon as this returns."""
        of_path_and_content = hashlib.sha256(f"{document.path}\0{document.sha256}\0{document.text}".encode())
        intake = self.intake(document.path, document.sha256, of_path_and_content.hexdigest())
        intake.put(Part(document.content), passages)
        return intake.finish("")

    def remove(self, ids: Collection[str]) -> list[RemovedDocument]:
        """Removes documents from the list and from every index. Raises UnknownDocument, removing none."""
        with self.store.writing() as connection:
            removed = []
            for id in ids:
                row = connection.execute(_REMOVED, (id,)).fetchone()
                if row is None:
                    raise UnknownDocument(_unknown(id))
                removed.append(RemovedDocument(*row))
                connection.execute("DELETE FROM documents WHERE id = ?", (id,))
            connection.execute(
                "DELETE FROM originals WHERE NOT EXISTS (SELECT 1 FROM documents WHERE original = originals.id)"
            )
            bump_generation(connection)
        return removed

    def documents(self) -> list[DocumentRecord]:
        """All documents, by path; those of one file in the order in which they were added."""
        with self.store.reading() as connection:
            rows = connection.execute(
                "SELECT documents.id, path, sha256, media_type, metadata, added, length(text), "
                "(SELECT count(*) FROM passages WHERE document = documents.id), "
                "(SELECT count(*) FROM places WHERE document = documents.id), "
                "(SELECT kind FROM places WHERE document = documents.id LIMIT 1), original "
                "FROM documents JOIN originals ON originals.id = original ORDER BY path, added, documents.id"
            ).fetchall()
            others = self._others(connection)
        return [_record(row, tuple(others.get(row[-1], ()))) for row in rows]

    def document(self, id: str) -> Document:
        """The whole document. Raises UnknownDocument; LibraryDamaged where its text is not what was added."""
        with self.store.reading() as connection:
            row = connection.execute(
                "SELECT digest, path, (SELECT group_concat(path, char(0)) FROM files WHERE original = originals.id) "
                "FROM documents JOIN originals ON originals.id = original WHERE documents.id = ?",
                (id,),
            ).fetchone()
        if row is None:
            raise UnknownDocument(_unknown(id))
        return self._document(id, *row)

    def find(self, name: str) -> str:
        """The id of the one document that goes by `name`: its id, a path of it, or the end of one.

        Raises UnknownDocument where there is none, or more than one.
        """
        found = self.find_all(name)
        if len(found) > 1:
            paths = dict(self._paths())
            choices = "".join(f"\n  {id}  {paths[id]}" for id in found[:_LISTED])
            more = f"\n  and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
            raise UnknownDocument(f"{len(found)} documents are called {name!r}; name one by its id:{choices}{more}")
        return found[0]

    def find_file(self, name: str) -> list[str]:
        """The ids of all documents of the one file that goes by `name`, or the one document whose id it is.

        Raises UnknownDocument where there is none, or documents of more than one file.
        """
        found = self.find_all(name)
        if len(found) > 1:
            with self.store.reading() as connection:
                originals = connection.execute(
                    "SELECT DISTINCT original FROM documents WHERE id IN (SELECT value FROM json_each(?))",
                    (json.dumps(found),),
                ).fetchall()
            if len(originals) > 1:
                self.find(name)
        return found

    def find_all(self, name: str) -> list[str]:
        """The ids of all documents that go by `name`: those of one file where it is a path. Raises UnknownDocument."""
        paths = self._paths()
        if any(id == name for id, _ in paths):
            return [name]
        path = str(Path(name).expanduser().absolute())
        exact = [id for id, other in paths if other == path]
        found = exact or [id for id, other in paths if ends_with(other, name)]
        if not found:
            raise UnknownDocument(_unknown(name))
        return list(dict.fromkeys(found))

    def matching(
        self, pattern: str | None = None, after: str | None = None, before: str | None = None
    ) -> frozenset[str]:
        """The ids of the documents that fit. Raises UnknownDocument when none does.

        `pattern`, with * and ?, is one for a path, file name, title, publisher or id; capitals and small letters are
        the same. `after` and `before` are ISO dates, both included; a document that says 2020 only may be of any day
        of it, and one without a date is of none.
        """
        found = frozenset(
            record.id
            for record in self.documents()
            if (pattern is None or _fits(record, pattern.casefold())) and _is_of(record.metadata.date, after, before)
        )
        if not found:
            wanted = [*([repr(pattern)] if pattern else []), *([f"after {after}"] if after else [])]
            wanted += [f"before {before}"] if before else []
            raise UnknownDocument(f"No document fits {', '.join(wanted)}. 'besa sources' lists them.")
        return found

    def languages(self) -> tuple[str, ...]:
        """The languages of the documents, that of most documents first; English where they say nothing."""
        generation, known = self.store.generation(), self._languages
        if known is None or known.generation != generation:
            with self.store.reading() as connection:
                state = connection.execute(
                    "SELECT (SELECT count(*) FROM documents), (SELECT seq FROM sqlite_sequence WHERE name = 'passages')"
                ).fetchone()
                if known is None or known.documents != state:
                    rows = connection.execute(
                        "SELECT coalesce(metadata ->> 'language', 'en') AS language FROM documents "
                        "GROUP BY language ORDER BY count(*) DESC, language"
                    ).fetchall()
                    known = _Languages(generation, state, tuple(row[0] for row in rows) or ("en",))
            self._languages = known = replace(known, generation=generation)
        return known.all

    def passage_count(self, document: str | None = None) -> int:
        """How many passages the library has, or one document of it."""
        with self.store.reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM passages WHERE ?1 IS NULL OR document = ?1", (document,)
            ).fetchone()
        return int(row[0])

    def passages(self, ids: Collection[int]) -> dict[int, StoredPassage]:
        """The passages with these numbers; one that is gone since is left out."""
        with self.store.reading() as connection:
            rows = connection.execute(
                f"SELECT {PASSAGE_COLUMNS} FROM passages WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps([int(id) for id in ids]),),
            ).fetchall()
        return {passage.id: passage for passage in passages_from(rows)}

    def terms(self, ids: Collection[int]) -> dict[int, str]:
        """Of these passages, in order, `StoredPassage.terms`; one that is gone since is left out."""
        with self.store.reading() as connection:
            rows = connection.execute(
                "SELECT id, terms FROM passages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps([int(id) for id in ids]),),
            )
            return dict(rows)

    def passage_ids(self, documents: Collection[str]) -> list[int]:
        """The numbers of all passages of these documents."""
        with self.store.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM passages WHERE document IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(sorted(documents)),),
            ).fetchall()
        return [row[0] for row in rows]

    def passages_of(self, document: str) -> list[StoredPassage]:
        """All passages of a document, in the order of its text."""
        with self.store.reading() as connection:
            rows = connection.execute(
                f"SELECT {PASSAGE_COLUMNS} FROM passages WHERE document = ? ORDER BY start", (document,)
            ).fetchall()
        return passages_from(rows)

    def place_at(self, document: str, offset: int) -> Place | None:
        """Where a character of a document stands; None in a document without places."""
        with self.store.reading() as connection:
            row = connection.execute(
                'SELECT kind, number, start, "end", label FROM places WHERE document = ? AND start <= ? '
                "ORDER BY start DESC, number DESC LIMIT 1",
                (document, offset),
            ).fetchone()
        return place_from(row) if row else None

    def printed_pages(self, document: str, numbers: Collection[int]) -> list[PrintedPage]:
        """Where the words of these pages are printed; nothing for a document that is not printed."""
        with self.store.reading() as connection:
            rows = connection.execute(
                "SELECT number, words FROM printed_pages WHERE document = ? "
                "AND number IN (SELECT value FROM json_each(?)) ORDER BY number",
                (document, json.dumps(sorted(numbers))),
            ).fetchall()
        return [PrintedPage(*row) for row in rows]

    def _paths(self) -> list[tuple[str, str]]:
        """Every document with every path at which it stands."""
        with self.store.reading() as connection:
            return connection.execute(
                "SELECT id, path FROM documents JOIN files USING (original) "
                "UNION SELECT documents.id, path FROM documents JOIN originals ON originals.id = original ORDER BY 2, 1"
            ).fetchall()

    def _others(self, connection: sqlite3.Connection) -> dict[int, list[str]]:
        """The further paths of contents that stand at more than one."""
        others: dict[int, list[str]] = {}
        for original, path in connection.execute(
            "SELECT original, files.path FROM files JOIN originals ON originals.id = original "
            "WHERE files.path != originals.path ORDER BY files.path"
        ):
            others.setdefault(original, []).append(path)
        return others

    def _read_document(self, id: str, _digest: str, path: str, paths: str | None) -> Document:
        with self.store.reading() as connection:
            row = connection.execute(
                f"SELECT {CONTENT_COLUMNS}, text_sha256, sha256 FROM documents "
                "JOIN originals ON originals.id = original WHERE documents.id = ?",
                (id,),
            ).fetchone()
            places = connection.execute(
                'SELECT kind, number, start, "end", label FROM places WHERE document = ? ORDER BY start, number', (id,)
            ).fetchall()
        if row is None:
            raise UnknownDocument(_unknown(id))
        *described, text_sha256, sha256 = row
        content = content_from(described, places)
        if text_digest(content.text) != text_sha256:
            raise LibraryDamaged(
                f"The stored text of {path} is not the one that was added: the library's file is damaged. "
                f"Take it out and add it again: besa remove {id}, then besa add {path}"
            )
        others = tuple(sorted(other for other in (paths or "").split("\0") if other and other != path))
        return Document(path, sha256, content, id, others)


_REMOVED = """
    SELECT documents.id, path, sha256, metadata ->> 'title',
        (SELECT count(*) FROM passages WHERE document = documents.id),
        (SELECT count(*) FROM vectors JOIN passages ON passages.id = passage WHERE document = documents.id),
        (SELECT count(*) FROM token_vectors JOIN passages ON passages.id = passage WHERE document = documents.id)
    FROM documents JOIN originals ON originals.id = original WHERE documents.id = ?
"""


def _record(row: Sequence[Any], others: tuple[str, ...]) -> DocumentRecord:
    id, path, sha256, media_type, metadata, added, characters, passages, places, kind, _ = row
    about = metadata_from(metadata)
    return DocumentRecord(id, path, sha256, media_type, about, added, characters, passages, others, places, kind)


def ends_with(path: str, name: str) -> bool:
    """Whether the last parts of `path` are those of `name`: "b.txt" and "a/b.txt" end "/x/a/b.txt"."""
    parts = PurePath(name).parts
    return bool(parts) and PurePath(path).parts[-len(parts) :] == parts


def _fits(record: DocumentRecord, wanted: str) -> bool:
    paths = (record.path, *record.others)
    names = (record.id, *paths, *(PurePath(path).name for path in paths), record.metadata.title)
    return any(fnmatchcase(name.casefold(), wanted) for name in (*names, record.metadata.publisher or ""))


def _is_of(date: str | None, after: str | None, before: str | None) -> bool:
    """Whether some day that `date` may mean lies between two dates, each as precise as it is."""
    if after is None and before is None:
        return True
    if date is None:
        return False
    return (after is None or date + "-99-99"[len(date) - 4 :] >= after) and (
        before is None or date[: len(before)] <= before
    )


def _unknown(name: str) -> str:
    return f"There is no document {name!r} in this library. 'besa sources' lists what there is."
