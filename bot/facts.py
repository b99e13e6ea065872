"""What the catalogue says in reply to a question about the documents themselves. None of it is a quotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Asked = Literal["author", "publisher", "date", "number", "documents", "newest", "oldest"]
"""What is asked: who wrote a document, who published it, of what day it is, how many there are, which."""


@dataclass(frozen=True, slots=True)
class DocumentFact:
    """What the catalogue has of one document, as the document gives it or its side-car does.

    `citation` is the number of the citation that shows the document; None for one that is only listed. `stated`: what
    is quoted from it says what is asked; else it only shows which document it is.
    """

    document: str
    path: str
    title: str
    author: str | None
    publisher: str | None
    date: str | None
    citation: int | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """The reply to a question about documents: how many fit, and the first of them.

    `by` and `period` are what they had to fit, in the question's words; `undated` counts those of which a date was
    asked in vain.
    """

    asks: Asked
    count: int
    documents: tuple[DocumentFact, ...]
    by: str | None = None
    period: str | None = None
    undated: int = 0

    def __post_init__(self) -> None:
        if len(self.documents) > self.count:
            raise ValueError(f"{len(self.documents)} documents are named, but {self.count} fit")

    def told_of(self, fact: DocumentFact) -> str:
        """Return what is told of a document: what was asked, or all that there is."""
        value = {"author": fact.author, "publisher": fact.publisher, "date": fact.date}.get(self.asks)
        return value or " · ".join(filter(None, (fact.author, fact.publisher, fact.date)))

    @property
    def unlisted(self) -> int:
        """Return how many more fit than are named."""
        return self.count - len(self.documents)
