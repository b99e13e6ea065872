"""Offer questions drawn from the library itself, each asked before, and answered by the very sentence it is from.

Answering comes first: examples are made in a thread of their own, and again where the library has changed.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Protocol

from bot.answers import Answer, Question
from bot.english.clause_questions import clause_questions
from bot.english.plain_subject import of_person, person_in
from bot.english.question_generation import OF_QUESTIONS, capitalised_words, question_from
from bot.english.reader_questions import reader_questions
from bot.english.standing_questions import label_questions, question_of_the_documents
from bot.errors import QuestionError
from bot.wording.terminal import say
from corpus.documents import Span
from corpus.errors import CorpusError, LibraryUnreachable, UnknownDocument
from corpus.text.terms import is_stop_word, words
from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.answers import Turn
    from corpus.documents import Document
    from corpus.engines.document_store import DocumentStore
    from corpus.store.stored_passages import StoredPassage

EXAMPLES, FOLLOW_UPS = 4, 3
"""Most questions that are offered at the start, and after an answer."""
_DOCUMENTS, _PASSAGES = 40, 40
"""Most documents of a library, and passages of a document, that are looked through."""
_TRIED, _TRIED_NEXT = 60, 9
"""Most questions that are asked for the examples, and after an answer."""
_AS_TRIES = 4
"""A document that has a question among the examples waits for its next one until others were tried so often."""
_DRAWN_SECONDS = 6.0
"""Seconds after which examples are offered before there are all of them: somebody may be waiting."""
_ANSWERED_WITHIN = 3
"""Sentences behind a question of the document's own that may answer it."""
_TELLING = 3
"""Words that say what a question is about: one with so many is offered before one with fewer."""
_REST, _REST_SECONDS = 2.0, 30.0
"""Pause before examples are made anew: _REST times as long as making them took, at most _REST_SECONDS.

A library that is being filled changes all the time.
"""


class _Answers(Protocol):
    """What answers questions, in this process or in another."""

    def answer(self, question: Question) -> Answer:
        """Return the answer to `question`. Raises QuestionError."""
        ...


@dataclass(frozen=True, slots=True)
class QuestionCandidate:
    """A question that may be offered, and the sentence that should answer it.

    One that the document itself asks may be answered by any of the sentences after it, which `sentence` spans then.
    """

    question: str
    document: str
    sentence: Span
    is_plain: bool = False
    """Whether the pattern that it is from takes any plain clause, so that others are offered before it."""

    @property
    def form(self) -> str:
        """Return how it asks: "How many", "When was"."""
        return " ".join(self.question.split()[:2])


class Suggestions:
    """Questions to offer over one library; any thread may ask for them."""

    def __init__(self, library: DocumentStore, answerer: _Answers) -> None:
        self._library = library
        self._answerer = answerer
        self._lock = threading.Lock()
        self._fresh = threading.Event()
        self._examples: tuple[str, ...] = ()
        self._wanted: int | None = None
        self._drawing = False

    def examples(self, wait: float = 0.0) -> tuple[str, ...]:
        """Return examples over the library as it is, or as it was lately where they take longer than `wait` seconds."""
        try:
            generation = self._library.generation()
        except LibraryUnreachable:
            return self._examples
        with self._lock:
            if generation != self._wanted:
                self._wanted = generation
                self._fresh.clear()
                if not self._drawing:
                    self._drawing = True
                    threading.Thread(target=self._keep_up, name="examples", daemon=True).start()
        self._fresh.wait(wait)
        return self._examples

    def follow_ups(self, answer: Answer, history: Sequence[Turn]) -> tuple[str, ...]:
        """Return questions that the cited documents answer, nearest to what was answered first.

        Each has a word of the question or of the passages quoted, and asks for something else. None of them was asked
        in `history`, and none is answered by what was said.
        """
        asked = {_plain(turn.question) for turn in history} | {_plain(answer.question)}
        quoted = {(answer.citations[each.citation - 1].document, each.start) for each in answer.sentences}
        told = " ".join(turn.answer for turn in history)
        before = [_terms(turn.question) for turn in history] + [_terms(answer.question)]
        quoted_from = [answer.citations[each.citation - 1].excerpt for each in answer.sentences]
        about = _terms(" ".join([answer.standalone_question, *quoted_from]))
        documents = {each.document: each.start for each in reversed(answer.citations)}
        order = list(dict.fromkeys(each.document for each in answer.citations))
        drawn = [self._candidates(id, documents[id]) for id in order]
        fresh = (
            each
            for each in _in_turn(drawn)
            if (each.document, each.sentence.start) not in quoted
            and _plain(each.question) not in asked
            and self._text(each) not in told
            and _goes_on_from(_terms(each.question), about, before)
        )
        return tuple(islice(self._answered(fresh, _TRIED_NEXT, tuple(history)), FOLLOW_UPS))

    def _keep_up(self) -> None:
        """Draws until there are examples of the library as it was when somebody asked for them last."""
        while True:
            wanted, begun = self._wanted, time.monotonic()
            try:
                self._draw()
            except Exception:
                self._rest()  # nobody waits for what does not come; the next change has them drawn anew
                raise
            if self._rest(wanted):
                return
            time.sleep(min(_REST_SECONDS, _REST * (time.monotonic() - begun)))

    def _rest(self, drawn: int | None = None) -> bool:
        """End the drawing, unless something else than what was `drawn` is wanted by now."""
        with self._lock:
            if drawn is not None and self._wanted != drawn:
                return False
            self._drawing = False
            self._fresh.set()
            return True

    def _draw(self) -> None:
        try:
            english = [line.id for line in self._library.list.all() if _is_english(line.metadata.language)]
            step = max(1, len(english) // _DOCUMENTS)
            drawn = [self._candidates(id, 0) for id in english[::step][:_DOCUMENTS]]
            self._take(self._varied([list(each) for each in drawn]))
        except (CorpusError, EmbeddingError) as error:
            say(f"No examples could be drawn from the library: {error}", "red")

    def _take(self, answered: Iterable[str]) -> None:
        """Take the first questions that are answered; whoever waits is given after _DRAWN_SECONDS what there is."""
        begun = time.monotonic()
        found: list[str] = []
        for question in islice(answered, EXAMPLES):
            found.append(question)
            if time.monotonic() - begun > _DRAWN_SECONDS:
                self._examples = tuple(found)
                self._fresh.set()
        self._examples = tuple(found)

    def _candidates(self, id: str, near: int) -> list[QuestionCandidate]:
        """Collect the questions of a document's passages around a place, those nearest to it first."""
        try:
            document = self._library.document(id)
        except UnknownDocument:
            return []
        if not _is_english(document.metadata.language):
            return []
        passages = sorted(self._library.passages.of(id), key=lambda each: abs(each.passage.span.start - near))
        return list(_questions(document, passages[:_PASSAGES]))

    def _text(self, candidate: QuestionCandidate) -> str:
        return candidate.sentence.of(self._library.document(candidate.document).text)

    def _varied(self, drawn: list[list[QuestionCandidate]]) -> Iterator[str]:
        """Yield questions that are answered, from as many documents and asked in as many ways as there are."""
        tries: Counter[str] = Counter()
        forms: Counter[str] = Counter()
        pools = [[each for each in pool if each.is_plain == is_plain] for is_plain in (False, True) for pool in drawn]
        for _ in range(_TRIED):
            left = [each for each in pools if each]
            if not left:
                return
            pool = min(left, key=lambda each: (each[0].is_plain, tries[each[0].document]))
            chosen = min(pool, key=lambda each: forms[each.form.split()[0]])
            pool.remove(chosen)
            tries[chosen.document] += 1
            for question in self._answered([chosen], 1):
                tries[chosen.document] += _AS_TRIES
                forms[chosen.form.split()[0]] += 1
                yield question

    def _answered(
        self, candidates: Iterable[QuestionCandidate], most: int, history: tuple[Turn, ...] = ()
    ) -> Iterator[str]:
        """Put the questions first that are answered by their own sentence; try a limited number."""
        offered: set[str] = set()
        for each in islice(candidates, most):
            if _plain(each.question) in offered:
                continue
            try:
                answer = self._answerer.answer(Question(each.question, history))
            except QuestionError:
                continue
            if _is_answered(each, answer):
                offered.add(_plain(each.question))
                yield each.question


def _is_english(language: str | None) -> bool:
    return (language or "en").startswith("en")


def _questions(document: Document, passages: Sequence[StoredPassage]) -> Iterator[QuestionCandidate]:
    """Yield what is asked in a document, or answered by its sentences; what says more of its subject comes first."""
    text, id, subject = document.text, document.id, person_in(document.metadata.title)
    known = {word for each in passages for word in capitalised_words(each.passage.span.of(text))}
    sentences = list(chain.from_iterable(each.passage.sentences for each in passages))
    made: dict[str, QuestionCandidate] = {}
    for number, sentence in enumerate(sentences):
        told = of_person(sentence.of(text), subject)
        if asked := question_of_the_documents(told):
            after = sentences[number + 1 : number + 1 + _ANSWERED_WITHIN]
            if after and after[0].start > sentence.start:
                made.setdefault(
                    _plain(asked), QuestionCandidate(asked, id, Span(after[0].start, max(x.end for x in after)))
                )
            continue
        strict = question_from(told, known)
        plain = (*clause_questions(told, known), *reader_questions(told), *label_questions(told))
        for question in filter(None, (strict, *plain)):
            made.setdefault(_plain(question), QuestionCandidate(question, id, sentence, is_plain=question != strict))
    yield from sorted(made.values(), key=lambda each: (each.is_plain, -min(_TELLING, len(_terms(each.question)))))


def _is_answered(candidate: QuestionCandidate, answer: Answer) -> bool:
    """Return whether the first sentence of an answer is the one that the question is from, or one of those."""
    if not answer.found:
        return False
    first = answer.sentences[0]
    document = answer.citations[first.citation - 1].document
    told = Span(first.start, first.end)
    return document == candidate.document and candidate.sentence.holds(told)


def _in_turn(drawn: Sequence[Sequence[QuestionCandidate]]) -> Iterator[QuestionCandidate]:
    """Take the first of each document, then the second of each."""
    return (each for row in zip_longest(*drawn) for each in row if each is not None)


def _terms(text: str) -> frozenset[str]:
    """Return the stems of the words in a text that say what it is about."""
    told = [each.term for each in words(_plain(text), "en")]
    return frozenset(each for each in told if not is_stop_word(each) and each not in OF_QUESTIONS)


def _goes_on_from(question: frozenset[str], about: frozenset[str], before: Iterable[frozenset[str]]) -> bool:
    """Whether a question is about what was talked about, and says more than what was asked before."""
    return bool(question & about) and not any(question <= each for each in before)


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))
