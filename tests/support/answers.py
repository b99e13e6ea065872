"""Answers made up by hypothesis: every shape that an answer may have, with text of any characters."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from bot.answers import About, Answer, AnswerSentence, Citation, Disagreement, Side
from bot.facts import Asked, DocumentFact, Facts
from corpus.documents import Span
from corpus.printed_layout import Rectangle
from embeddings.ranking.corrections import Correction
from embeddings.store.coverage import Coverage

TEXTS = st.text(st.characters(), max_size=20)
"""Lone surrogates among them: names of files hold some."""
NUMBERS = st.floats(allow_nan=False)
_OFFSETS = st.integers(0, 2**40)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    excerpt, start = draw(TEXTS), draw(_OFFSETS)
    bounds = draw(st.lists(st.integers(start, start + len(excerpt)), unique=True, max_size=6).map(sorted))
    return Citation(
        number=draw(st.integers(1, 9)),
        document=draw(TEXTS),
        path=draw(TEXTS),
        sha256=draw(TEXTS),
        title=draw(TEXTS),
        author=draw(st.none() | TEXTS),
        publisher=draw(st.none() | TEXTS),
        date=draw(st.none() | TEXTS),
        url=draw(st.none() | TEXTS),
        page=draw(st.none() | st.integers(1, 999)),
        heading=draw(st.none() | TEXTS),
        start=start,
        end=start + len(excerpt),
        excerpt=excerpt,
        highlights=tuple(Span(*pair) for pair in zip(bounds[::2], bounds[1::2], strict=False)),
        score=draw(NUMBERS),
        place=draw(st.none() | TEXTS),
        others=tuple(draw(st.lists(TEXTS, max_size=2))),
        rectangles=tuple(draw(st.lists(_rectangles(), max_size=2))),
        part=draw(TEXTS),
    )


@st.composite
def _rectangles(draw: st.DrawFn) -> Rectangle:
    left, right = sorted((draw(NUMBERS), draw(NUMBERS)))
    bottom, top = sorted((draw(NUMBERS), draw(NUMBERS)))
    return Rectangle(draw(st.integers(1, 99)), left, bottom, right, top)


@st.composite
def _sides(draw: st.DrawFn) -> Side:
    before, value, after = draw(TEXTS), draw(TEXTS), draw(TEXTS)
    return Side(value, before + value + after, draw(st.integers(1, 9)), draw(_OFFSETS), draw(_OFFSETS))


_SENTENCES = st.builds(AnswerSentence, TEXTS, st.integers(1, 9), _OFFSETS, _OFFSETS)
_DISAGREEMENTS = st.builds(
    Disagreement, st.sampled_from(get_args(About)), st.lists(_sides(), min_size=2, max_size=3).map(tuple)
)


_FACT = st.builds(
    DocumentFact,
    *(TEXTS, TEXTS, TEXTS),
    *(st.none() | TEXTS, st.none() | TEXTS, st.none() | TEXTS),
    citation=st.none() | st.integers(1, 3),
    stated=st.booleans(),
)


@st.composite
def _facts(draw: st.DrawFn) -> Facts:
    documents = tuple(draw(st.lists(_FACT, max_size=2)))
    return Facts(
        asks=draw(st.sampled_from(get_args(Asked))),
        count=len(documents) + draw(st.integers(0, 2**40)),
        documents=documents,
        by=draw(st.none() | TEXTS),
        period=draw(st.none() | TEXTS),
        undated=draw(st.integers(0, 2**40)),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """`perhaps` only where nothing is quoted, as an answer wants it."""
    sentences = tuple(draw(st.lists(_SENTENCES, max_size=3)))
    return Answer(
        question=draw(TEXTS),
        standalone_question=draw(TEXTS),
        confidence=draw(NUMBERS),
        sentences=sentences,
        citations=tuple(draw(st.lists(citations(), max_size=3))),
        elapsed_ms=draw(NUMBERS),
        disagreements=tuple(draw(st.lists(_DISAGREEMENTS, max_size=2))) if sentences else (),
        coverage=draw(st.none() | st.builds(Coverage, st.integers(0, 2**40), st.integers(0, 2**40))),
        timings_ms=draw(st.dictionaries(TEXTS, NUMBERS, max_size=3)),
        facts=draw(st.none() | _facts()),
        perhaps=not sentences and draw(st.booleans()),
        unread=draw(TEXTS),
        corrections=tuple(draw(st.lists(st.builds(Correction, TEXTS, TEXTS), max_size=2))),
    )
