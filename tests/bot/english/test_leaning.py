from __future__ import annotations

import pytest

from bot.english.leaning import Lean, Newness, leaning, newness
from corpus.text.terms import terms

SAID = frozenset(terms("Where does the ferry Aurora land? At the northern pier."))


@pytest.mark.parametrize(
    ("text", "lean"),
    [
        ("When did she leave?", Lean.PERSON),
        ("How much does it carry?", Lean.THING),
        ("Where do they sleep?", Lean.MANY),
        ("Who built this?", Lean.DEMONSTRATIVE),
        ("And in 2019?", Lean.FRAGMENT),
        ("Who else?", Lean.LITTLE),
    ],
)
def test_a_question_leans_by_what_it_leaves_open(text: str, lean: Lean) -> None:
    assert leaning(text, SAID) is lean


@pytest.mark.parametrize(
    "text",
    [
        "Who has a bakery?",
        "Is slate the same as shale?",
        "Has there ever been a flood in Skagen?",
        "How long does it take to cross the strait?",
        "Does it cost money to join the club?",
        "Who plays the captain this season?",
        'Who sang "It is not me" in Bergen?',
        "did mia lose her keys",
        "Which doctor said that he would resign?",
        "他什么时候说的?",
    ],
)
def test_a_question_that_stands_by_itself_leans_on_nothing(text: str) -> None:
    assert leaning(text, SAID) is None


@pytest.mark.parametrize(
    ("text", "brings"),
    [
        ("Where does it land?", Newness.ONE),
        ("When was it repainted?", Newness.ONE),
        ("When was its anchor repainted?", Newness.TWO),
        ("When was its rusty anchor repainted?", Newness.MORE),
        ("Does it sail to Bergen?", Newness.NAME),
        ("And to Bergen?", Newness.ONE),
    ],
)
def test_what_a_question_brings_is_what_was_not_said(text: str, brings: Newness) -> None:
    assert newness(text, SAID) is brings
