"""How sure an answer may be at most, where a date or code of the question does not stand where it is answered."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.english.asked_values import missing_values, speaks_of_another
from bot.english.thing_asked import reached, speaks_of, spent_on, thing_coloured
from corpus.english.value_kinds import asked_value, holds_value
from corpus.text.path_terms import name_words
from corpus.text.sentence_forms import is_question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answering.settings import Answering
    from bot.answers import AnswerSentence
    from corpus.documents import Document
    from corpus.store.stored_passages import StoredPassage
    from embeddings.ranking.ranked_passage import Retrieval

_PRONOUN = re.compile(r"\b(?:it|its|they|their|he|his|she|her)\b", re.IGNORECASE)
OFTEN = 5
"""Times that a code stands in a document which is about it."""
BELOW = 1e-6
"""How far below a limit a confidence is that may not reach it."""


def confidence_limit(
    question: str,
    found: Retrieval,
    documents: Mapping[str, Document],
    quoted: Sequence[AnswerSentence],
    settings: Answering,
) -> float:
    """Return the highest confidence that an answer may have: 1, or just below one of the two limits of `Answering`.

    Where what is missing in the best passage stands in another one that is shown, the answer may be there; where it
    stands in none, it is not. A quotation that speaks of another date or code does not answer, nor does one without the
    value that is asked for, such as a price.
    """
    lacking = [_lacks(question, ranked.stored, documents[ranked.stored.document]) for ranked in found.passages]
    if lacking and all(lacking):
        return settings.possible - BELOW
    wanted = asked_value(question)
    if wanted and quoted and not any(holds_value(wanted, each.text) for each in quoted):
        there = (passage_in_context(each.stored, documents[each.stored.document]) for each in found.passages)
        return (settings.threshold if any(holds_value(wanted, each) for each in there) else settings.possible) - BELOW
    another = any(_is_of_another(question, each, found, documents) for each in quoted[:1])
    return settings.threshold - BELOW if another or any(lacking[:1]) else 1.0


def _is_of_another(question: str, quoted: AnswerSentence, found: Retrieval, documents: Mapping[str, Document]) -> bool:
    """Return whether a quotation speaks of another date or code, or of another thing's colour, number or cost.

    A colour's thing and a number's owner are named beside it, or before it where a pronoun may mean them; the owner may
    be in the title. What was bought has to be named in a passage that is shown.
    """
    stored = found.passages[quoted.citation - 1].stored
    document = documents[stored.document]
    if speaks_of_another(question, quoted.text, _above(quoted, stored, document)):
        return True
    begins = stored.passage.span.start if _PRONOUN.search(quoted.text) else quoted.start
    beside = f"{stored.passage.heading or ''}\n{document.text[begins : quoted.end]}"
    shown = (passage_in_context(each.stored, documents[each.stored.document]) for each in found.passages)
    return not (
        speaks_of(thing_coloured(question), beside)
        and speaks_of(reached(question), f"{document.metadata.title}\n{beside}")
        and speaks_of(spent_on(question), "\n".join(shown))
    )


def _above(quoted: AnswerSentence, stored: StoredPassage, document: Document) -> str:
    """Return the title, the heading and the question of a quotation that answers one of the document's own."""
    before = [span.of(document.text) for span in stored.passage.sentences if span.end <= quoted.start]
    asked = next(filter(is_question, reversed(before)), "")
    return "\n".join([document.metadata.title, stored.passage.heading or "", asked])


def _lacks(question: str, stored: StoredPassage, document: Document) -> bool:
    """Return whether a date or code of the question is neither in a passage nor what its document is about."""
    missing = missing_values(question, passage_in_context(stored, document))
    return bool(missing) and any(document.text.casefold().count(each.casefold()) < OFTEN for each in missing)


def passage_in_context(stored: StoredPassage, document: Document) -> str:
    """Return the text of a passage after what tells its subject: title, date, heading, names of file and folder."""
    about, passage, path = document.metadata, stored.passage, PurePath(document.path)
    names = [name_words(path.parent.name), name_words(path.name)]
    parts = [about.title, about.date, passage.heading, *names, passage.span.of(document.text)]
    return "\n".join(part for part in parts if part)
