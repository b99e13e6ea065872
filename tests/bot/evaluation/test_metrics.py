from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.metrics import (
    CurvePoint,
    TextRange,
    auroc,
    calibration,
    characters_until_read,
    holds,
    ranking_measures,
    risk_coverage,
    sentence_hits,
    sign_test,
    thinned,
    widest,
)
from corpus.documents import Span

if TYPE_CHECKING:
    from types import ModuleType


def place(start: int, end: int, document: str = "d") -> TextRange:
    return TextRange(document, Span(start, end))


def test_an_excerpt_holds_an_answer_from_half_of_it_on() -> None:
    assert holds(place(0, 15), place(10, 20))
    assert not holds(place(0, 14), place(10, 20))
    assert not holds(place(0, 30, "other"), place(10, 20))


def test_a_sentence_hits_by_half_of_the_answer_or_half_of_itself() -> None:
    assert sentence_hits(place(0, 100), place(90, 100))
    assert sentence_hits(place(90, 100), place(0, 100))
    assert not sentence_hits(place(0, 54), place(50, 60))


def test_characters_are_counted_to_the_end_of_the_answer() -> None:
    excerpts = [place(0, 100, "other"), place(200, 300)]
    assert characters_until_read(excerpts, place(210, 215), "abcde") == 115


def test_an_answer_across_two_excerpts_is_read_when_both_were_and_its_white_space_need_not_be() -> None:
    gold = place(98, 104)  # "ab", two line ends between the passages, "cd"
    assert characters_until_read([place(102, 150), place(50, 100)], gold, "ab\n\ncd") == 48 + 50
    assert characters_until_read([place(102, 150)], gold, "ab\n\ncd") is None


def test_ranking_measures_are_means_over_the_questions() -> None:
    first, fourth, never, nothing = [True, True], [False, False, False, True], [False] * 20, list[bool]()
    found = ranking_measures([first, fourth, never, nothing])
    assert found == pytest.approx({"hit@1": 0.25, "hit@3": 0.25, "hit@5": 0.5, "mrr@10": (1 + 0.25) / 4})


def test_the_reciprocal_rank_ends_with_the_tenth_excerpt() -> None:
    assert ranking_measures([[*[False] * 9, True]])["mrr@10"] == pytest.approx(0.1)
    assert ranking_measures([[*[False] * 10, True]])["mrr@10"] == 0


def test_nothing_found_at_all_measures_zero() -> None:
    assert ranking_measures([[], []]) == {"hit@1": 0, "hit@3": 0, "hit@5": 0, "mrr@10": 0}


def test_no_question_at_all_measures_zero() -> None:
    assert ranking_measures([]) == {"hit@1": 0, "hit@3": 0, "hit@5": 0, "mrr@10": 0}


@settings(deadline=None)
@given(st.lists(st.lists(st.booleans(), max_size=15), min_size=1, max_size=12).filter(any))
def test_ranking_measures_are_those_of_ir_measures(holding: list[list[bool]]) -> None:
    library = pytest.importorskip("ir_measures", reason="ir-measures has no wheel for Linux on ARM")
    assert ranking_measures(holding) == pytest.approx(measured_by(library, holding))


def measured_by(library: ModuleType, holding: list[list[bool]]) -> dict[str, float]:
    """Return the measures as ir_measures has them. A question without a right excerpt misses a document."""
    judged = [
        library.Qrel(str(question), str(rank), int(right))
        for question, ranking in enumerate(holding)
        for rank, right in enumerate((*ranking, not any(ranking)))
    ]
    run = [
        library.ScoredDoc(str(question), str(rank), -float(rank))
        for question, ranking in enumerate(holding)
        for rank in range(len(ranking))
    ]
    names = {
        library.Success @ 1: "hit@1",
        library.Success @ 3: "hit@3",
        library.Success @ 5: "hit@5",
        library.RR @ 10: "mrr@10",
    }
    found = library.calc_aggregate(list(names), judged, run)
    return {name: found[measure] for measure, name in names.items()}


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    scores, labels = np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False])
    assert auroc(scores, labels) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert auroc(scores, np.ones(4, bool)) is None


def test_auroc_equals_comparing_every_pair() -> None:
    random = np.random.default_rng(5)
    scores, labels = random.integers(0, 20, 200) / 20, random.random(200) < 0.4
    right, wrong = scores[labels][:, None], scores[~labels][None]
    assert auroc(scores, labels) == pytest.approx(((right > wrong) + 0.5 * (right == wrong)).mean())


def test_the_calibration_error_weighs_each_bin_by_its_answers() -> None:
    scores, labels = np.array([0.05, 0.82, 0.84, 1.0]), np.array([False, True, False, True])
    error, bins = calibration(scores, labels)
    assert [each.count for each in bins] == [1, 2, 1]
    assert error == pytest.approx((1 * 0.05 + 2 * abs(0.83 - 0.5) + 1 * 0.0) / 4)


def test_risk_is_the_share_of_wrong_ones_among_the_surest() -> None:
    area, curve = risk_coverage(np.array([0.2, 0.9, 0.8, 0.4]), np.array([False, True, False, True]))
    assert curve == [
        CurvePoint(0.9, 0.25, 0.0),
        CurvePoint(0.8, 0.5, 0.5),
        CurvePoint(0.4, 0.75, 1 / 3),
        CurvePoint(0.2, 1.0, 0.5),
    ]
    assert area == pytest.approx((0 + 0.5 + 1 / 3 + 0.5) / 4)
    assert widest(curve, 0.4) == curve[2]
    assert widest(curve[1:2], 0.1) is None


def test_equal_scores_share_their_errors() -> None:
    area, curve = risk_coverage(np.array([0.5, 0.5]), np.array([True, False]))
    assert curve == [CurvePoint(0.5, 1.0, 0.5)]
    assert area == pytest.approx(0.5)


def test_a_thinned_curve_keeps_its_ends() -> None:
    points = [CurvePoint(1 - i / 1000, i / 1000, 0.0) for i in range(1, 1001)]
    kept = thinned(points)
    assert len(kept) <= 102
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert thinned([]) == []


def test_the_sign_test_is_exact() -> None:
    assert sign_test(0, 0) == 1
    assert sign_test(3, 3) == 1
    assert sign_test(0, 5) == pytest.approx(2 / 32)
    assert sign_test(1, 4) == sign_test(4, 1) == pytest.approx(2 * (1 + 5) / 32)
