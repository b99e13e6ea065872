"""The documents of one library, whichever engine holds them.

The parts of a library are protocols of their own, so that who needs a part can be given that alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from corpus.documents import Content, Document, Part, Passage, PrintedPage
    from corpus.engines.filters import Filter
    from corpus.engines.server_files import ServerFiles
    from corpus.store.arrangement import Arrangements
    from corpus.store.catalogue.catalogue import CatalogueEntry, CatalogueQuery, Order
    from corpus.store.document_list import DocumentList
    from corpus.store.document_names import DocumentNames
    from corpus.store.document_records import DocumentRecord
    from corpus.store.file_records import FileRecord
    from corpus.store.library import DeletedDocument
    from corpus.store.stored_passages import PassageTerms, StoredPassage


class Ingest(Protocol):
    """One file on its way into a library: each document is one transaction, and the file counts from `finish` on."""

    @property
    def changed(self) -> bool:
        """Whether anything that is stored is not as it was before."""
        ...

    def add(self, part: Part, split: Callable[[Content], Sequence[Passage]]) -> None:
        """Keep a part that is stored just as it is; store any other, divided by `split` unless it was prepared."""
        ...

    def keep_original(self, data: bytes) -> None:
        """Have the file's bytes kept with it, where the library lies on a server that other machines share."""
        ...

    def finish(self, stamp: str) -> Literal["added", "updated"]:
        """Put the file into the library in place of what its path held, in one transaction."""
        ...

    def abandon(self) -> None:
        """Delete what was stored of a file that turned out to be unreadable; what its path held before stays."""
        ...


class FileTable(Protocol):
    """The files that one source has put into a library, by their paths there."""

    def get(self, path: str) -> FileRecord | None:
        """Return what is known of the file at a path; None where none was added."""
        ...

    def holds(self, path: str) -> bool:
        """Return whether some source has a file at a path."""
        ...

    def claim(self, paths: Iterable[str]) -> None:
        """Let files at these paths that are of no source yet be this one's, which has files there now."""
        ...

    def __getitem__(self, path: str) -> FileRecord:
        """Return what `get` does. Raises KeyError where no file was added."""
        ...

    def with_fingerprint(self, fingerprint: str) -> list[FileRecord]:
        """Return the files of any source whose content has this fingerprint, by path; none until it is whole."""
        ...

    def paths(self) -> list[str]:
        """Return all paths, sorted; also those of files that have not been added whole."""
        ...

    def outdated(self) -> list[str]:
        """Return where contents were read, whole, that an older version of the readers has read; sorted."""
        ...

    def below(self, path: str) -> list[str]:
        """Return the file at `path`, if it is one, and those in the folder at `path` and its folders; sorted."""
        ...

    def read_below(self, path: str) -> list[str]:
        """Return where contents were read, whole, at `path` or in the folder there and its folders; sorted."""
        ...

    def restamp(self, path: str, stamp: str) -> None:
        """Note that the file at `path` was looked at and is the same."""
        ...

    def attach(self, path: str, fingerprint: str, stamp: str) -> None:
        """Let `path` stand for a content that the library holds. Raises ReadError where it holds it no more."""
        ...

    def move(self, before: str, after: str, stamp: str) -> None:
        """Follow a file to its new path, where nothing of the source was."""
        ...

    def remove(self, paths: Collection[str]) -> None:
        """Take paths off the list; what stands at none any more, of any source, goes with its documents."""
        ...

    def note_folder(self, folder: str) -> None:
        """Note a folder that is added as a whole: the names of what is in it count as words from there on."""
        ...


class PassageReader(Protocol):
    """What the documents were divided into. Numbers of passages that are gone are left out without a word."""

    def count(self) -> int:
        """Return how many passages there are."""
        ...

    def get(self, ids: Collection[int]) -> dict[int, StoredPassage]:
        """Return the passages with these numbers. Raises LibraryDamaged."""
        ...

    def terms(self, ids: Collection[int]) -> dict[int, PassageTerms]:
        """Return the terms of the passages with these numbers, in the order of the numbers."""
        ...

    def ids(self, documents: Collection[str]) -> list[int]:
        """Return the numbers of all passages of these documents, ascending."""
        ...

    def of(self, document: str) -> list[StoredPassage]:
        """Return all passages of a document, in the order of its text. Raises LibraryDamaged."""
        ...


class CatalogueReader(Protocol):
    """Finds documents by what they say of themselves."""

    def is_there(self) -> bool:
        """Return whether the library has a catalogue."""
        ...

    def count(self, query: CatalogueQuery) -> int:
        """Return how many documents are meant."""
        ...

    def count_undated(self, query: CatalogueQuery) -> int:
        """Return how many documents without a date would be meant, whatever time is asked for."""
        ...

    def entries(self, query: CatalogueQuery, most: int, order: Order = "newest") -> list[CatalogueEntry]:
        """Return at most `most` of the documents that are meant, those without a date last."""
        ...

    def titled(self, title: str, documents: Collection[str] | None, most: int) -> list[CatalogueEntry]:
        """Return documents of just this title, capitals and small letters being the same."""
        ...

    def with_in_title(self, words: Sequence[str], documents: Collection[str] | None, most: int) -> list[CatalogueEntry]:
        """Return documents in whose title each of the words stands, in some form."""
        ...

    def filed_as(self, name: str, documents: Collection[str] | None, most: int) -> list[CatalogueEntry]:
        """Return the documents of files of this name, capitals and small letters being the same."""
        ...

    def called(self, name: str) -> CatalogueQuery | None:
        """Return a query for the documents of those who go by a name, or by a part of it; None for nobody."""
        ...


class DocumentStore(Protocol):
    """One library. Offsets count characters of a document's stored text. Safe to use from several threads.

    `name` is for people, `location` opens it again; `local_folder` is where this machine keeps files
    beside it: copies of web pages, shared answers, the map. `files` are those of `source`; all else is of all sources.
    """

    @property
    def name(self) -> str:
        """What a person knows it by: the folder as it was named, or the address of a server without its password."""
        ...

    @property
    def location(self) -> str:
        """What opens it again, from wherever: the whole path of its folder, or the address of a server."""
        ...

    @property
    def local_folder(self) -> Path:
        """Where this machine keeps files of its own that belong to the library."""
        ...

    @property
    def source(self) -> str:
        """Whose paths `files` are: a machine, a mount or a collection; "" where nobody said."""
        ...

    def of_source(self, source: str) -> DocumentStore:
        """Return this library for the files of another source, over the same connections."""
        ...

    @property
    def read_only(self) -> bool:
        """Whether it cannot be changed."""
        ...

    @property
    def files(self) -> FileTable:
        """The paths at which the documents stand."""
        ...

    @property
    def list(self) -> DocumentList:
        """A line for each document, sorted and searched in memory."""
        ...

    @property
    def names(self) -> DocumentNames:
        """What finds documents by what a person calls them."""
        ...

    @property
    def arrangements(self) -> Arrangements:
        """What a person has made of its collections."""
        ...

    @property
    def passages(self) -> PassageReader:
        """What the documents were divided into."""
        ...

    @property
    def catalogue(self) -> CatalogueReader:
        """What finds documents by what they say of themselves."""
        ...

    @property
    def server_files(self) -> ServerFiles | None:
        """What it keeps beside its documents for all machines; None where it lies in a folder of this one."""
        ...

    def close(self) -> None:
        """Close the library's connections; one that another thread is using is closed when that is done with it."""
        ...

    def generation(self) -> int:
        """Return a number that grows with every change of passages or vectors; a server's may be a second old."""
        ...

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the documents, that of most documents first; English where they say nothing."""
        ...

    def match(self, wanted: Filter) -> frozenset[str]:
        """Return the ids of the documents that fit; none where none does, or where an id is not there."""
        ...

    def has_match(self, wanted: Filter) -> bool:
        """Return whether some document fits."""
        ...

    def document(self, id: str) -> Document:
        """Return the whole document. Raises UnknownDocument; LibraryDamaged where its text is not what was added."""
        ...

    def documents(self) -> Sequence[DocumentRecord]:
        """Return all documents by path, those of one file in the order in which they were added."""
        ...

    def each_document(self, chosen: Collection[str] | None = None) -> Iterator[DocumentRecord]:
        """Yield all documents, or those with these ids, as `documents` returns them, a few in memory at a time."""
        ...

    def printed_pages(self, document: str, numbers: Collection[int]) -> Sequence[PrintedPage]:
        """Return where the words of these pages are printed; nothing for a document that is not printed."""
        ...

    def ingest(self, path: str, sha256: str, fingerprint: str, *, again: bool = False) -> Ingest:
        """Begin to add the file at `path`, whose bytes have this digest, document by document; perhaps once `again`."""
        ...

    def remove(self, ids: Collection[str]) -> Sequence[DeletedDocument]:
        """Delete documents from the list and from every index. Raises UnknownDocument, deleting none."""
        ...

    def count_words(self) -> int:
        """Count what stands between white space in all documents, front matter left out; reads every text once."""
        ...

    def count_in(self, documents: Sequence[str]) -> tuple[int, int]:
        """Count the words and the passages of some documents."""
        ...

    def order_of_adding(self) -> dict[str, int]:
        """Return a number from 0 for each document, in the order in which they were added."""
        ...

    def keep_room(self) -> None:
        """Keep room for removing on a full disk, where the library lies on a disk of this machine."""
        ...
