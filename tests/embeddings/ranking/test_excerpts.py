from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Passage, Span
from corpus.english.answer_types import AnswerType
from corpus.store.stored_passages import StoredPassage
from embeddings.ranking.excerpts import (
    BRIEF_CHARACTERS,
    SHORTEST_CHARACTERS,
    FurtherExcerpt,
    expand_excerpt,
    further_excerpt,
    snippet_score,
)

if TYPE_CHECKING:
    from tests.support.shelves import Shelf


def passage(id: int, *edges: int) -> StoredPassage:
    """Sentences between the edges, with one character between two of them."""
    sentences = tuple(Span(start, end - 1) for start, end in pairwise(edges))
    nothing = AnswerType.NONE
    span = Span(sentences[0].start, sentences[-1].end)
    return StoredPassage(id, "d", Passage(span, sentences), "\n" * (len(sentences) - 1), (nothing,) * len(sentences))


BEFORE, BEST, AFTER = passage(1, 0, 100, 200), passage(2, 200, 300, 400), passage(3, 400, 500, 600)
ALL = (BEFORE, BEST, AFTER)


def test_an_excerpt_grows_on_the_likelier_side_first() -> None:
    likely = {Span(100, 199): 0.9, Span(400, 499): 0.1}
    assert expand_excerpt(BEST, ALL, lambda s: likely.get(s, 0.0), 350) == Span(100, 399)
    assert expand_excerpt(BEST, ALL, lambda s: 0.0, 350) == Span(200, 499)


def test_an_excerpt_takes_what_there_is_room_for_on_either_side() -> None:
    assert expand_excerpt(BEST, ALL, lambda s: 0.0, 10_000) == Span(0, 599)
    assert expand_excerpt(BEST, ALL, lambda s: 0.0, 10) == BEST.passage.span
    assert expand_excerpt(BEST, (BEST,), lambda s: 0.0, 10_000) == BEST.passage.span


@given(st.lists(st.integers(2, 300), min_size=3, max_size=20), st.integers(0, 2000), st.randoms(use_true_random=False))
def test_an_excerpt_is_whole_sentences_within_the_limit(lengths: list[int], longest: int, random) -> None:  # type: ignore[no-untyped-def]
    edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    cut = len(edges) // 2
    around = [passage(1, *edges[: cut + 1]), passage(2, *edges[cut:])]
    best = around[random.randrange(2)]
    excerpt = expand_excerpt(best, around, lambda s: random.random(), longest)
    assert excerpt.holds(best.passage.span)
    assert excerpt == best.passage.span or excerpt.end - excerpt.start <= longest
    sentences = [sentence for each in around for sentence in each.passage.sentences]
    assert excerpt.start in {sentence.start for sentence in sentences}
    assert excerpt.end in {sentence.end for sentence in sentences}


def further(passage: StoredPassage, shown: Span | None = None, *probabilities: float) -> Span | None:
    found = further_excerpt(passage, probabilities or (0.1,) * len(passage.passage.sentences), shown)
    return None if found is None else found.span


def test_what_was_shown_is_not_shown_again() -> None:
    assert further(AFTER, Span(200, 499)) is None
    longer = passage(3, 400, 500, 700)
    assert further(longer, Span(200, 499)) == Span(500, 699)
    assert further(BEFORE, Span(200, 499)) == BEFORE.passage.span
    assert further(passage(1, 0, 150, 200), Span(150, 399)) == Span(0, 149)
    assert SHORTEST_CHARACTERS > 99


def test_unlikely_sentences_are_left_out_at_either_end_of_a_further_excerpt() -> None:
    long = passage(5, 0, 150, 300, 450, 600)
    assert further(long, None, 0.01, 0.2, 0.2, 0.01) == Span(150, 449)
    assert further(long, None, 0.2, 0.01, 0.01, 0.2) == long.passage.span
    assert further(long, None, 0.5, 0.0, 0.0, 0.0) == Span(0, 299)
    assert BRIEF_CHARACTERS == 200


def test_the_likeliest_sentence_is_always_shown() -> None:
    many = passage(5, *range(0, 1210, 10))
    likely = [0.001] * 120
    likely[0] = 0.002
    span = further(many, None, *likely)
    assert span is not None
    assert span.start == 0


def test_a_further_excerpt_tells_how_likely_what_it_shows_is() -> None:
    found = further_excerpt(passage(5, 0, 150, 300, 450), (0.01, 0.2, 0.3))
    assert found is not None
    assert found.span == Span(150, 449)
    assert found.probability == pytest.approx(0.5)


def test_of_two_equally_likely_excerpts_the_shorter_is_worth_more() -> None:
    short, long = FurtherExcerpt(Span(0, BRIEF_CHARACTERS), 0.3), FurtherExcerpt(Span(0, 4 * BRIEF_CHARACTERS), 0.3)
    assert snippet_score(short) == pytest.approx(0.3)
    assert snippet_score(long) == pytest.approx(0.15)
    assert snippet_score(FurtherExcerpt(Span(0, 10), 0.3)) == snippet_score(short)


def test_citations_come_in_the_order_of_their_scores(shelf: Shelf) -> None:
    shelf.add(
        towers=" ".join(f"The keeper of tower {n} lit lamp {n} every evening. It rained. " * 3 for n in range(12))
    )
    scores = [each.score for each in shelf.retriever().retrieve("Who lit lamp 5 of tower 5?", 8).passages]
    assert len(scores) >= 3
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("top", [1, 3, 5])
def test_no_text_is_in_two_excerpts_of_an_answer(shelf: Shelf, top: int) -> None:
    paragraphs = [f"The keeper of tower {n} lit lamp {n} every evening. " * 9 for n in range(12)]
    shelf.add(towers="\n\n".join(paragraphs), other="The keeper of tower 5 slept. " * 10)
    found = shelf.retriever().retrieve("Who lit lamp 5 of tower 5?", top)
    assert len(found.passages) == top
    spans = sorted((ranked.stored.document, ranked.excerpt.start, ranked.excerpt.end) for ranked in found.passages)
    for (document, _, end), (following, start, _) in pairwise(spans):
        assert document != following or end <= start
