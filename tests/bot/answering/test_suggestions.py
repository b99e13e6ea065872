from __future__ import annotations

from dataclasses import replace
from threading import Event
from threading import enumerate as enumerate_threads
from typing import TYPE_CHECKING

import pytest

from bot.answering import suggestions as suggestions_module
from bot.answering.answerer import Answerer
from bot.answering.settings import Answering
from bot.answering.suggestions import EXAMPLES, FOLLOW_UPS, Suggestions
from bot.answers import Answer, Question, Turn
from bot.errors import AnsweringFailed
from corpus.messages import Message

if TYPE_CHECKING:
    from tests.support.shelves import Shelf

ROCK = (
    "The light on Gull Rock burned rapeseed oil for years. The tower on Gull Rock was first lit on 3 March 1884.\n\n"
    "The museum of Harwick has about 300 lenses, and the log books of Gull Rock. It shuts on Mondays.\n\n"
    "The ferry to Harwick was built in 1902. The keepers received four boats."
)
BEES = "The hive on the roof was moved on 2 March 2024. The colony has about 30,000 workers. They huddle in winter."
MAPLES = "The maple is a common tree of the northern parks. The park of Norland opened in 1911."
ANSWERS = {
    "When was the tower on Gull Rock first lit?": "The tower on Gull Rock was first lit on 3 March 1884.",
    "How many lenses does the museum of Harwick have?": "The museum of Harwick has about 300 lenses, "
    "and the log books of Gull Rock.",
    "When was the ferry to Harwick built?": "The ferry to Harwick was built in 1902.",
    "How many boats did the keepers receive?": "The keepers received four boats.",
    "When was the hive on the roof moved?": "The hive on the roof was moved on 2 March 2024.",
    "What happened to the hive on the roof?": "The hive on the roof was moved on 2 March 2024.",
    "How many workers does the colony have?": "The colony has about 30,000 workers.",
    "What is the maple?": "The maple is a common tree of the northern parks.",
    "When did the park of Norland open?": "The park of Norland opened in 1911.",
}


def willing(shelf: Shelf) -> Answerer:
    """Answers however unsure it is: in so small a library no question is far from another."""
    return Answerer(shelf.library, shelf.retriever(), Answering(threshold=0.0))


class Counted:
    """Answers as the shelf does, and keeps what it was asked."""

    def __init__(self, shelf: Shelf) -> None:
        self._answerer = willing(shelf)
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        return self._answerer.answer(question)


def drawn(shelf: Shelf) -> tuple[str, ...]:
    return Suggestions(shelf.library, willing(shelf)).examples(60)


def answered(shelf: Shelf, question: str) -> Answer:
    answer = willing(shelf).answer(Question(question))
    assert answer.found
    return answer


def test_an_example_is_answered_by_the_sentence_that_it_was_made_from(shelf: Shelf) -> None:
    shelf.add(rock=ROCK, bees=BEES, maples=MAPLES)
    examples = drawn(shelf)
    assert len(examples) == EXAMPLES
    for each in examples:
        assert answered(shelf, each).sentences[0].text == ANSWERS[each]


def test_examples_come_from_all_documents(shelf: Shelf) -> None:
    shelf.add(rock=ROCK, bees=BEES, maples=MAPLES)
    told = [ANSWERS[each] for each in drawn(shelf)]
    assert all(any(sentence in text for sentence in told) for text in (ROCK, BEES, MAPLES))


def test_what_is_not_answered_by_its_own_sentence_is_not_offered(shelf: Shelf) -> None:
    class Evasive(Counted):
        def answer(self, question: Question) -> Answer:
            return super().answer(Question("Does it shut on Mondays?"))

    shelf.add(rock=ROCK)
    counted = Evasive(shelf)
    assert Suggestions(shelf.library, counted).examples(60) == ()
    assert len(counted.asked) == sum(sentence in ROCK for sentence in ANSWERS.values())


def test_what_two_documents_say_is_offered_once(shelf: Shelf) -> None:
    shelf.add(one="The ferry was built in 1902.", two="The ferry was built in 1902. It was painted red.")
    assert len(drawn(shelf)) <= 1


@pytest.mark.parametrize("text", ["", "It rains.", "Der Turm wurde 1884 gebaut. Die Fähre fährt nach Harwick."])
def test_a_library_of_which_nothing_can_be_asked_offers_nothing(shelf: Shelf, text: str) -> None:
    shelf.add(**({"rain": text} if text else {}))
    assert drawn(shelf) == ()


def test_examples_are_drawn_once_and_their_drawing_does_not_hold_anyone_up(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    counted = Counted(shelf)
    suggestions = Suggestions(shelf.library, counted)
    suggestions.examples()
    first = suggestions.examples(60)
    asked = len(counted.asked)
    assert first
    assert suggestions.examples(60) == first
    assert len(counted.asked) == asked


def test_examples_follow_the_library_as_soon_as_somebody_asks_for_them(shelf: Shelf) -> None:
    suggestions = Suggestions(shelf.library, willing(shelf))
    assert suggestions.examples(60) == ()
    for name, text in (("bees", BEES), ("rock", ROCK)):
        shelf.add(**{name: text})
        assert any(ANSWERS[each] in text for each in suggestions.examples(60))


def test_what_changes_while_examples_are_drawn_is_not_forgotten(shelf: Shelf) -> None:
    class Slow(Counted):
        def __init__(self, shelf: Shelf) -> None:
            super().__init__(shelf)
            self.begun, self.may_go_on = Event(), Event()

        def answer(self, question: Question) -> Answer:
            self.begun.set()
            self.may_go_on.wait(60)
            return super().answer(question)

    shelf.add(bees=BEES)
    slow = Slow(shelf)
    suggestions = Suggestions(shelf.library, slow)
    assert suggestions.examples() == ()
    assert slow.begun.wait(60)
    shelf.add(rock=ROCK)
    assert suggestions.examples() == ()
    slow.may_go_on.set()
    assert any(ANSWERS[each] in ROCK for each in suggestions.examples(60))


def test_whoever_waits_long_is_given_the_examples_that_there_are_and_the_next_all(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Halting(Counted):
        offered, may_end = 0, Event()

        def answer(self, question: Question) -> Answer:
            answer = super().answer(question)
            if self.offered == 1:
                self.may_end.wait(60)
            self.offered += answer.found
            return answer

    monkeypatch.setattr("bot.answering.suggestions._DRAWN_SECONDS", 0.0)
    shelf.add(rock=ROCK, bees=BEES, maples=MAPLES)
    halting = Halting(shelf)
    suggestions = Suggestions(shelf.library, halting)
    assert len(suggestions.examples(60)) == 1
    halting.may_end.set()
    for thread in enumerate_threads():
        if thread.name == "examples":
            thread.join(60)
    assert len(suggestions.examples()) == EXAMPLES


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_answers_may_end_while_examples_are_drawn(shelf: Shelf, capfd: pytest.CaptureFixture[str]) -> None:
    class Ending(Counted):
        def answer(self, question: Question) -> Answer:
            raise AnsweringFailed(Message("The search crashed."))

    shelf.add(bees=BEES)
    assert Suggestions(shelf.library, Ending(shelf)).examples(60) == ()
    for thread in enumerate_threads():
        if thread.name == "examples":
            thread.join(60)
    assert capfd.readouterr() == ("", "")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_an_error_that_nobody_foresaw_examples_are_drawn_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions_module, "_CLOSED_WITHIN", 0.01)

    class Breaking(Counted):
        breaks = True

        def answer(self, question: Question) -> Answer:
            if self.breaks:
                raise RuntimeError("nobody foresaw this")
            return super().answer(question)

    shelf.add(bees=BEES)
    breaking = Breaking(shelf)
    suggestions = Suggestions(shelf.library, breaking)
    assert suggestions.examples(60) == ()
    breaking.breaks = False
    shelf.add(rock=ROCK)
    assert any(ANSWERS[each] in ROCK for each in suggestions.examples(60))


def test_what_draws_ends_without_a_word_where_what_answers_is_closed_under_it(
    shelf: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    class Ending(Counted):
        begun, closed = Event(), Event()

        def answer(self, question: Question) -> Answer:
            self.begun.set()
            assert self.closed.wait(60)
            raise RuntimeError("cannot schedule new futures after interpreter shutdown")

    shelf.add(bees=BEES)
    ending = Ending(shelf)
    suggestions = Suggestions(shelf.library, ending)
    suggestions.examples()
    assert ending.begun.wait(60)
    suggestions.close()
    ending.closed.set()
    suggestions.close(60)
    assert "examples" not in {each.name for each in enumerate_threads()}
    assert suggestions.examples() == ()
    shelf.add(rock=ROCK)
    assert suggestions.examples() == (), "nothing is drawn any more"
    assert not capsys.readouterr().err


def test_follow_ups_come_from_the_cited_documents_and_were_not_asked(shelf: Shelf) -> None:
    shelf.add(rock=ROCK)
    question = "When was the tower on Gull Rock first lit?"
    answer = answered(shelf, question)
    suggestions = Suggestions(shelf.library, willing(shelf))
    offered = suggestions.follow_ups(answer, (Turn(question, answer.sentences[0].text),))
    assert 1 <= len(offered) <= FOLLOW_UPS
    assert question not in offered
    assert set(offered) <= set(ANSWERS)
    asked = (Turn(question, answer.sentences[0].text), Turn(offered[0].lower(), ""))
    assert offered[0] not in suggestions.follow_ups(answer, asked)


def test_a_follow_up_is_tried_within_its_conversation(shelf: Shelf) -> None:
    shelf.add(rock=ROCK)
    counted = Counted(shelf)
    history = (Turn("When was the ferry to Harwick built?", "The ferry to Harwick was built in 1902."),)
    Suggestions(shelf.library, counted).follow_ups(answered(shelf, history[0].question), history)
    assert counted.asked
    assert all(each.history == history for each in counted.asked)


def test_a_follow_up_is_about_what_was_asked_or_quoted(shelf: Shelf) -> None:
    far = " ".join(f"The keeper's log of the {number}th day speaks of nothing but rain." for number in range(100))
    hive = "The hive on the roof was moved on 2 March 2024."
    shelf.add(rock=f"The tower was first lit on 3 March 1884.\n\n{far}\n\n{hive}")
    answer = answered(shelf, "When was the tower first lit?")
    assert hive not in answer.citations[answer.sentences[0].citation - 1].excerpt
    assert Suggestions(shelf.library, willing(shelf)).follow_ups(answer, ()) == ()


def test_a_follow_up_does_not_ask_the_same_in_other_words(shelf: Shelf) -> None:
    shelf.add(camp="The camp of Ashraf-3 lies in Albania. The camp of Ashraf-3 opened in 2017.")
    asked = replace(answered(shelf, "When did the camp of Ashraf-3 open?"), question="Where is the camp of Ashraf 3?")
    offered = Suggestions(shelf.library, willing(shelf)).follow_ups(asked, ())
    assert "Where does the camp of Ashraf-3 lie?" not in offered
