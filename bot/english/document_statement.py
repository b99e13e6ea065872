"""Tell whether a sentence of a text speaks of what a question about documents asks, so that the text may answer it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.english.dates import find_dates
from bot.english.lexicon import bot_words
from bot.english.names import find_names
from corpus.english.word_lists import alternatives
from corpus.text.terms import terms

if TYPE_CHECKING:
    from bot.english.document_question import DocumentQuestion

_WRITING = re.compile(rf"\b(?:{alternatives(bot_words('documents.statements.writing'))})\b", re.IGNORECASE)
_LEANS = re.compile(r"(?:it|this|these|they)\b", re.IGNORECASE)
_ORDERS = {
    order: re.compile(rf"\b(?:{alternatives(bot_words(f'documents.orders.{order}'))})\b", re.IGNORECASE)
    for order in ("newest", "oldest")
}


def tells_of(question: DocumentQuestion, sentence: str) -> bool:
    """Return whether a sentence that was found for a question says how a work came about, as the question wants it.

    Example: "Ismail Kadare wrote the novel in 1963." does for "Who wrote the novel?", "The level rose." does not.
    """
    if question.asks in _ORDERS:
        return bool(_ORDERS[question.asks].search(sentence))
    if not (question.works or question.by or question.period):
        return True
    if not _WRITING.search(sentence) or not _is_of_named(question, sentence):
        return False
    match question.asks:
        case "author" | "publisher":
            return bool(find_names(sentence))
        case "date":
            return bool(find_dates(sentence))
    return True


def _is_of_named(question: DocumentQuestion, sentence: str) -> bool:
    """Return whether a sentence has a word of whom or what is named, or a date where only a time is.

    Of a work it may be by leaning on a sentence before it.
    """
    if question.works and _LEANS.match(sentence):
        return True
    named = {term for name in (*(work.text for work in question.works), question.by or "") for term in terms(name)}
    return not named.isdisjoint(terms(sentence)) if named else bool(find_dates(sentence))
