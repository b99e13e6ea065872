"""The second stage over small libraries, with a re-ranker whose scores a test decides and whose reading it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from embeddings.ranking import second_stage
from embeddings.ranking.second_stage import (
    HIGHEST_SCORE,
    HOPELESS_SCORES,
    READ_SENTENCES,
    SURE_SCORE,
    SURE_SHARE,
    SecondStage,
    second_stage_weights,
)
from tests.support.fakes import FakeReranker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from embeddings.ranking.candidates import Candidates
    from embeddings.ranking.second_stage import Reading
    from tests.support.shelves import Shelf

ASKED = "Which lamp burned at the harbour?"
NAMES = ("alpha", "beta", "delta", "epsilon", "gamma", "kappa", "lambda")


@dataclass(frozen=True)
class Desk:
    """Candidates of a library of `n` documents, a passage each, and what a re-ranker read of them."""

    candidates: Candidates
    reranker: FakeReranker
    stage: SecondStage

    def read(self, shares: list[float]) -> Reading:
        """Read with passages that have these shares of the first stage's probability."""
        return self.stage.read(ASKED, self.candidates, self.prior(shares))

    def prior(self, shares: list[float]) -> NDArray[np.float64]:
        """Put the whole share of each passage on its first sentence, all but a thousandth."""
        sizes = np.diff([*self.candidates.features.first, len(self.candidates.features.tokens)])
        rows = [
            share * (1 - 1e-3 * (size - 1)) if number == 0 else share * 1e-3
            for share, size in zip(shares, sizes.tolist(), strict=True)
            for number in range(size)
        ]
        logarithms: NDArray[np.float64] = np.log(np.array(rows))
        return logarithms

    def passages_read(self) -> int:
        """How many passages were read sentence by sentence; the last two texts are the best one's whole and topic."""
        return len({text.split("lamp ")[1].split()[0].rstrip(".") for text in self.reranker.read[:-2]})


def desk(shelf: Shelf, count: int, scores: dict[str, float] | None = None) -> Desk:
    texts = (f"The lamp {n:02} burned. At harbour {n:02} the lamp {n:02} shone." for n in range(count))
    shelf.add(**dict(zip(NAMES, texts, strict=False)))
    candidates = shelf.retriever().candidates(ASKED)
    assert candidates is not None
    assert len(candidates.passages) == count
    reranker = FakeReranker(each=0.5, scores=scores or {})
    return Desk(candidates, reranker, SecondStage(shelf.library, reranker))


@pytest.mark.parametrize("count", [len(READ_SENTENCES), len(READ_SENTENCES) + 1])
def test_at_most_so_many_passages_are_read_however_unsure_it_is(shelf: Shelf, count: int) -> None:
    made = desk(shelf, count)
    reading = made.read([1 / count] * count)
    assert made.passages_read() == len(READ_SENTENCES)
    assert np.isnan(reading.sentences).sum() == 2 * count - sum(min(2, most) for most in READ_SENTENCES)


def test_of_a_passage_the_sentences_that_were_likeliest_before_are_read(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_stage, "READ_SENTENCES", (1, 1))
    made = desk(shelf, 2)
    reading = made.read([0.6, 0.4])
    assert np.flatnonzero(~np.isnan(reading.sentences)).tolist() == [0, 2]


def test_the_likeliest_passages_are_read_first(shelf: Shelf) -> None:
    made = desk(shelf, 3)
    made.read([0.2, 0.5, 0.3])
    assert [text.split("lamp ")[1][:2] for text in made.reranker.read[:-2:2]] == ["01", "02", "00"]


@pytest.mark.parametrize(
    ("score", "share", "read"),
    [
        (SURE_SCORE, SURE_SHARE + 1e-9, 1),
        (SURE_SCORE - 0.01, SURE_SHARE + 1e-9, 3),
        (SURE_SCORE, SURE_SHARE - 0.01, 2),
    ],
)
def test_reading_ends_once_a_sentence_surely_answers_and_the_rest_is_unlikely(
    shelf: Shelf, score: float, share: float, read: int
) -> None:
    made = desk(shelf, 3, {"lamp 00 burned": score})
    reading = made.read([share, (1 - share) * 0.6, (1 - share) * 0.4])
    assert made.passages_read() == read
    assert reading.best == 0


def test_the_order_below_what_was_read_is_the_first_stages(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_stage, "READ_SENTENCES", (2,))
    made = desk(shelf, 4, {"lamp": -11.0})
    reading = made.read([0.1, 0.4, 0.2, 0.3])
    read = ~np.isnan(reading.sentences)
    assert read.tolist() == [False, False, True, True, False, False, False, False]
    assert reading.scores[~read].max() < reading.scores[read].min()
    assert np.argsort(-reading.scores[::2]).tolist() == [1, 3, 2, 0]
    prior = made.prior([0.1, 0.4, 0.2, 0.3])
    assert np.argsort(-reading.scores[~read]).tolist() == np.argsort(-prior[~read]).tolist()


def test_score_and_first_stage_count_by_their_weights(shelf: Shelf) -> None:
    made = desk(shelf, 2, {"lamp 00 burned": 1.0, "lamp 00 shone": 2.0, "lamp 01": -3.0})
    reading, prior = made.read([0.5, 0.5]), made.prior([0.5, 0.5])
    weights = second_stage_weights()
    assert weights.sentence > 0 < weights.first_stage
    expected = weights.sentence * np.array([1.0, 2.0, -3.0, -3.0]) + weights.first_stage * prior
    assert reading.scores == pytest.approx(expected)


def test_a_sentence_is_read_under_its_title_and_the_best_passage_as_a_whole_too(shelf: Shelf) -> None:
    made = desk(shelf, 1, {"Alpha. The lamp 00 burned. At": 5.0, "The lamp 00 burned.": 3.0, "harbour": 1.0})
    reading = made.read([1.0])
    assert made.reranker.read == [
        "Alpha. The lamp 00 burned.",
        "Alpha. At harbour 00 the lamp 00 shone.",
        "Alpha. The lamp 00 burned. At harbour 00 the lamp 00 shone.",
        "Alpha.",
    ]
    assert (reading.sentences.tolist(), reading.passage) == ([3.0, 1.0], 5.0)


def test_what_the_title_says_is_not_read_again(shelf: Shelf) -> None:
    """Neither the name of a file of which it was made, nor the heading that it is."""
    shelf.add(**{"old-mill": "OLD MILL\nThe lamp burned.", "mill-2023": "The wheel turned."})
    reranker = FakeReranker()
    candidates = shelf.retriever().candidates("Did the lamp burn or the wheel of the mill turn?")
    assert candidates is not None
    prior = np.log(np.full(len(candidates.features.tokens), 1 / len(candidates.features.tokens)))
    SecondStage(shelf.library, reranker).read("Did it?", candidates, prior)
    assert set(reranker.read) == {"Old mill. The lamp burned.", "Old mill.", "Mill 2023. The wheel turned."}


def test_what_leans_is_read_with_what_it_leans_on(shelf: Shelf) -> None:
    shelf.add(mill="The mill of Berat is old. It burned in 1990.")
    reranker = FakeReranker()
    candidates = shelf.retriever().candidates("When did the mill burn?")
    assert candidates is not None
    SecondStage(shelf.library, reranker).read("When?", candidates, np.log(np.array([0.5, 0.5])))
    assert reranker.read[1] == "Mill. [The mill of Berat is old.] It burned in 1990."


def test_a_question_a_head_and_leaders_are_not_read_and_never_best(shelf: Shelf) -> None:
    shelf.add(
        lamps="Lamps\n\nWhich lamp burned at the harbour?\n\nThe green one.\n\nThe lamp burned at these:\n\n- harbour"
    )
    reranker = FakeReranker()
    candidates = shelf.retriever().candidates(ASKED)
    assert candidates is not None
    prior = np.log(np.full(len(candidates.features.tokens), 1 / len(candidates.features.tokens)))
    reading = SecondStage(shelf.library, reranker).read(ASKED, candidates, prior)
    assert np.isnan(reading.sentences).tolist()[-4:] == [True, False, True, False]
    assert reranker.read[-4:-2] == [
        "Lamps. [Which lamp burned at the harbour?] The green one.",
        "Lamps. [Which lamp burned at the harbour? The green one. The lamp burned at these:] harbour.",
    ]
    assert not np.isnan(reading.sentences[reading.best])


def test_where_nothing_may_answer_the_first_stage_decides(shelf: Shelf) -> None:
    shelf.add(questions="Which lamp burned? Who lit the lamp at the harbour?")
    candidates = shelf.retriever().candidates(ASKED)
    assert candidates is not None
    prior = np.log(np.array([0.3, 0.7]))
    reading = SecondStage(shelf.library, FakeReranker()).read(ASKED, candidates, prior)
    assert reading.scores.tolist() == prior.tolist()
    assert reading.best == 1


@pytest.mark.parametrize("more", [0, 1])
def test_of_a_passage_at_most_so_many_sentences_are_read_those_likeliest_before(shelf: Shelf, more: int) -> None:
    count = READ_SENTENCES[0] + more
    shelf.add(lamps=" ".join(f"Harbour {number} has a lamp." for number in range(count)))
    candidates = shelf.retriever().candidates(ASKED)
    assert candidates is not None
    prior = np.log(np.linspace(1, 2, count) / np.linspace(1, 2, count).sum())
    reading = SecondStage(shelf.library, FakeReranker()).read(ASKED, candidates, prior)
    assert np.isnan(reading.sentences).tolist() == [True] * more + [False] * READ_SENTENCES[0]


PRICE = "How much does a night at the harbour cost?"


@pytest.mark.parametrize(("question", "chosen"), [(PRICE, "It costs 30 euros."), (ASKED, "The harbour has a price.")])
def test_of_two_that_answer_as_well_the_one_with_the_value_asked_for_is_chosen(
    shelf: Shelf, question: str, chosen: str
) -> None:
    shelf.add(alpha="The harbour has a price. It costs 30 euros.")
    candidates = shelf.retriever().candidates(question)
    assert candidates is not None
    stage = SecondStage(shelf.library, FakeReranker(each=0.5))
    reading = stage.read(question, candidates, np.log(np.array([0.6, 0.4])))
    assert reading.values.tolist() == [False, question == PRICE]
    spans = candidates.passages[0].passage.sentences
    text = shelf.library.document(candidates.passages[0].document).text
    assert spans[reading.best].of(text) == chosen


def test_what_is_asked_ends_where_the_context_of_an_earlier_question_begins(shelf: Shelf) -> None:
    shelf.add(alpha="The harbour has a price. It costs 30 euros.")
    candidates = shelf.retriever().candidates(ASKED)
    assert candidates is not None
    stage = SecondStage(shelf.library, FakeReranker(each=0.5))
    prior = np.log(np.array([0.6, 0.4]))
    assert not stage.read(f"{ASKED} {PRICE}", candidates, prior, len(ASKED)).values.any()


def test_a_sentence_that_cannot_become_the_best_is_not_read(shelf: Shelf) -> None:
    made = desk(shelf, 2, {"lamp 00 burned": SURE_SCORE - 0.01})
    reading = made.read([0.99, 0.01])
    assert (~np.isnan(reading.sentences)).tolist() == [True, True, True, False]
    assert HIGHEST_SCORE > SURE_SCORE


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("above", [False, True])
def test_reading_ends_where_all_that_was_read_is_far_off(shelf: Shelf, count: int, above: bool) -> None:
    scores = {f"lamp {number:02}": HOPELESS_SCORES[number] + 0.1 for number in range(count - 1)}
    scores[f"lamp {count - 1:02}"] = HOPELESS_SCORES[count - 1] + (0.1 if above else -0.1)
    limits = [HOPELESS_SCORES[number] for number in range(count)]
    made = desk(shelf, 4, {f"lamp {number:02}": min(limits) - 1 for number in range(4)} | scores)
    made.read([0.28, 0.26, 0.24, 0.22])
    assert (made.passages_read() > count) is (above or max(scores.values()) >= limits[-1])


def test_without_a_readable_sentence_nothing_is_decided(shelf: Shelf) -> None:
    shelf.add(alpha="Which lamp burned at the harbour?", beta="The lamp burned at the harbour of Pula.")
    candidates = shelf.retriever().candidates(ASKED)
    assert candidates is not None
    reading = SecondStage(shelf.library, FakeReranker(each=0.5)).read(ASKED, candidates, np.log(np.array([0.9, 0.1])))
    assert np.isnan(reading.sentences).tolist() == [True, False]


def test_a_sentence_with_the_words_of_one_before_it_is_its_copy(shelf: Shelf) -> None:
    shelf.add(alpha="The lamp burned at the harbour. It was old.", beta="The lamp burned at  the HARBOUR. It was new.")
    candidates = shelf.retriever().candidates(ASKED)
    assert candidates is not None
    reading = SecondStage(shelf.library, FakeReranker()).read(ASKED, candidates, np.log(np.full(4, 0.25)))
    assert reading.copies.tolist() == [0, 1, 0, 3]
