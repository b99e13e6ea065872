from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.answering.context_need import learned_needs
from bot.answering.follow_up import Interpretation, StandaloneQuestion, interpret
from bot.answering.interpretations import CERTAIN, choose, speaks_of_it, to_search
from bot.answers import Question, Turn
from bot.english.leaning import Lean, Newness
from embeddings.ranking.ranked_passage import Retrieval

if TYPE_CHECKING:
    from tests.support.shelves import Shelf

ALONE = StandaloneQuestion("Who wrote it all down?")
LEANING = StandaloneQuestion("Who wrote it all down?", ("What did the council decide",))
TARIFF = "A berth for a yawl costs 30 euros. A berth for a ketch costs 45 euros."
SALES = "In 2014 the shop sold 300 lamps. In 2015 the shop sold 250 lamps."
BAKER = "Ilse Brandt has a bakery on Mill Street. The bakery employs four people."


def chosen(need: float, *, alone: float, leaning: float) -> tuple[StandaloneQuestion, list[str]]:
    """What is chosen where each finds something as sure as that, and what was searched for."""
    sure = {ALONE.text: alone, LEANING.text: leaning}
    searched: list[str] = []

    def search(meant: StandaloneQuestion) -> Retrieval:
        searched.append(meant.text)
        return Retrieval(frozenset((meant.text,)), (), {})

    meant = [Interpretation(LEANING, need), Interpretation(ALONE, 1.0 - need)]
    best, found = choose(meant, search, lambda retrieved: sure[next(iter(retrieved.terms))])
    assert found.terms == {best.text}
    return best, searched


def test_of_two_interpretations_the_one_that_scores_better_is_taken() -> None:
    assert chosen(0.6, alone=0.9, leaning=0.3)[0] is ALONE
    assert chosen(0.6, alone=0.3, leaning=0.9)[0] is LEANING


def test_the_likelier_interpretation_is_taken_where_nothing_is_found() -> None:
    assert chosen(0.6, alone=0.0, leaning=0.0)[0] is LEANING


def test_both_are_searched_for_only_where_it_is_uncertain() -> None:
    assert chosen(0.6, alone=0.5, leaning=0.5)[1] == [LEANING.text, ALONE.text]
    assert chosen(CERTAIN, alone=0.9, leaning=0.1) == (LEANING, [LEANING.text])


def test_what_has_no_word_to_look_for_is_not_searched_for() -> None:
    bare = Interpretation(StandaloneQuestion("Why?"), 0.4)
    full = Interpretation(StandaloneQuestion("Why?", ("When did the mill burn",)), 0.6)
    assert to_search([full, bare]) == [full]
    assert to_search([bare]) == [bare]


def test_a_question_that_stands_by_itself_has_one_interpretation() -> None:
    before = (Turn("When did the mill burn?", "The mill burned down in 1904."),)
    (only,) = interpret(Question("Who has a bakery?", before))
    assert only.question.text == "Who has a bakery?"
    assert len(interpret(Question("Did they rebuild the old granary roof?", before))) == 2


def test_a_pronoun_alone_is_surer_to_lean_than_one_beside_much_that_is_new() -> None:
    needs = learned_needs()
    assert all(0 < need < 1 for need in needs.values())
    for lean in (Lean.PERSON, Lean.THING, Lean.MANY, Lean.DEMONSTRATIVE):
        assert needs[lean, Newness.ONE] > needs[lean, Newness.TWO] > needs[lean, Newness.MORE]


@pytest.mark.parametrize(
    ("question", "sentence", "around", "speaks"),
    [
        ("And in 2016?", "In 2015 the shop sold 250 lamps.", "", False),
        ("And in 2016?", "The shop sold 90 lamps.", "Report of 2016", True),
        ("And in 2016?", "It was closed from 2014 to 2018.", "", True),
        ("And for a Saab?", "A Fiat tyre costs 80 euros.", "B", False),
        ("What about the Iranians?", "Iran paid in full.", "", True),
        ("And the United Nations?", "The UN refused.", "", True),
        ("When?", "The storm killed two people.", "", False),
        ("Why?", "It fell because of the storm.", "", True),
        ("And the price?", "The price is 30 euros.", "", True),
        ("Who has a bakery?", "The storm killed two people.", "", True),
    ],
)
def test_an_answer_speaks_of_what_the_follow_up_brings(question: str, sentence: str, around: str, speaks: bool) -> None:
    assert speaks_of_it(question, sentence, around) is speaks


def test_a_year_that_no_document_has_is_not_found(shelf: Shelf) -> None:
    shelf.add(sales=SALES)
    first = shelf.answerer().answer(Question("How many lamps did the shop sell in 2014?"))
    then = shelf.answerer().answer(Question("And in 2016?", (first.turn,)))
    assert then.standalone_question == "How many lamps did the shop sell in 2016?"
    assert (then.found, then.perhaps, then.confidence) == (False, False, 0.0)


def test_why_alone_is_not_answered_by_a_sentence_without_a_reason(shelf: Shelf) -> None:
    shelf.add(baker=BAKER)
    first = shelf.answerer().answer(Question("Who has a bakery on Mill Street?"))
    then = shelf.answerer().answer(Question("Why?", (first.turn,)))
    assert (then.found, then.confidence) == (False, 0.0)
