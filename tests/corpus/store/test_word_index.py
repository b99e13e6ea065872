from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Content, Document, Metadata, Passage, Span
from corpus.store import word_index
from corpus.store.library import Library
from corpus.store.word_index import SATURATION, WordIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

WORDS = ["lamp", "keeper", "bee", "queen", "tower", "winter"]


def put(library: Library, name: str, texts: Sequence[str], title: str = "zzz") -> None:
    """A document with a passage for each text."""
    whole = "\n".join(texts)
    spans, at = [], 0
    for text in texts:
        spans.append(Span(at, at + len(text)))
        at += len(text) + 1
    content = Content(whole, Metadata(title), "text/plain", Span(0, len(whole)))
    library.put(Document(f"/made-up/{name}", "0" * 64, content), [Passage(span, (span,)) for span in spans])


def counted(library: Library) -> dict[int, Counter[str]]:
    """The terms of every passage, title included, counted without an index."""
    return {
        stored.id: Counter([*stored.sentence_terms[0], *record.metadata.title.split()])
        for record in library.documents()
        for stored in library.passages.of(record.id)
    }


@given(texts=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), min_size=1, max_size=12))
@settings(deadline=None, max_examples=25)
def test_the_passages_found_are_those_with_the_highest_sums_of_saturated_weights(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]
) -> None:
    library = Library.open(tmp_path_factory.mktemp("words"))
    put(library, "a", [" ".join(words) for words in texts])
    index = WordIndex(library.store)
    asked = ["lamp", "bee", "winter"]
    statistics = index.statistics(asked)
    scores = {}
    for id, counts in counted(library).items():
        scores[id] = sum(
            math.log(1 + len(texts) / statistics.reach[term])
            * counts[term]
            * (SATURATION + 1)
            / (counts[term] + SATURATION)
            for term in asked
            if counts[term]
        )
    expected = sorted((id for id in scores if scores[id]), key=lambda id: (-scores[id], id))
    found = index.search([[term] for term in asked], statistics, 5)
    assert [round(scores[id], 9) for id in found] == [round(scores[id], 9) for id in expected[:5]]
    assert len(set(found)) == len(found)
    library.close()


def test_the_totals_are_those_of_a_count_after_every_change(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    index = WordIndex(library.store)
    assert (index.statistics([]).passages, index.statistics([]).mean_length) == (0, 0.0)
    put(library, "a", ["lamp keeper lamp", "bee"] * 40, title="tower")
    put(library, "b", ["queen bee winter"] * 30)
    changes: list[Callable[[], object]] = [
        lambda: put(library, "a", ["lamp lamp lamp lamp"]),
        lambda: library.remove([library.names.find("/made-up/b")]),
        lambda: put(library, "c", ["bee"] * 300),
    ]
    for change in changes:
        change()
        texts = [
            stored.sentence_terms[0] for record in library.documents() for stored in library.passages.of(record.id)
        ]
        statistics = index.statistics(["lamp"])
        assert statistics.passages == len(texts)
        assert statistics.mean_length == pytest.approx(sum(map(len, texts)) / len(texts))


def test_the_count_of_a_frequent_term_is_kept_while_next_to_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library.open(tmp_path)
    put(library, "a", ["bee queen"] * 99 + ["lamp"])
    monkeypatch.setattr(word_index, "FREQUENT", 0.1)
    monkeypatch.setattr(word_index, "CHANGED", 0.05)
    index = WordIndex(library.store)
    assert index.statistics(["bee", "lamp"]).reach == {"bee": 99, "lamp": 1}
    put(library, "b", ["bee", "lamp"])
    assert index.statistics(["bee", "lamp"]).reach == {"bee": 99, "lamp": 2}
    put(library, "c", ["bee", "lamp", "lamp", "lamp"])
    assert index.statistics(["bee", "lamp"]).reach == {"bee": 101, "lamp": 5}
    put(library, "c", ["lamp", "lamp", "lamp", "lamp"])
    assert index.statistics(["bee", "lamp"]).reach == {"bee": 100, "lamp": 6}


def test_more_terms_than_are_remembered_are_counted_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library.open(tmp_path)
    put(library, "a", ["bee queen", "bee lamp", "bee"])
    monkeypatch.setattr(word_index, "COUNTED", 2)
    index = WordIndex(library.store)
    for _ in range(2):
        assert index.statistics(["bee", "queen"]).reach == {"bee": 3, "queen": 1}
        assert index.statistics(["queen", "lamp"]).reach == {"queen": 1, "lamp": 1}
        assert index.statistics(["bee", "queen", "lamp"]).reach == {"bee": 3, "queen": 1, "lamp": 1}


def test_a_term_that_stands_in_the_title_only_reaches_its_passages(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    put(library, "a", ["lamp", "keeper"], title="tower")
    index = WordIndex(library.store)
    statistics = index.statistics(["tower"])
    assert (statistics.document_frequency, statistics.reach) == ({}, {"tower": 2})
    assert len(index.search([["tower"]], statistics, 9)) == 2


def test_a_passage_with_a_term_in_its_text_and_in_its_title_is_reached_once(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    put(library, "a", ["lamp", "lamp lamp keeper", "keeper"], title="lamp")
    put(library, "b", ["lamp", "bee"], title="tower")
    statistics = WordIndex(library.store).statistics(["lamp", "keeper", "tower", "bee"])
    assert statistics.document_frequency == {"lamp": 3, "keeper": 2, "bee": 1}
    assert statistics.reach == {"lamp": 4, "keeper": 2, "tower": 2, "bee": 1}


@given(
    texts=st.lists(st.lists(st.sampled_from([*WORDS, "…", "\n"]), min_size=1, max_size=8), min_size=1, max_size=6),
    gone=st.integers(0, 5),
)
@settings(deadline=None, max_examples=25)
def test_totals_and_counts_are_those_of_a_count_whatever_was_put_and_removed(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], gone: int
) -> None:
    library = Library.open(tmp_path_factory.mktemp("totals"))
    for number, sentences in enumerate(texts):
        whole = "|".join(sentences)
        spans, at = [], 0
        for sentence in sentences:
            spans.append(Span(at, at + len(sentence)))
            at += len(sentence) + 1
        content = Content(whole, Metadata("lamp keeper"), "text/plain", Span(0, len(whole)))
        library.put(Document(f"/{number}", "0" * 64, content), [Passage(Span(0, len(whole)), tuple(spans))])
    library.remove([record.id for record in library.documents()][:gone])
    stored = [each for record in library.documents() for each in library.passages.of(record.id)]
    own = [Counter(each.terms.split()) for each in stored]
    statistics = WordIndex(library.store).statistics(WORDS)
    assert (statistics.passages, library.passages.count()) == (len(stored), len(stored))
    assert statistics.mean_length * len(stored) == pytest.approx(sum(each.total() for each in own))
    assert statistics.document_frequency == {w: n for w in WORDS if (n := sum(w in each for each in own))}
    titled = {"lamp": len(stored), "keeper": len(stored)} if stored else {}
    assert statistics.reach == statistics.document_frequency | titled
    library.close()


def test_frequent_terms_choose_no_passages_while_rarer_ones_fill_what_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library.open(tmp_path)
    put(library, "a", ["bee"] * 20 + ["lamp", "queen lamp"])
    monkeypatch.setattr(word_index, "OCCURRENCES", 10)
    index = WordIndex(library.store)
    ids = sorted(counted(library))
    asked = ["bee", "lamp", "queen"]
    assert index.search([[term] for term in asked], index.statistics(asked), 99) == [ids[-1], ids[-2]]
    assert index.search([["bee"]], index.statistics(["bee"]), 99) == ids[:10]


def test_only_passages_of_the_given_documents_are_found(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    put(library, "a", ["lamp"] * 3)
    put(library, "b", ["lamp bee"] * 2)
    index = WordIndex(library.store)
    statistics = index.statistics(["lamp"])
    chosen = library.names.find("/made-up/b")
    within = library.passages.within([chosen])
    assert set(index.search([["lamp"]], statistics, 9, within)) == set(library.passages.ids([chosen]))
    assert set(index.search([["lamp"]], statistics, 9)) > set(library.passages.ids([chosen]))
    assert index.search([["lamp"]], statistics, 9, library.passages.within([])) == []
    assert index.search([["whale"]], index.statistics(["whale"]), 9) == []


def test_a_passage_inside_is_found_though_more_than_are_looked_at_come_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library.open(tmp_path)
    put(library, "a", ["lamp"] * 20)
    put(library, "b", ["lamp bee"])
    monkeypatch.setattr(word_index, "OCCURRENCES", 10)
    index = WordIndex(library.store)
    within = library.passages.within([library.names.find("/made-up/b")])
    for _ in range(2):
        assert index.search([["lamp"]], index.statistics(["lamp"]), 9, within) == within.ids.tolist()


def test_the_passages_of_documents_are_known_until_the_library_changes(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    put(library, "a", ["lamp", "bee"])
    chosen = library.names.find("/made-up/a")
    before = library.passages.within([chosen])
    assert library.passages.within([chosen]) is before
    assert before.ids.tolist() == library.passages.ids([chosen])
    assert before.holds(np.array([before.ids[0], before.ids[-1] + 1, 2**31 - 1], np.int32)).tolist() == [
        True,
        False,
        False,
    ]
    put(library, "a", ["lamp", "bee", "queen"])
    assert library.passages.within([chosen]).ids.tolist() == library.passages.ids([chosen]) != before.ids.tolist()
