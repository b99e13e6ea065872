from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from bot.answers import Question
from bot.errors import NotAnAnswer
from bot.formats.answer_json import answer_to_json, answers_from_json, refusal_to_json
from corpus.printed_layout import Rectangle
from embeddings.ranking.corrections import Correction
from embeddings.store.coverage import Coverage
from tests.support.answers import answers
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from bot.answers import Answer

KEYS = {"question", "standalone_question", "status", "confidence", "answer", "citations", "elapsed_ms"}


@pytest.fixture
def answer(shelf: Shelf) -> Answer:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    answer = shelf.ask("How many eggs does the queen lay a day?")
    assert answer.found
    return replace(
        answer,
        confidence=0.75,
        elapsed_ms=1.5,
        citations=tuple(replace(citation, score=round(citation.score, 6)) for citation in answer.citations),
    )


def test_an_answer_saved_and_read_back_is_the_same(answer: Answer) -> None:
    saved = json.dumps(answer_to_json(answer))
    assert answer_to_json(answer).keys() >= KEYS
    assert answers_from_json(saved) == [answer]


def test_numbers_are_rounded_for_reading(answer: Answer) -> None:
    long = replace(
        answer,
        confidence=0.123456,
        elapsed_ms=12.3456,
        citations=(replace(answer.citations[0], score=0.123456789),),
        timings_ms={"ranking": 1.23456},
    )
    saved = answer_to_json(long)
    assert (saved["confidence"], saved["elapsed_ms"], saved["timings_ms"]) == (0.1235, 12.3, {"ranking": 1.23})
    assert saved["citations"][0]["score"] == 0.123457


def test_an_answer_keeps_how_much_of_the_library_was_embedded(answer: Answer) -> None:
    partly = replace(answer, coverage=Coverage(3000, 412))
    assert answer_to_json(partly)["index"] == {"passages": 3000, "embedded": 412}
    assert answers_from_json(json.dumps(answer_to_json(partly))) == [partly]
    earlier = {name: value for name, value in answer_to_json(partly).items() if name != "index"}
    assert answers_from_json(json.dumps(earlier)) == [replace(partly, coverage=None)]


def test_the_steps_of_an_answer_are_saved_and_need_not_be_there(answer: Answer) -> None:
    saved = answer_to_json(replace(answer, timings_ms={"ranking": 1.25, "citations": 0.25}))
    assert saved["timings_ms"] == {"ranking": 1.25, "citations": 0.25}
    assert answers_from_json(json.dumps(saved))[0].timings_ms == {"ranking": 1.25, "citations": 0.25}
    del saved["timings_ms"]
    assert answers_from_json(json.dumps(saved))[0].timings_ms == {}


def test_answers_are_read_as_a_list_and_line_by_line(answer: Answer) -> None:
    one = json.dumps(answer_to_json(answer))
    assert answers_from_json(f"[{one}, {one}]") == [answer, answer]
    assert answers_from_json(f"{one}\n\n{one}\n") == [answer, answer]


def test_the_rectangles_of_an_excerpt_are_saved_and_need_not_be_there(answer: Answer) -> None:
    marked = replace(answer.citations[0], rectangles=(Rectangle(2, 70.1, 500.0, 300.5, 511.9),))
    saved = answer_to_json(replace(answer, citations=(marked,)))
    (rectangle,) = saved["citations"][0]["rectangles"]
    assert rectangle == {"page": 2, "left": 70.1, "bottom": 500.0, "right": 300.5, "top": 511.9}
    assert answers_from_json(json.dumps(saved))[0].citations == (marked,)
    del saved["citations"][0]["rectangles"]
    assert answers_from_json(json.dumps(saved))[0].citations == (replace(marked, rectangles=()),)


def test_a_not_found_answer_has_no_sentences(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    saved = answer_to_json(shelf.ask("Which carburettor suits a motorcycle?"))
    assert saved["status"] == "not_found"
    assert saved["answer"] == []
    assert answers_from_json(json.dumps(saved))[0].citations


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("{", "it is not JSON: column 2"),
        ('{\n "question": "Why?",\n "status": }', "it is not JSON: line 3, column 12"),
        ("[1]", "answer 1: expected an object, got a whole number"),
        ('"text"', "answer 1: expected an object, got a string"),
        ('{"question": 1}', "answer 1: question: expected a string, got a whole number"),
        ("null", "answer 1: expected an object, got null"),
        ('{"question": "?", "citations": {}}', "answer 1: citations: expected a list, got an object"),
        ("[" * 100_000, "nested too deeply"),
        ("{}\n" + "[" * 100_000, 'line 1: "question" is missing'),
        ("[" + "1" * 5000 + "]", "a number in the JSON is too long"),
    ],
)
def test_what_is_no_answer_is_refused_and_the_place_named(text: str, reason: str) -> None:
    with pytest.raises(NotAnAnswer, match=re.escape(reason)):
        answers_from_json(text)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"end": 999_999}, "citations[0]: an excerpt of"),
        ({"page": "x"}, "citations[0].page: expected a whole number or null, got a string"),
        ({"highlights": 3}, "citations[0].highlights: expected a list, got a whole number"),
        ({"highlights": [3]}, "citations[0].highlights[0]: expected an object, got a whole number"),
        ({"highlights": [["a", 2]]}, "citations[0].highlights[0].start: expected a whole number, got a string"),
        ({"highlights": [[5, 2]]}, "citations[0].highlights[0]: a span needs 0 <= start <= end"),
        ({"highlights": [[0, 999_999]]}, "citations[0]: the highlight"),
        ({"rectangles": [{"page": 1, "left": 2, "bottom": 0, "right": 1, "top": 0}]}, "citations[0].rectangles[0]: a"),
    ],
)
def test_a_citation_that_cannot_be_is_refused_and_the_field_named(
    answer: Answer, changed: dict[str, Any], reason: str
) -> None:
    saved = answer_to_json(answer)
    saved["citations"][0] |= changed
    with pytest.raises(NotAnAnswer, match=re.escape(f"line 2: {reason}")):
        answers_from_json(json.dumps(answer_to_json(answer)) + "\n" + json.dumps(saved))


def test_an_answer_that_may_stand_in_the_passages_is_told_from_one_that_is_not_there(answer: Answer) -> None:
    for perhaps in (True, False):
        unsure = replace(answer, sentences=(), perhaps=perhaps)
        saved = answer_to_json(unsure)
        assert (saved["status"], saved["perhaps"]) == ("not_found", perhaps)
        assert answers_from_json(json.dumps(saved)) == [unsure]
    assert answer_to_json(answer)["perhaps"] is False


def test_an_answer_keeps_why_no_re_ranker_read(answer: Answer) -> None:
    unread = replace(answer, unread="There is no re-ranker here.")
    assert answer_to_json(unread)["unread"] == "There is no re-ranker here."
    assert answers_from_json(json.dumps(answer_to_json(unread))) == [unread]
    earlier = {name: value for name, value in answer_to_json(unread).items() if name not in ("unread", "perhaps")}
    assert answers_from_json(json.dumps(earlier)) == [answer]


def test_an_answer_keeps_the_words_that_were_searched_instead(answer: Answer) -> None:
    corrected = replace(answer, corrections=(Correction("quen", "queen"),))
    saved = answer_to_json(corrected)
    assert saved["corrections"] == [{"written": "quen", "searched": "queen"}]
    assert answers_from_json(json.dumps(saved)) == [corrected]


@pytest.mark.parametrize("status", ["not_found", "perhaps"])
def test_a_status_that_the_sentences_contradict_is_refused(answer: Answer, status: str) -> None:
    with pytest.raises(NotAnAnswer, match=r"answer 1: .*status"):
        answers_from_json(json.dumps({**answer_to_json(answer), "status": status}))


@given(answers())
def test_any_answer_is_read_back_as_it_was_written(answer: Answer) -> None:
    (rounded,) = answers_from_json(json.dumps(answer_to_json(answer)))
    assert answers_from_json(json.dumps(answer_to_json(rounded))) == [rounded]
    scores = tuple(
        replace(citation, score=saved.score)
        for citation, saved in zip(answer.citations, rounded.citations, strict=True)
    )
    assert rounded == replace(answer, confidence=rounded.confidence, elapsed_ms=rounded.elapsed_ms, citations=scores)


def test_a_question_that_cannot_be_asked_is_saved_as_not_found_with_the_reason() -> None:
    saved = refusal_to_json(Question("?"), "Ask in words.")
    assert saved.keys() >= KEYS
    assert (saved["question"], saved["standalone_question"], saved["reason"]) == ("?", "?", "Ask in words.")
    assert (saved["status"], saved["confidence"], saved["elapsed_ms"]) == ("not_found", 0.0, 0.0)
    assert (saved["answer"], saved["citations"]) == ([], [])


def test_an_answer_without_its_standalone_question_and_time_is_read_as_one_that_was_asked_so(answer: Answer) -> None:
    saved = answer_to_json(replace(answer, standalone_question="How many eggs does the queen of bees lay?"))
    (whole,) = answers_from_json(json.dumps(saved))
    assert whole.standalone_question == "How many eggs does the queen of bees lay?"
    del saved["standalone_question"], saved["elapsed_ms"]
    (earlier,) = answers_from_json(json.dumps(saved))
    assert earlier.standalone_question == answer.question
    assert earlier.elapsed_ms == 0.0
