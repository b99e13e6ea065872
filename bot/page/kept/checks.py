"""What an answer must be like for the page to draw it, whoever sent it; the types have been checked before.

An answer of Besa's own is like this. One that a browser sends may say anything: whether the documents say so is for
`bot.formats.verification`; here is seen to it that drawing it neither fails, takes long, nor leads anywhere strange.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from bot.answering.settings import MOST_CITATIONS
from bot.formats.typed_json import InvalidJson
from corpus.documents import DOCUMENT_ID, Span
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answers import Answer, AnswerSentence, Citation, Side

NONE = Message("it is nothing that this page can have shown")
_MOST_SENTENCES = 50
_MOST_FACTS = 200
_LONGEST_EXCERPT = 20_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


def check_ids(ids: Iterable[str]) -> None:
    """Raise InvalidJson unless each is of the form of a document's id, which is written into addresses."""
    for id in ids:
        if not DOCUMENT_ID.fullmatch(id):
            raise InvalidJson(NONE)


def check_answer(answer: Answer) -> None:
    """Raise InvalidJson for an answer that contradicts itself, or is larger than any that was given."""
    numbers = [each.number for each in answer.citations]
    facts = answer.facts.documents if answer.facts else ()
    if numbers != list(range(1, len(numbers) + 1)):
        raise InvalidJson(NONE)
    if len(numbers) > MOST_CITATIONS or len(answer.sentences) > _MOST_SENTENCES or len(facts) > _MOST_FACTS:
        raise InvalidJson(NONE)
    if not 0 <= answer.confidence <= 1 or not math.isfinite(answer.elapsed_ms):
        raise InvalidJson(NONE)
    for citation in answer.citations:
        _check_citation(citation)
    _check_quoted(answer)
    check_ids(each.document for each in facts)
    if any(each.citation is not None and each.citation not in numbers for each in facts):
        raise InvalidJson(NONE)


def _check_citation(citation: Citation) -> None:
    check_ids([citation.document])
    whole = Span(citation.start, citation.end)
    edges = [edge for each in citation.rectangles for edge in (each.left, each.bottom, each.right, each.top)]
    if (
        not _SHA256.fullmatch(citation.sha256)
        or not 0 < len(citation.excerpt) <= _LONGEST_EXCERPT
        or not all(map(whole.holds, citation.markup))
        or not all(map(math.isfinite, (*edges, citation.score)))
    ):
        raise InvalidJson(NONE)


def _check_quoted(answer: Answer) -> None:
    """Raise InvalidJson unless each sentence stands in the excerpt of its citation, and each side is a sentence."""
    sides = [side for each in answer.disagreements for side in each.sides]
    quoted: list[AnswerSentence | Side] = [*answer.sentences, *sides]
    for each in quoted:
        if not 1 <= each.citation <= len(answer.citations) or not 0 <= each.start < each.end:
            raise InvalidJson(NONE)
        cited = answer.citations[each.citation - 1]
        span = Span(each.start, each.end)
        inside = Span(cited.start, cited.end).holds(span)
        if (inside and cited.text_of(span) != each.text) or len(each.text) != each.end - each.start:
            raise InvalidJson(NONE)
