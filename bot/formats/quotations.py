"""Quotations to be pasted into a text: each with its citation, and below them one reference for each source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from bot.formats.cited_works import by_document, cited_works
from bot.formats.reference_styles import StyledText, set_in_style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer, Citation
    from bot.formats.cited_works import CitedWork
    from bot.formats.reference_styles import ReferenceStyle
    from bot.wording.labels import Labels
    from corpus.documents import Span

_PAGE = "page "
_BEFORE_PAGE: dict[ReferenceStyle, str] = {"apa": ", {} ", "mla": " ", "chicago": ", ", "harvard": ", {} "}
"""What stands before the number of a page in a citation, {} for "p."; Vancouver's citations are numbers alone."""


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """A part of a citation's excerpt that is quoted."""

    citation: Citation
    span: Span

    @property
    def words(self) -> str:
        """Return what is quoted on one line, without its markup."""
        return " ".join(self.citation.words_of(self.span).split())


def quoted_alone(answer: Answer) -> Answer:
    """Return an answer with those of its citations that it quotes or names; as it is if nothing was found."""
    if not answer.found and answer.facts is None:
        return answer
    facts = answer.facts.documents if answer.facts else ()
    numbers = {each.citation for each in answer.sentences} | {each.citation for each in facts}
    return replace(answer, citations=tuple(each for each in answer.citations if each.number in numbers))


def quote_in_style(quotations: Sequence[QuotedPlace], style: ReferenceStyle, labels: Labels) -> StyledText:
    """Return the quotations in order, each with its citation, then the references; each a paragraph of its own."""
    citations = [each.citation for each in quotations]
    styled = set_in_style(cited_works(citations), style, labels.language)
    named = {
        (cited[0].document, cited[0].sha256): how
        for cited, how in zip(by_document(citations), styled.citations, strict=True)
    }
    said = [
        _quoted(
            each, _placed(named[each.citation.document, each.citation.sha256], each.citation, style, labels), labels
        )
        for each in quotations
    ]
    references = [_with_file(each, work, labels) for work, each in styled.references]
    return StyledText(
        "\n\n".join([*(each.plain for each in said), "\n".join(each.plain for each in references)]) + "\n",
        "".join(f"<p>{each.html}</p>" for each in (*said, *references)),
    )


def list_of_references(citations: Sequence[Citation], style: ReferenceStyle, labels: Labels) -> str:
    """Return one reference for each source, a line each, in the order of the style; "" where nothing is cited."""
    styled = set_in_style(cited_works(citations), style, labels.language)
    return "".join(f"{_with_file(each, work, labels).plain}\n" for work, each in styled.references)


def _with_file(reference: StyledText, work: CitedWork, labels: Labels) -> StyledText:
    """Return a reference that says in which file the work is, where it is at no address and not named for its file."""
    if work.url or work.doi or work.title == work.file:
        return reference
    said = f" {labels.in_file.format(work.file)}"
    return StyledText(reference.plain + said, reference.html + escape(said, quote=False))


def _quoted(quotation: QuotedPlace, how: StyledText, labels: Labels) -> StyledText:
    words = labels.quotation.format(quotation.words)
    return StyledText(f"{words} {how.plain}", f"{escape(words, quote=False)} {how.html}")


def _placed(how: StyledText, citation: Citation, style: ReferenceStyle, labels: Labels) -> StyledText:
    """Return how a work is cited with the place of the quotation in it, as far as the style gives places."""
    place = citation.found_at
    if place is None or style not in _BEFORE_PAGE:
        return how
    number = place.removeprefix(_PAGE)
    said = f"{_BEFORE_PAGE[style].format(labels.page_short)}{number}" if number != place else f", {place}"
    return StyledText(f"{how.plain[:-1]}{said})", f"{how.html[:-1]}{escape(said, quote=False)})")
