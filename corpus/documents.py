"""What a document is, and what a passage of it is. All offsets count characters of the document's text."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not start={self.start}, end={self.end}")

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line of a document: its place, its level (1 is the highest) and its words without markup."""

    span: Span
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paginated document; `number` counts from 1."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document says that it has its facts from (front matter `sources`)."""

    publisher: str | None = None
    title: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself. `date` is as precise as the document is: 2020, 2020-01 or 2020-01-04."""

    title: str
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader makes of one file.

    `text` is stored and cited as it is; nothing may change it afterwards. `body` is the part worth splitting
    (front matter lies outside it). Readers that make the text themselves (HTML, PDF, DOCX) put an empty line
    between blocks.
    """

    text: str
    metadata: Metadata
    media_type: str
    body: Span
    headings: tuple[Heading, ...] = ()
    pages: tuple[Page, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The number of the page that a character stands on; None without pages."""
        at = bisect_right(self.pages, offset, key=lambda page: page.span.start) - 1
        return self.pages[at].number if at >= 0 else None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read: `sha256` is of the file's bytes, `id` of its path, so that it outlives a change."""

    path: str
    sha256: str
    content: Content
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", document_id(self.path))

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def metadata(self) -> Metadata:
        return self.content.metadata


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences of one document, the unit that is found and cited.

    `sentences` lie in order inside `span` and do not overlap; white space between them belongs to none.
    `heading` is the words of the nearest heading above; `page` is the page on which the passage starts.
    """

    span: Span
    sentences: tuple[Span, ...]
    page: int | None = None
    heading: str | None = None

    def __post_init__(self) -> None:
        before = self.span.start
        for sentence in self.sentences:
            if sentence.start < before or sentence.end > self.span.end:
                raise ValueError(f"the sentence {sentence} lies outside of {self.span} or before {before}")
            before = sentence.end


def document_id(path: str) -> str:
    """Twelve hexadecimal digits of the SHA-256 of an absolute path."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:12]
