from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.errors import RerankerUnavailable
from embeddings.reranking.score_cache import CachedReranker
from tests.support.fakes import FakeReranker, MissingReranker

ASKED = "Who lit the lamp?"


def test_nothing_is_read_twice() -> None:
    inner = FakeReranker()
    reranker = CachedReranker(inner)
    first = reranker.score(ASKED, ["The lamp burns.", "A whale sang.", "The lamp burns."]).tolist()
    assert first[0] == first[2] != first[1]
    assert reranker.score(ASKED, ["A whale sang.", "The keeper lit it.", "The lamp burns."]).tolist()[::2] == first[1:]
    assert inner.read == ["The lamp burns.", "A whale sang.", "The keeper lit it."]
    assert reranker.name == inner.name


def test_the_same_text_is_read_again_for_another_question() -> None:
    inner = FakeReranker()
    reranker = CachedReranker(inner)
    assert reranker.score("lamp", ["lamp"]) != reranker.score("whale", ["lamp"])
    assert inner.read == ["lamp", "lamp"]


def test_where_a_question_ends_and_a_text_begins_is_no_matter_of_luck() -> None:
    inner = FakeReranker()
    reranker = CachedReranker(inner)
    for question, text in (("ab", "c"), ("a", "bc"), ("", "abc"), ("abc", ""), ("3 a", "bc")):
        reranker.score(question, [text])
    assert inner.read == ["c", "bc", "abc", "", "bc"]


def test_the_score_that_was_used_longest_ago_is_forgotten_first() -> None:
    inner = FakeReranker()
    reranker = CachedReranker(inner, entries=3)
    reranker.score(ASKED, ["one", "two", "three"])
    reranker.score(ASKED, ["one"])
    reranker.score(ASKED, ["four"])
    assert inner.read == ["one", "two", "three", "four"]
    reranker.score(ASKED, ["one", "three", "four"])
    assert len(inner.read) == 4
    reranker.score(ASKED, ["two"])
    assert inner.read[4:] == ["two"]


def test_more_texts_at_once_than_it_keeps_are_scored_all_the_same() -> None:
    texts = [f"lamp {number}" for number in range(5)]
    plain = FakeReranker().score(ASKED, texts).tolist()
    assert CachedReranker(FakeReranker(), entries=2).score(ASKED, texts).tolist() == plain


def test_no_texts_have_no_scores_and_nothing_is_asked() -> None:
    reranker = CachedReranker(MissingReranker())
    assert reranker.score(ASKED, []).shape == (0,)
    with pytest.raises(RerankerUnavailable):
        reranker.score(ASKED, ["lamp"])


@given(st.lists(st.lists(st.text(st.characters(), max_size=3), max_size=4), max_size=6), st.integers(1, 4))
def test_scores_are_those_of_the_re_ranker_whatever_was_asked_before(calls: list[list[str]], entries: int) -> None:
    reranker = CachedReranker(FakeReranker(), entries)
    for texts in calls:
        assert reranker.score("a b", texts).tolist() == FakeReranker().score("a b", texts).tolist()


def test_threads_get_their_own_scores() -> None:
    reranker = CachedReranker(FakeReranker(), entries=20)

    def ask(number: int) -> bool:
        texts = [f"lamp {number} {each}" for each in range(9)]
        return bool((reranker.score(f"lamp {number}", texts) == FakeReranker().score(f"lamp {number}", texts)).all())

    with ThreadPoolExecutor(8) as people:
        assert all(people.map(ask, range(200)))
