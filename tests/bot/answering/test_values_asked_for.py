"""A value with a form of its own that is asked for: found by it, and nothing else in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.answering.answerer import Answerer
from bot.answers import Question
from bot.english.thing_asked import reached, spent_on, thing_coloured
from tests.support.fakes import FakeReranker

if TYPE_CHECKING:
    from bot.answers import Answer
    from tests.support.shelves import Shelf

MILL = (
    "The mill of Vlorë belongs to the parish. The wheel was mended by a smith from Berat.\n\n"
    "The miller, Mrs Hoxha (069 123 4567), keeps the key of the mill."
)
PRICED = "A visit to the mill costs 300 lek. The mill is shut on Mondays."
LAMPS = "The signs of the mill\n\nLAMPS\n\nGreen: the wheel turns. Red: the wheel stands still."
BOAT = "Your boat is in the barn. I had it painted. It is green now."
PEOPLE = "The miller is Ana Hoxha, 069 123 4567. The priest lives in Berat."
REPORT = (
    "# Annual report 2022\n\nThe mill sold 90 sacks in autumn, against 70 in 2021. May sacks be had? In August only."
)
ASKED = "Does the wheel WX-30 fit the mill?\n\nSorry, no. The old wheel turns left, the WX-40 turns right."
MILL_12 = "# Mill 12\n\nThree blinks of the lamp mean that the wheel is stuck. In May 3 sacks were lost."
MONEY = "The mill took 4,000 euros in May. It spent 3,100 euros."


def ask(shelf: Shelf, question: str, sure: dict[str, float]) -> Answer:
    """Ask with a re-ranker that is sure of the sentences with these words."""
    reranker = FakeReranker(each=-6.0, scores=sure)
    return Answerer(shelf.library, replace(shelf, reranker=reranker).retriever()).answer(Question(question))


@pytest.mark.parametrize(
    ("texts", "question", "sure", "perhaps"),
    [
        ([MILL], "What does a visit to the mill cost?", "belongs to the parish", False),
        ([PRICED], "What does a visit to the mill cost?", "shut on Mondays", True),
        ([LAMPS], "What colour is the mill?", "wheel turns", True),
        ([PEOPLE], "What is the priest's phone number?", "069", True),
        ([MONEY], "How much did the mill spend on flour?", "spent", True),
        ([MILL_12], "what do three blinks of the mill 8 mean", "blinks", True),
        ([REPORT, "2020"], "How many sacks did the mill sell in 2020?", "90 sacks", True),
    ],
)
def test_a_quotation_without_the_value_or_of_another_thing_does_not_answer(
    shelf: Shelf, texts: list[str], question: str, sure: str, perhaps: bool
) -> None:
    shelf.add(**{f"text{number}": text for number, text in enumerate(texts)})
    answer = ask(shelf, question, {sure: 9.0})
    assert (answer.found, answer.perhaps) == (False, perhaps)


@pytest.mark.parametrize(
    ("text", "question", "sure"),
    [
        (PRICED, "What does a visit to the mill cost?", "300 lek"),
        (LAMPS, "What colour is the lamp?", "wheel turns"),
        (BOAT, "What colour is the boat?", "green"),
        (PEOPLE, "What is the miller's number?", "069"),
        ("The wheel of the mill is painted green.", "What colour is the wheel?", "green"),
        ("The mill spent 900 euros on flour.", "How much did the mill spend on flour?", "flour"),
        (REPORT, "How many sacks did the mill sell in 2022?", "90 sacks"),
        (REPORT, "Can I have sacks of the mill in April?", "August"),
        (MILL_12, "What do three blinks of the Mill 12 mean?", "blinks"),
        (ASKED, "Is the WX-30 a wheel for this mill?", "turns left"),
        ("The mill is heated by 4 ovens, which suffice.", "Do 4 ovens suffice for the 160 m2 of the mill?", "ovens"),
    ],
)
def test_one_with_it_does(shelf: Shelf, text: str, question: str, sure: str) -> None:
    shelf.add(text=text)
    answer = ask(shelf, question, {sure: 9.0})
    assert answer.found
    assert sure in answer.sentences[0].text


def test_what_pronoun_means_is_quoted_with_the_sentence(shelf: Shelf) -> None:
    shelf.add(letter="The barn in Fier was sold. A baker from Vlorë has bought it.")
    answer = ask(shelf, "Who bought the barn in Fier?", {"baker": 9.0})
    assert answer.sentences[0].text == "The barn in Fier was sold. A baker from Vlorë has bought it."


@pytest.mark.parametrize(
    ("question", "coloured", "bought", "owner"),
    [
        ("What colour is the front door of the mill?", "door", "", ""),
        ("what colour do the new lamps have", "lamps", "", ""),
        ("How much did the parish spend on flour in 2025?", "", "flour", ""),
        ("How much for wages?", "", "wages", ""),
        ("How much do we pay for the room?", "", "", ""),
        ("What is the miller's phone number?", "", "", "miller"),
        ("What is the number of the tax office?", "", "", "office"),
        ("mobile phone number of the miller", "", "", "miller"),
        ("number of flats planned", "", "", ""),
        ("What is the number of the guests?", "", "", ""),
        ("reference number of the engineer job", "", "", ""),
        ("How much of the money went on flour?", "", "flour", ""),
        ("What went wrong on the trip to Berat?", "", "", ""),
        ("Who painted the door?", "", "", ""),
    ],
)
def test_the_thing_is_the_noun_that_is_asked_about(question: str, coloured: str, bought: str, owner: str) -> None:
    assert (thing_coloured(question), spent_on(question), reached(question)) == (coloured, bought, owner)
