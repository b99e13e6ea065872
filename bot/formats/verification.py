"""The promise checked: every quoted text stands, character for character, where the answer says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corpus.errors import UnknownDocument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answers import Answer, Citation
    from bot.facts import DocumentFact
    from bot.formats.saved_answers import SavedAnswers
    from corpus.documents import Document, Metadata
    from corpus.engines.document_store import DocumentStore

_TOLD = ("title", "author", "publisher", "date")
_CITED = (*_TOLD, "url")
_CITED_SINCE = ("accessed", "publication", "doi")
"""What citations have been given after their first version: an older one lacks it without saying anything wrong."""
Status = Literal["verified", "missing", "changed", "altered"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of checking one citation.

    verified: the excerpt and the sentences quoted from it stand in the stored document, which is the one that was
    cited, at the page and under the heading that were cited. missing: the document is not in the library. changed: its
    file holds something else than when it was cited, or the library says something else of it (title, author, date …).
    altered: the quoted text is not what the document says at that place; of citation 0, the page of a saved report
    shows something else than its answers. What was told of a document from the list of sources is checked too, and has
    a finding only if it is missing or changed, of citation 0 where it was not cited.
    """

    question: str
    citation: int
    document: str
    path: str
    status: Status
    reason: str | None = None


def verify(answer: Answer, library: DocumentStore) -> list[Finding]:
    """Check an answer: return a finding for each citation, in order, and for each sentence or side without one."""
    findings = [_verify_citation(answer, citation, library) for citation in answer.citations]
    numbers = {citation.number for citation in answer.citations}
    said = {(sentence.citation, sentence.start, sentence.end, sentence.text) for sentence in answer.sentences}
    findings += [
        Finding(answer.question, side.citation, "", "", "altered", f"{side.text!r} is no sentence of the answer")
        for difference in answer.disagreements
        for side in difference.sides
        if (side.citation, side.start, side.end, side.text) not in said
    ]
    findings += [
        Finding(answer.question, sentence.citation, "", "", "altered", f"no citation {sentence.citation} is there")
        for sentence in answer.sentences
        if sentence.citation not in numbers
    ]
    facts = answer.facts.documents if answer.facts else ()
    return findings + [wrong for fact in facts if (wrong := _verify_fact(answer, fact, library))]


def verify_page(saved: SavedAnswers, path: str) -> list[Finding]:
    """Return a finding if the page of a report shows something else than the answers in it; `path` is its file."""
    if saved.shown_as_they_are:
        return []
    reason = (
        "the page shows something else than the answers in it: it was changed, or made by another version; "
        "make it anew with: besa cite --format html --answers"
    )
    return [Finding("", 0, "", path, "altered", f"{reason} {path}")]


def _verify_fact(answer: Answer, fact: DocumentFact, library: DocumentStore) -> Finding | None:
    """Return a finding if the library says something else of a document than what was told from the list of sources."""
    try:
        now = library.document(fact.document).metadata
    except UnknownDocument:
        reason = f"the library has no document {fact.document}; add {fact.path} again"
        return Finding(answer.question, fact.citation or 0, fact.document, fact.path, "missing", reason)
    if not (reason := _contradicted(fact, now, _TOLD)):
        return None
    return Finding(answer.question, fact.citation or 0, fact.document, fact.path, "changed", reason)


def _verify_citation(answer: Answer, citation: Citation, library: DocumentStore) -> Finding:
    def finding(status: Status, reason: str | None = None) -> Finding:
        return Finding(answer.question, citation.number, citation.document, citation.path, status, reason)

    try:
        document = library.document(citation.document)
    except UnknownDocument:
        return finding("missing", f"the library has no document {citation.document}; add {citation.path} again")
    if document.sha256 != citation.sha256:
        return finding(
            "changed", f"cited as {citation.sha256[:12]}…, stored as {document.sha256[:12]}…; ask the question again"
        )
    if document.text[citation.start : citation.end] != citation.excerpt:
        return finding("altered", f"characters {citation.start} to {citation.end} of the document are different")
    for sentence in answer.sentences:
        if sentence.citation != citation.number:
            continue
        if document.text[sentence.start : sentence.end] != sentence.text:
            return finding("altered", f"the document does not say {sentence.text!r} at {sentence.start}")
    given = [name for name in _CITED_SINCE if getattr(citation, name) is not None]
    if reason := _contradicted(citation, document.metadata, (*_CITED, *given)):
        return finding("changed", reason)
    if citation.found_at not in (None, *_places(citation, document)):
        return finding("altered", f"the excerpt does not stand at {citation.found_at!r}")
    if citation.heading is not None and citation.heading not in _headings(citation, library):
        return finding("altered", f"the excerpt does not stand under {citation.heading!r}")
    return finding("verified")


def _contradicted(told: Citation | DocumentFact, now: Metadata, names: Iterable[str]) -> str:
    """Return what a document says otherwise than was told of it; empty where it is the same."""
    return ", ".join(
        f"its {name} is {getattr(now, name)!r}, not {getattr(told, name)!r}"
        for name in names
        if getattr(now, name) != getattr(told, name)
    )


def _places(citation: Citation, document: Document) -> set[str]:
    """Return the places and pages that an excerpt has a part of, as citations name them."""
    first = document.content.place_at(citation.start)
    inside = [each for each in document.content.places if citation.start <= each.span.start < citation.end]
    found = [each for each in (first, *inside) if each is not None]
    return {name for each in found for name in (each.label, f"page {each.page}")}


def _headings(citation: Citation, library: DocumentStore) -> set[str | None]:
    """Return the headings above the passages that an excerpt has a part of."""
    passages = (stored.passage for stored in library.passages.of(citation.document))
    return {each.heading for each in passages if each.span.start < citation.end and citation.start < each.span.end}
