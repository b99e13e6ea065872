from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from bot.answers import not_found_line
from bot.wording.labels import LANGUAGES
from bot.wording.outcome import outcome
from bot.wording.terminal import print_answer
from embeddings.ranking.corrections import Correction
from tests.support.answers import answers
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from bot.answers import Answer


@pytest.fixture
def answer(shelf: Shelf) -> Answer:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    found = shelf.ask("How many eggs does the queen lay a day?")
    assert found.found
    return found


def test_the_three_outcomes_are_said_in_different_words_in_every_language(answer: Answer) -> None:
    nothing = replace(answer, sentences=(), disagreements=())
    for labels in LANGUAGES.values():
        three = [outcome(each, labels) for each in (answer, replace(nothing, perhaps=True), nothing)]
        assert three[0].said == three[0].note == ""
        for part in ("sources", "note", "alongside"):
            assert len({getattr(each, part) for each in three}) == 3
        assert three[1].said != three[2].said


@given(answers())
def test_only_what_may_be_there_is_said_to_be_perhaps_there_and_nothing_to_be_no_answer(answer: Answer) -> None:
    told = outcome(answer)
    assert ("perhaps" in told.sources) == answer.perhaps
    assert ("may stand" in told.note) == answer.perhaps
    assert not any("not the answer" in part for part in (told.said, told.sources, told.note, told.alongside))


def test_the_terminal_says_perhaps_and_why_no_re_ranker_read(
    answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    unsure = replace(answer, sentences=(), disagreements=(), perhaps=True, unread="The package is away. Install it.")
    print_answer(unsure)
    printed = " ".join(capsys.readouterr().out.split())
    assert printed.startswith(f"{not_found_line(unsure)} (The package is away. Install it.)")
    assert "may stand in the closest passages" in printed
    print_answer(replace(unsure, perhaps=False, unread=""))
    printed = " ".join(capsys.readouterr().out.split())
    assert printed.startswith("Not found in these documents. The nearest passages: [1]")
    assert "may stand" not in printed


def test_the_terminal_says_which_word_was_searched_instead(answer: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(replace(answer, corrections=(Correction("tresurer", "treasurer"),)))
    assert "(searched “treasurer” instead of “tresurer”)" in " ".join(capsys.readouterr().out.split())
