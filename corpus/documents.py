"""Documents and their passages. All offsets count characters of the document's text."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from corpus.messages import MessageParts

DOCUMENT_ID = re.compile(r"[0-9a-f]{12}")
"""The form of a document's id: what `document_id` makes."""


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not start={self.start}, end={self.end}")

    def of(self, text: str) -> str:
        """Return the characters of `text` in this range."""
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Return whether `other` lies inside of this range."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line of a document: its place, its level (1 is the highest) and its words without markup."""

    span: Span
    level: int
    text: str


class PlaceKind(StrEnum):
    """Kinds of parts of a document that a person knows by a number."""

    PAGE = "page"
    SLIDE = "slide"
    ROW = "row"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Place:
    """A page, slide, row or moment. `number` counts from 1, for a moment it is the whole seconds before it.

    `label` is how a person finds it in the file: "page iv", "slide 3", "Prices, row 12", "0:01:05".
    """

    kind: PlaceKind
    number: int
    span: Span
    label: str

    @property
    def page(self) -> int | None:
        """Return the number that a citation gives as its page; None for what is no page."""
        return self.number if self.kind in (PlaceKind.PAGE, PlaceKind.SLIDE) else None


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The printed words of a page; `words` is in the format of `corpus.printed_layout`."""

    number: int
    words: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """A source that a document names for its facts (front matter `sources`)."""

    publisher: str | None = None
    title: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None


class EncodingBasis(StrEnum):
    """What an encoding is taken from; `DOUBTFUL` is a guess that the letters do not bear out."""

    GIVEN = "given"
    DECLARED = "declared"
    RECOGNISED = "recognised"
    GUESSED = "guessed"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """The encoding that a text was read in; `lost` counts what is U+FFFD because the bytes are no character of it."""

    name: str
    basis: EncodingBasis
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Metadata:
    """Metadata that a document gives itself. `date` is as precise as the document is: 2020, 2020-01 or 2020-01-04.

    `accessed` is the day, or the moment in UTC, at which it was read at its `url`. `publication` is the journal, book
    or site that it appeared in. `encoding` is None for what is UTF-8 throughout, or no text file.
    """

    title: str
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None
    sources: tuple[Source, ...] = ()
    accessed: str | None = None
    publication: str | None = None
    doi: str | None = None
    encoding: TextEncoding | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one document with its structure, as a reader makes it.

    `text` is stored and cited as it is; nothing may change it afterwards. `body` is the part worth splitting
    (front matter lies outside it). Readers that make the text themselves (HTML, PDF, DOCX) put an empty line
    between blocks. `rows` are the rows of tables in it, in order: each is a sentence, and is not stored as a row.
    `warnings` say what could not be read of it, or not for sure.
    """

    text: str
    metadata: Metadata
    media_type: str
    body: Span
    headings: tuple[Heading, ...] = ()
    places: tuple[Place, ...] = ()
    rows: tuple[Span, ...] = ()
    warnings: tuple[MessageParts, ...] = ()

    def place_at(self, offset: int) -> Place | None:
        """Return where a character stands; None in a document without places, and before the first of them."""
        at = bisect_right(self.places, offset, key=lambda place: place.span.start) - 1
        return self.places[at] if at >= 0 else None


@dataclass(frozen=True, slots=True)
class Part:
    """One document as a reader hands it over. A mailbox or a list of articles has many, each with a `name` of its own.

    `name` tells it from the other parts of the file, also when the file has grown; it is empty where there is one.
    """

    content: Content
    name: str = ""
    printed: tuple[PrintedPage, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is stored: `sha256` is of the file's bytes, `id` stays when the file changes or moves.

    `others` are the paths of files that hold the same, byte for byte. `part` is its name in a file of many documents.
    """

    path: str
    sha256: str
    content: Content
    id: str = ""
    others: tuple[str, ...] = ()
    part: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", document_id(self.path))

    @property
    def text(self) -> str:
        """Return the text that is stored and cited."""
        return self.content.text

    @property
    def metadata(self) -> Metadata:
        """Return what the document says of itself."""
        return self.content.metadata

    @property
    def file_name(self) -> str:
        """Return its file's name, with its own name in there where the file holds many documents."""
        return full_path(PurePath(self.path).name, self.part)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences of one document, the unit that is found and cited.

    `sentences` lie in order inside `span` and do not overlap; white space between them belongs to none.
    `heading` is the words of the nearest heading above.
    """

    span: Span
    sentences: tuple[Span, ...]
    heading: str | None = None

    def __post_init__(self) -> None:
        before = self.span.start
        for sentence in self.sentences:
            if sentence.start < before or sentence.end > self.span.end:
                raise ValueError(f"the sentence {sentence} lies outside of {self.span} or before {before}")
            before = sentence.end


def full_path(path: str, part: str) -> str:
    """Return the path by which a person finds a document, which is a part of the file at `path` if `part` is not "".

    Example: of "/home/ana/all.zip" the part "notes/bees.txt" is "/home/ana/all.zip/notes/bees.txt".
    """
    return f"{path}/{part}" if part else path


def document_id(path: str, part: str = "", turn: int = 0) -> str:
    """Return twelve hexadecimal digits of the SHA-256 of an absolute path and a part's name.

    `turn` gives another one where an older document goes by the first.

    Example: "/notes/bees.txt" has the id b87ee86d9d5b in every library.
    """
    named = "\0".join([path, *([part] if part or turn else []), *([str(turn)] if turn else [])])
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:12]
