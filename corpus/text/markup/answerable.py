"""Which sentences of a document can be an answer, by their form and by where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.text.contents_lists import is_contents_entry
from corpus.text.line_structure import is_link_item
from corpus.text.markup.inline import is_only_links
from corpus.text.markup.reading_form import markup_of, reading_form
from corpus.text.sentence_forms import answers_nothing

if TYPE_CHECKING:
    from corpus.documents import Content, Span

_AROUND = 300
"""Characters on either side of a line of capitals in which others are looked for."""
_LONGEST_LINE = 12
"""Words of a line of capitals that is a heading."""


def may_answer(content: Content, sentence: Span) -> bool:
    """Return whether a sentence can be an answer: it has words, and is no code, question, link or heading."""
    text = sentence.of(content.text)
    if answers_nothing(text) or is_only_links(text, content.media_type):
        return False
    if is_link_item(content.text, sentence.start) or _is_set_in_capitals(content.text, sentence):
        return False
    if is_contents_entry(content.text, sentence.start, sentence.end):
        return False
    return not markup_of(content).is_code(sentence.start) and any(
        map(str.isalnum, reading_form(content, sentence).text)
    )


def _is_set_in_capitals(text: str, sentence: Span) -> bool:
    """Return whether a sentence is a heading by its capitals, as texts without markup have them.

    Example: "FIRE AT THE OLD MILL" is one among sentences, not on a receipt that is printed in capitals throughout.
    """
    line = sentence.of(text).strip()
    if not line.isupper() or line.endswith((".", "!")) or any(map(str.isdigit, line)):
        return False
    around = text[max(0, sentence.start - _AROUND) : sentence.start] + text[sentence.end : sentence.end + _AROUND]
    return 1 < len(line.split()) <= _LONGEST_LINE and sum(map(str.islower, around)) > sum(map(str.isupper, around))
