"""Which sentences are quoted, with a re-ranker whose scores a test decides and every answer let through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.answering import selection
from bot.answering.answerer import Answerer
from bot.answering.selection import MOST_IN_A_LIST
from bot.answering.settings import Answering
from bot.answers import Question
from tests.support.fakes import FakeReranker

if TYPE_CHECKING:
    from bot.answers import Answer
    from tests.support.shelves import Shelf

ALL = Answering(threshold=0.0)


def ask(shelf: Shelf, question: str, scores: dict[str, float] | None = None, settings: Answering = ALL) -> Answer:
    read = replace(shelf, reranker=FakeReranker(scores=scores or {}))
    return Answerer(shelf.library, read.retriever(), settings).answer(Question(question))


def quotations(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


FAQ = (
    "Can I bring my dog?\n\nYes, on a lead.\n\nCan I pay by card?\n\nNo, bring cash.\n\n"
    "How do I get a ticket?\n\nAt the gate on the day."
)


def test_the_answer_stands_after_its_question_which_is_not_quoted_though_it_has_all_the_words(shelf: Shelf) -> None:
    shelf.add(faq=FAQ)
    answer = ask(shelf, "Can I pay by card?", {"[Can I pay by card?]": 6.0})
    assert quotations(answer)[0] == "No, bring cash."


@pytest.mark.parametrize(
    "text",
    [
        "Who lit the lamp of Skagen?",
        "# The lamp of Skagen",
        "The lamp of Skagen was lit by:",
        "The lamp of Skagen ........",
        "Who lit the lamp of Skagen? Where is the lamp of Skagen?",
    ],
)
def test_what_only_asks_announces_or_names_is_never_quoted_alone(shelf: Shelf, text: str) -> None:
    shelf.add(lamp=text)
    answer = ask(shelf, "Who lit the lamp of Skagen?")
    assert answer.citations
    assert answer.sentences == ()


def test_an_item_is_quoted_with_its_head(shelf: Shelf) -> None:
    shelf.add(list="Bring these things to the fair:\n\n- A warm coat\n- A lamp for the way home")
    answer = ask(shelf, "What must be brought for the way?", {"lamp": 6.0})
    assert quotations(answer) == ["Bring these things to the fair:\n\n- A warm coat\n- A lamp for the way home"]


def test_a_leaning_sentence_is_quoted_with_the_one_before(shelf: Shelf) -> None:
    shelf.add(mill="The mill of Berat is old. It burned in 1990. Nobody lives in the village of Drin.")
    answer = ask(shelf, "When did the mill burn?", {"burned in 1990": 6.0})
    assert quotations(answer) == ["The mill of Berat is old. It burned in 1990."]


def test_two_sentences_side_by_side_that_are_nearly_as_likely_are_one_quotation_in_their_order(shelf: Shelf) -> None:
    text = "The mill of Berat burned in 1990. The mill of Berat burned by a spark. Drin has a church."
    shelf.add(mill=text)
    answer = ask(shelf, "How did the mill of Berat burn?", {"spark": 6.0, "1990": 5.9, "church": -6.0})
    assert quotations(answer) == ["The mill of Berat burned in 1990. The mill of Berat burned by a spark."]
    sure = ask(shelf, "How did the mill of Berat burn?", {"spark": 6.0, "1990": 0.0, "church": -6.0})
    assert quotations(sure) == ["The mill of Berat burned by a spark."]


@pytest.mark.parametrize("near", [0.05, 1.0])
def test_a_neighbour_is_quoted_that_would_not_be_quoted_alone(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, near: float
) -> None:
    monkeypatch.setattr(selection, "NEAR", 1.0)
    monkeypatch.setattr(selection, "NEAR_BESIDE", near)
    shelf.add(mill="The mill of Berat burned in 1990. The mill of Berat burned by a spark.")
    answer = ask(shelf, "How did the mill of Berat burn?", {"spark": 6.0, "1990": 5.0})
    alone = "The mill of Berat burned by a spark."
    assert quotations(answer) == ["The mill of Berat burned in 1990. " + alone if near < 1.0 else alone]


def test_sentences_side_by_side_of_different_years_are_quoted_apart(shelf: Shelf) -> None:
    shelf.add(sales="In 2021 sales rose to five crowns. In 2022 sales fell to four crowns.")
    answer = ask(shelf, "How did sales go?", {"2022": 6.0, "2021": 5.9})
    assert sorted(quotations(answer)) == ["In 2021 sales rose to five crowns.", "In 2022 sales fell to four crowns."]


def test_near_duplicates_count_once(shelf: Shelf) -> None:
    shelf.add(
        one="The lighthouse of Skagen was lit in 1858, they say.",
        two="The lighthouse of Skagen was lit in 1858 , they say.",
        three="In 1858, long before the mole, the lighthouse of Skagen was lit.",
    )
    answer = ask(shelf, "When was the lighthouse of Skagen lit?", {"1858": 6.0})
    assert len(answer.citations) == 3
    assert sorted(text[:5] for text in quotations(answer)) == ["In 18", "The l"]


COUNTRIES = ("Albania", "Croatia", "Estonia", "Finland", "Georgia", "Hungary", "Iceland", "Latvia", "Malta", "Norway")


def members(shelf: Shelf, count: int) -> None:
    shelf.add(**{name.lower(): f"{name} joined the treaty in some year or other." for name in COUNTRIES[:count]})


@pytest.mark.parametrize(
    "question", ["Which countries joined the treaty?", "List the countries that joined the treaty"]
)
def test_where_several_are_asked_for_they_come_from_all_cited_passages(shelf: Shelf, question: str) -> None:
    members(shelf, 5)
    answer = ask(shelf, question, {"joined": 6.0})
    assert {text.split()[0] for text in quotations(answer)} == set(COUNTRIES[:5])
    assert {sentence.citation for sentence in answer.sentences} == {1, 2, 3, 4, 5}


def test_where_one_thing_is_asked_for_only_a_few_are_quoted(shelf: Shelf) -> None:
    members(shelf, 5)
    assert len(quotations(ask(shelf, "What joined the treaty?", {"joined": 6.0}))) == ALL.sentences


@pytest.mark.parametrize("count", [MOST_IN_A_LIST, MOST_IN_A_LIST + 1])
def test_a_list_has_a_most(shelf: Shelf, count: int) -> None:
    members(shelf, count)
    many = replace(ALL, citations=count)
    answer = ask(shelf, "Which countries joined the treaty?", {"joined": 6.0}, many)
    assert len(answer.citations) == count
    assert len(quotations(answer)) == MOST_IN_A_LIST


def test_what_is_far_less_likely_is_not_quoted_beside_the_best(shelf: Shelf) -> None:
    shelf.add(mill="The mill of Berat burned in 1990. A cook of Berat sells bread.")
    assert quotations(ask(shelf, "When did the mill of Berat burn?", {"1990": 6.0, "bread": -6.0})) == [
        "The mill of Berat burned in 1990."
    ]


COVER = "Bicycles of Vlorë are covered in the cellar. They are not covered in the street. The premium is paid in May."


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Is my bicycle covered in Vlorë?", COVER[:80]),
        ("Where are bicycles covered in Vlorë?", COVER[:44]),
    ],
)
def test_a_question_for_yes_or_no_is_answered_with_what_limits_the_answer(
    shelf: Shelf, question: str, quoted: str
) -> None:
    shelf.add(cover=COVER)
    assert quotations(ask(shelf, question, {"in the cellar": 9.0, "not covered": -6.0}))[0] == quoted


@pytest.mark.parametrize(
    "text", ["Bicycles of Vlorë are never covered. They are heavy.", "Bicycles of Vlorë rust. Cars shine."]
)
def test_nothing_follows_where_the_sentence_denies_or_the_next_one_stands_alone(shelf: Shelf, text: str) -> None:
    shelf.add(cover=text)
    answer = ask(shelf, "Are bicycles of Vlorë covered?", {"Vlorë": 9.0, "heavy": -6.0, "shine": -6.0})
    assert quotations(answer)[0] == text.split(". ")[0] + "."
