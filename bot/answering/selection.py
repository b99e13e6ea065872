"""Choose the sentences that are the answer, and what is quoted for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answering.quoting import PassageSentences
from bot.answers import AnswerSentence
from bot.english.dates import find_dates
from bot.english.list_question import asks_for_several
from corpus.english.question_type import is_yes_no
from corpus.text.markup.answerable import may_answer
from corpus.text.terms import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from corpus.documents import Document, Span
    from embeddings.ranking.ranked_passage import Retrieval

NEAR = 0.5
"""Lowest probability of a further sentence that is quoted, as a share of the best one's."""
NEAR_BESIDE = 0.35
"""The same of a sentence side by side with one that is quoted: they are one quotation."""
NEAR_IN_A_LIST = 0.05
"""The same where several things are asked for."""
MOST_IN_A_LIST = 8
"""Sentences that are quoted where several things are asked for."""
ALIKE = 0.9
"""Share of their words that two quotations have in common from which on they say the same."""


@dataclass(frozen=True, slots=True)
class PickedSentence:
    """A sentence of a ranked passage: the passage's place in the ranking and its own in the passage, both from 0."""

    passage: int
    sentence: int
    probability: float


def pick_sentences(
    found: Retrieval, near: float = NEAR, may_answer: Callable[[PickedSentence], bool] = lambda _: True
) -> list[PickedSentence]:
    """Return the best sentence of all passages, then the others that are nearly as good, best first.

    Sentences that may not answer, by `may_answer`, are passed over.
    """
    picked = [
        PickedSentence(rank, sentence.number, sentence.probability)
        for rank, passage in enumerate(found.passages)
        for sentence in passage.sentences
        if passage.stored.passage.sentences
    ]
    picked.sort(key=lambda each: -each.probability)
    good = (each for each in picked if each.probability >= near * picked[0].probability)
    return list(filter(may_answer, good))


def quote_sentences(
    question: str,
    found: Retrieval,
    documents: Mapping[str, Document],
    most: int,
    may_answer: Callable[[PickedSentence], bool] = lambda _: True,
) -> list[AnswerSentence]:
    """Return at most `most` quotations that answer `question`, best first; more where it asks for several things.

    Each is understood alone, with a neighbour that is nearly as likely, and shown in an excerpt. What says the same as
    one before it is left out, and so are sentences that may not answer, by `may_answer`.
    """
    several = asks_for_several(question)
    quoted: list[AnswerSentence] = []
    picked = pick_sentences(found, NEAR_IN_A_LIST if several else NEAR, may_answer)
    beside = pick_sentences(found, NEAR_BESIDE, may_answer)
    goes_on = is_yes_no(question)
    for each in _quotations(found, documents, picked, beside, goes_on):
        if len(quoted) >= (MOST_IN_A_LIST if several else most):
            break
        if not any(_says_the_same(each, other, found) for other in quoted):
            quoted.append(each)
    return quoted


def cited_by(found: Retrieval, document: str, sentence: Span) -> int | None:
    """Return the number of the first citation whose excerpt holds a sentence; None for one that is not shown."""
    for number, ranked in enumerate(found.passages, 1):
        if ranked.stored.document == document and ranked.excerpt.holds(sentence):
            return number
    return None


def _quotations(
    found: Retrieval,
    documents: Mapping[str, Document],
    picked: Sequence[PickedSentence],
    likely: Sequence[PickedSentence],
    goes_on: bool,
) -> Iterator[AnswerSentence]:
    """Yield the quotation for each picked sentence, with neighbours that are among the `likely` ones.

    Where a quotation `goes_on`, it does with the sentence that may limit it.
    """
    for each in picked:
        stored = found.passages[each.passage].stored
        document = documents[stored.document]
        text = document.text
        sentences = PassageSentences.of(text, stored.passage.sentences)
        if not may_answer(document.content, sentences.spans[each.sentence]):
            continue
        alone = sentences.quotation(each.sentence)
        beside = {other.sentence for other in likely if other.passage == each.passage}
        beside = {
            number
            for number in beside
            if may_answer(document.content, sentences.spans[number])
            and not _are_of_other_days(sentences.texts[each.sentence], sentences.texts[number])
        }
        if goes_on:
            beside |= sentences.limited_by(each.sentence)
        for span in (sentences.with_neighbours(alone, beside), alone, sentences.spans[each.sentence]):
            if citation := cited_by(found, stored.document, span):
                yield AnswerSentence(span.of(text), citation, span.start, span.end)
                break


def _are_of_other_days(one: str, other: str) -> bool:
    """Return whether two sentences tell of dates that exclude each other: they answer different questions."""
    return any(mine.excludes(its) for mine in find_dates(one) for its in find_dates(other))


def _says_the_same(one: AnswerSentence, other: AnswerSentence, found: Retrieval) -> bool:
    """Return whether two quotations overlap in a document, or have nearly the same words."""
    passages = found.passages
    same_document = passages[one.citation - 1].stored.document == passages[other.citation - 1].stored.document
    if same_document and one.start < other.end and other.start < one.end:
        return True
    terms = [{word.term for word in words(each.text)} for each in (one, other)]
    return len(terms[0] & terms[1]) >= ALIKE * len(terms[0] | terms[1])
