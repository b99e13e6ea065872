"""The documents of a library: added, replaced, removed one by one, each in one transaction; and read back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal, Self

from corpus.answer_types import AnswerType, held_by
from corpus.documents import Content, Document, Heading, Metadata, Page, Passage, Source, Span
from corpus.errors import UnknownDocument
from corpus.store import Store, bump_generation
from corpus.words import terms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Sequence

CACHED_DOCUMENTS = 32


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A line of the list of sources."""

    id: str
    path: str
    sha256: str
    media_type: str
    metadata: Metadata
    added: str
    characters: int
    passages: int


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its number in the library, its document, and of each sentence the terms and kinds of answers.

    A passage without sentences has one entry all the same, that of nothing.
    """

    id: int
    document: str
    passage: Passage
    sentence_terms: tuple[tuple[str, ...], ...]
    sentence_kinds: tuple[AnswerType, ...]


class Library:
    """One library folder. Offsets count characters of a document's stored text."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._languages: tuple[int, tuple[str, ...]] | None = None
        self._document = lru_cache(maxsize=CACHED_DOCUMENTS)(self._read_document)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Raises the LibraryErrors of `Store.open`."""
        return cls(Store.open(folder))

    def close(self) -> None:
        self.store.close()

    def sha256_of(self, path: str) -> str | None:
        """The digest of the file at `path` when it was added; None where it never was."""
        with self.store.reading() as connection:
            row = connection.execute("SELECT sha256 FROM documents WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def put(self, document: Document, passages: Sequence[Passage]) -> Literal["added", "updated"]:
        """Stores a document in place of the one that its path had. Found by words as soon as this returns."""
        with self.store.writing() as connection:
            before = connection.execute("DELETE FROM documents WHERE id = ?", (document.id,)).rowcount
            _insert_document(connection, document)
            _insert_passages(connection, document, passages)
            bump_generation(connection)
        return "updated" if before else "added"

    def remove(self, ids: Collection[str]) -> None:
        """Removes documents from the list and from every index. Raises UnknownDocument, removing none."""
        with self.store.writing() as connection:
            for id in ids:
                if not connection.execute("DELETE FROM documents WHERE id = ?", (id,)).rowcount:
                    raise UnknownDocument(_unknown(id))
            bump_generation(connection)

    def documents(self) -> list[DocumentRecord]:
        """All documents, by path."""
        with self.store.reading() as connection:
            rows = connection.execute(
                "SELECT id, path, sha256, media_type, metadata, added, length(text), "
                "(SELECT count(*) FROM passages WHERE document = documents.id) FROM documents ORDER BY path"
            ).fetchall()
        return [
            DocumentRecord(id, path, sha256, media_type, _metadata(metadata), added, characters, passages)
            for id, path, sha256, media_type, metadata, added, characters, passages in rows
        ]

    def document(self, id: str) -> Document:
        """The whole document. Raises UnknownDocument."""
        with self.store.reading() as connection:
            row = connection.execute("SELECT sha256, added FROM documents WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise UnknownDocument(_unknown(id))
        return self._document(id, *row)

    def find(self, name: str) -> str:
        """The id of the one document that goes by `name`: its id, its path, or the end of its path.

        Raises UnknownDocument where there is none, or more than one.
        """
        paths = self._paths()
        if name in paths:
            return name
        path = str(Path(name).expanduser().absolute())
        exact = [id for id, other in paths.items() if other == path]
        found = exact or [id for id, other in paths.items() if ends_with(other, name)]
        if not found:
            raise UnknownDocument(_unknown(name))
        if len(found) > 1:
            choices = "".join(f"\n  {id}  {paths[id]}" for id in found)
            raise UnknownDocument(f"{len(found)} documents are called {name!r}; name one by its id:{choices}")
        return found[0]

    def matching(self, pattern: str) -> frozenset[str]:
        """The ids of the documents whose path, file name, title, publisher or id fit a pattern with * and ?.

        Capitals and small letters are the same. Raises UnknownDocument when none fits.
        """
        wanted = pattern.casefold()
        found = frozenset(
            record.id
            for record in self.documents()
            if any(
                fnmatchcase(name.casefold(), wanted)
                for name in (
                    record.id,
                    record.path,
                    PurePath(record.path).name,
                    record.metadata.title,
                    record.metadata.publisher or "",
                )
            )
        )
        if not found:
            raise UnknownDocument(f"No document fits {pattern!r}. 'besa sources' lists them.")
        return found

    def languages(self) -> tuple[str, ...]:
        """The languages of the documents, that of most documents first; English where they say nothing."""
        generation = self.store.generation()
        if self._languages is None or self._languages[0] != generation:
            with self.store.reading() as connection:
                rows = connection.execute(
                    "SELECT coalesce(metadata ->> 'language', 'en') AS language FROM documents "
                    "GROUP BY language ORDER BY count(*) DESC, language"
                ).fetchall()
            self._languages = (generation, tuple(row[0] for row in rows))
        return self._languages[1] or ("en",)

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
                f"SELECT {_PASSAGE} FROM passages WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps([int(id) for id in ids]),),
            ).fetchall()
        return {row[0]: _stored_passage(row) for row in rows}

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
                f"SELECT {_PASSAGE} FROM passages WHERE document = ? ORDER BY start", (document,)
            ).fetchall()
        return [_stored_passage(row) for row in rows]

    def _paths(self) -> dict[str, str]:
        with self.store.reading() as connection:
            return dict(connection.execute("SELECT id, path FROM documents"))

    def _read_document(self, id: str, sha256: str, _added: str) -> Document:
        with self.store.reading() as connection:
            row = connection.execute(
                "SELECT path, media_type, metadata, body_start, body_end, headings, text FROM documents WHERE id = ?",
                (id,),
            ).fetchone()
            pages = connection.execute(
                'SELECT number, start, "end" FROM pages WHERE document = ? ORDER BY number', (id,)
            ).fetchall()
        if row is None:
            raise UnknownDocument(_unknown(id))
        path, media_type, metadata, body_start, body_end, headings, text = row
        content = Content(
            text=text,
            metadata=_metadata(metadata),
            media_type=media_type,
            body=Span(body_start, body_end),
            headings=tuple(Heading(Span(s, e), level, words) for s, e, level, words in json.loads(headings)),
            pages=tuple(Page(number, Span(start, end)) for number, start, end in pages),
        )
        return Document(path=path, sha256=sha256, content=content)


def ends_with(path: str, name: str) -> bool:
    """Whether the last parts of `path` are those of `name`: "b.txt" and "a/b.txt" end "/x/a/b.txt"."""
    parts = PurePath(name).parts
    return bool(parts) and PurePath(path).parts[-len(parts) :] == parts


_PASSAGE = 'id, document, start, "end", page, heading, sentences, terms, kinds'


def _insert_document(connection: sqlite3.Connection, document: Document) -> None:
    content = document.content
    headings = [[h.span.start, h.span.end, h.level, h.text] for h in content.headings]
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.id,
            document.path,
            document.sha256,
            datetime.now(UTC).isoformat(),
            content.media_type,
            json.dumps(asdict(content.metadata)),
            content.body.start,
            content.body.end,
            json.dumps(headings),
            content.text,
        ),
    )
    connection.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?)",
        [(document.id, page.number, page.span.start, page.span.end) for page in content.pages],
    )


def _insert_passages(connection: sqlite3.Connection, document: Document, passages: Sequence[Passage]) -> None:
    language = document.metadata.language or "en"
    title = terms(document.metadata.title, language)
    connection.executemany(
        'INSERT INTO passages (document, start, "end", page, heading, sentences, terms, context, kinds) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                document.id,
                passage.span.start,
                passage.span.end,
                passage.page,
                passage.heading,
                json.dumps([offset for s in passage.sentences for offset in (s.start, s.end)]),
                "\n".join(" ".join(terms(s.of(document.text), language)) for s in passage.sentences),
                " ".join([*title, *terms(passage.heading or "", language)]),
                "".join(f"{held_by(sentence.of(document.text)):x}" for sentence in passage.sentences),
            )
            for passage in passages
        ],
    )


def stored_sentences(column: str) -> tuple[Span, ...]:
    """The spans of passages.sentences."""
    offsets = iter(json.loads(column))
    return tuple(Span(first, last) for first, last in zip(offsets, offsets, strict=True))


def _stored_passage(row: tuple[int, str, int, int, int | None, str | None, str, str, str]) -> StoredPassage:
    id, document, start, end, page, heading, sentences, stored_terms, kinds = row
    return StoredPassage(
        id=id,
        document=document,
        passage=Passage(Span(start, end), stored_sentences(sentences), page, heading),
        sentence_terms=tuple(tuple(line.split()) for line in stored_terms.split("\n")),
        sentence_kinds=tuple(AnswerType(int(kind, 16)) for kind in kinds or "0"),
    )


def _metadata(stored: str) -> Metadata:
    values = json.loads(stored)
    return Metadata(**{**values, "sources": tuple(Source(**source) for source in values["sources"])})


def _unknown(name: str) -> str:
    return f"There is no document {name!r} in this library. 'besa sources' lists what there is."
