"""Choose between the interpretations of a question by what is found for each, and what may be quoted for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.question_checks import has_words
from bot.english.anaphora import fragment
from bot.english.circumstances import says_when, says_why
from bot.english.dates import find_dates
from bot.english.ellipsis import asked_alone
from bot.english.names import certain_names, find_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.answering.follow_up import Interpretation, StandaloneQuestion
    from bot.answering.selection import PickedSentence
    from bot.answers import Question
    from bot.english.dates import Date
    from bot.english.names import Name
    from corpus.documents import Document
    from embeddings.ranking.ranked_passage import Retrieval

CERTAIN = 0.95
"""From this probability on, an interpretation is the only one that is searched for."""
_STEM = 4
"""Letters by which a name and what is derived from it begin."""
_SAYS = {"when": says_when, "why": says_why}


def to_search(meant: Sequence[Interpretation]) -> list[Interpretation]:
    """Return the interpretations that are worth a search: those that have words, or the certain one alone."""
    worth = [each for each in meant if has_words(each.question.text)] or list(meant[:1])
    return worth[:1] if worth[0].probability >= CERTAIN else worth


def choose(
    meant: Sequence[Interpretation],
    search: Callable[[StandaloneQuestion], Retrieval],
    confidence: Callable[[Retrieval], float],
) -> tuple[StandaloneQuestion, Retrieval]:
    """Search for every interpretation and return the one that scores best, with what it found; of equals the likelier.

    The score is the probability that the question is meant so, times the `confidence` in what is found for it.
    """
    found = [(each, search(each.question)) for each in to_search(meant)]
    if len(found) > 1:
        found.sort(key=lambda each: -each[0].probability * confidence(each[1]))
    return found[0][0].question, found[0][1]


def brings_something(question: Question) -> bool:
    """Return whether a question is a follow-up that says what its answer has to speak of: "And in 2023?", "When?"."""
    text = question.text
    return bool(question.history) and (asked_alone(text) in _SAYS or fragment(text) is not None)


def quotable(
    question: Question, found: Retrieval, documents: Mapping[str, Document]
) -> Callable[[PickedSentence], bool]:
    """Return the test of which sentences may be quoted for `question`, as it was asked.

    That of an ordinary question is passed by all, that of a follow-up that brings something by those that speak of it.
    """
    if not brings_something(question):
        return lambda _: True

    def test(picked: PickedSentence) -> bool:
        stored = found.passages[picked.passage].stored
        document = documents[stored.document]
        texts = [span.of(document.text) for span in stored.passage.sentences[: picked.sentence + 1]]
        around = "\n".join([document.metadata.title, stored.passage.heading or "", *texts[-2:-1]])
        return speaks_of_it(question.text, texts[-1], around)

    return test


def speaks_of_it(question: str, sentence: str, around: str) -> bool:
    """Return whether a sentence speaks of what a follow-up brings; of any other question, true.

    A date and a name that a fragment brings ("And in 2023?", "And for a Volvo?") have to stand in the sentence or
    `around` it: in its title, its heading or the sentence before. "When?" and "Why?" alone are answered by a sentence
    that says when or why.
    """
    adverb = asked_alone(question)
    if adverb in _SAYS:
        return _SAYS[adverb](sentence)
    new = fragment(question)
    text = f"{around}\n{sentence}"
    return new is None or (
        all(any(_is_told(date, other) for other in find_dates(text)) for date in find_dates(new))
        and all(any(_may_be_one(name, other) for other in find_names(text)) for name in certain_names(new))
    )


def _is_told(date: Date, other: Date) -> bool:
    """Return whether `other` has every part of a date, or is a range, of which the end is not known."""
    parts = ((date.year, other.year), (date.month, other.month), (date.day, other.day))
    return other.relation == "within" or all(mine in (None, its) for mine, its in parts)


def _may_be_one(name: Name, other: Name) -> bool:
    """Return whether two names may be of one thing: alike, an initialism, or of one stem ("Iran", "Iranians").

    A single letter, such as the title of a file, is nobody's initial.
    """
    if len("".join(other.words)) == 1:
        return False
    stems = {word[:_STEM] for word in other.words if len(word) >= _STEM}
    return not name.excludes(other) or any(word[:_STEM] in stems for word in name.words)
