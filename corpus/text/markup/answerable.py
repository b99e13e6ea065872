"""Which sentences of a document can be an answer, by their form and by where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.text.line_structure import is_link_item
from corpus.text.markup.inline import is_only_links
from corpus.text.markup.reading_form import markup_of, reading_form
from corpus.text.sentence_forms import answers_nothing

if TYPE_CHECKING:
    from corpus.documents import Content, Span


def may_answer(content: Content, sentence: Span) -> bool:
    """Return whether a sentence can be an answer: it has words, and is no code, question, link or heading."""
    text = sentence.of(content.text)
    if answers_nothing(text) or is_only_links(text, content.media_type) or is_link_item(content.text, sentence.start):
        return False
    return not markup_of(content).is_code(sentence.start) and any(
        map(str.isalnum, reading_form(content, sentence).text)
    )
