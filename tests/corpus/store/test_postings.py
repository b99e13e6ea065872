from __future__ import annotations

import numpy as np
import pytest

from corpus.store import postings
from corpus.store.postings import Postings, PostingsCache


def of(*passages: int) -> Postings:
    return Postings(np.array(passages, np.int32), np.ones(len(passages), np.int32))


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> PostingsCache:
    monkeypatch.setattr(postings, "REMEMBERED", 5)
    return PostingsCache()


def test_as_many_postings_are_remembered_as_fit_and_no_more(cache: PostingsCache) -> None:
    cache.keep("lamp", 1, of(1, 2, 3))
    cache.keep("bee", 1, of(4, 5))
    assert cache.get("lamp", 1) is not None
    assert cache.get("bee", 1) is not None
    cache.keep("queen", 1, of(6))
    assert cache.get("lamp", 1) is None
    assert cache.get("bee", 1) is not None


def test_what_was_asked_for_longest_ago_is_forgotten_first(cache: PostingsCache) -> None:
    cache.keep("lamp", 1, of(1, 2, 3))
    cache.keep("bee", 1, of(4, 5))
    cache.get("lamp", 1)
    cache.keep("queen", 1, of(6))
    assert cache.get("lamp", 1) is not None
    assert cache.get("bee", 1) is None


def test_postings_of_another_generation_are_not_given_and_are_forgotten(cache: PostingsCache) -> None:
    cache.keep("lamp", 1, of(1, 2, 3))
    assert cache.get("lamp", 2) is None
    cache.keep("bee", 2, of(1, 2, 3, 4))
    cache.keep("queen", 2, of(5))
    assert cache.get("bee", 2) is not None
    assert cache.get("lamp", 1) is None


def test_what_is_kept_twice_counts_once(cache: PostingsCache) -> None:
    for _ in range(3):
        cache.keep("lamp", 1, of(1, 2, 3))
    cache.keep("bee", 1, of(4, 5))
    assert cache.get("lamp", 1) is not None
