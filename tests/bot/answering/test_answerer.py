from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.citing import matching_words
from bot.answering.settings import Answering
from bot.answers import Answer, Question, Turn
from bot.errors import EmptyQuestion, ForeignScript, NothingToLookFor, QuestionTooLong
from corpus.documents import Span
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf


def check_verbatim(shelf: Shelf, answer: Answer) -> None:
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        document = shelf.library.document(citation.document)
        assert citation.excerpt == document.text[citation.start : citation.end] != ""
        assert citation.sha256 == document.sha256
        for mark in citation.highlights:
            assert citation.start <= mark.start < mark.end <= citation.end
    if answer.found:
        for sentence in answer.sentences:
            cited = answer.citations[sentence.citation - 1]
            assert cited.start <= sentence.start < sentence.end <= cited.end
            assert sentence.text == shelf.library.document(cited.document).text[sentence.start : sentence.end]


def test_the_walk_of_one_question(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    answer = shelf.ask("How many eggs does the queen lay a day?")
    assert answer.found
    assert answer.sentences[0].text == "The queen lays up to two thousand eggs a day."
    assert answer.citations[answer.sentences[0].citation - 1].path.endswith("bees.txt")
    assert 1 <= len(answer.sentences) <= 3
    assert 0.5 <= answer.confidence <= 1
    check_verbatim(shelf, answer)


def test_a_question_from_nowhere_is_not_found_and_shows_the_nearest_passages(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    answer = shelf.ask("Which carburettor suits a motorcycle?")
    assert not answer.found
    assert answer.citations
    check_verbatim(shelf, answer)


def test_an_empty_library_answers_nothing(shelf: Shelf) -> None:
    answer = shelf.ask("Who lays eggs?")
    assert not answer.found
    assert answer.citations == ()
    assert answer.confidence == 0


def test_below_the_threshold_nothing_is_answered(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    strict = Answerer(shelf.library, shelf.retriever(), replace(Answering(), threshold=1.1))
    assert not strict.answer(Question("How many eggs does the queen lay?")).found


def test_an_answer_always_has_a_sentence(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(bees=BEES)
    monkeypatch.setattr("bot.answering.answerer.quote_sentences", lambda *_: [])
    sure = Answerer(shelf.library, shelf.retriever(), replace(Answering(), threshold=0.0))
    assert not sure.answer(Question("How many eggs does the queen lay?")).found


def test_no_more_citations_than_asked_for(shelf: Shelf) -> None:
    shelf.add(**{f"n{number}": f"The keeper of tower {number} lit the lamp." for number in range(9)})
    answerer = shelf.answerer()
    for top in (1, 3, 7):
        assert len(answerer.answer(Question("Who lit the lamp?"), top).citations) == top


def test_the_marked_words_are_the_questions_words_in_any_form(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    best = shelf.ask("Do queens lay eggs?").citations[0]
    marked = [shelf.library.document(best.document).text[mark.start : mark.end] for mark in best.highlights]
    assert {"queen", "lays", "eggs"} <= set(marked)
    assert "the" not in marked


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300), data=st.data())
@settings(deadline=None)
def test_marks_lie_inside_do_not_overlap_and_have_the_terms(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    within = Span(start, data.draw(st.integers(start, len(text))))
    terms = {"a", "1", "the", "é"}
    alike = [Span(at, at + 1) for at in sorted(data.draw(st.sets(st.integers(0, 300), max_size=5)))]
    before = within.start
    for mark in matching_words(text, within, terms, alike, "en"):
        assert before <= mark.start < mark.end <= within.end
        before = mark.end


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=30, max_size=2000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_hostile_text_is_quoted_to_the_letter(shelf: Shelf, text: str) -> None:
    shelf.add(hostile="The keeper\u00a0said: " + text, bees=BEES)
    check_verbatim(shelf, shelf.ask("What did the keeper say?"))


def test_a_line_end_of_windows_and_a_no_break_space_are_quoted_as_they_are(shelf: Shelf) -> None:
    shelf.add(windows="The keeper\r\nlit 3\u00a0000 lamps.\r\n\r\nThe whale sang.\r\n")
    answer = shelf.ask("How many lamps did the keeper light?")
    assert answer.citations[0].excerpt.startswith("The keeper\r\nlit 3\u00a0000 lamps.")
    check_verbatim(shelf, answer)


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_is_refused(shelf: Shelf, question: str) -> None:
    with pytest.raises(EmptyQuestion, match="Ask in a sentence"):
        shelf.ask(question)


def test_a_question_of_a_thousand_words_is_refused(shelf: Shelf) -> None:
    with pytest.raises(QuestionTooLong, match="1,000 words"):
        shelf.ask("why " * 1000)


@pytest.mark.parametrize("question", ["What is it?", "and the of", "???"])
def test_a_question_of_stop_words_is_refused(shelf: Shelf, question: str) -> None:
    shelf.add(bees=BEES)
    with pytest.raises(NothingToLookFor, match="Name a person"):
        shelf.ask(question)


def test_a_question_in_another_script_is_refused_by_name(shelf: Shelf) -> None:
    shelf.add(bees=BEES)
    with pytest.raises(ForeignScript, match="Cyrillic letters, the documents in Latin"):
        shelf.ask("Сколько яиц откладывает матка?")


def test_a_question_in_the_documents_own_script_is_answered(shelf: Shelf) -> None:
    shelf.add(bees=BEES, russian="Матка откладывает до двух тысяч яиц в день.")
    assert "Матка" in shelf.ask("Сколько яиц откладывает матка?").citations[0].excerpt


def test_a_follow_up_uses_the_turn_before_and_says_what_was_searched(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    before = Turn("How tall is the lighthouse of Skagen?", "Its tower is forty-six metres tall.")
    answer = shelf.answerer().answer(Question("When was it lit?", (before,)))
    assert answer.question == "When was it lit?"
    assert "Skagen" in answer.standalone_question
    assert "1858" in answer.citations[0].excerpt


def test_the_same_question_gets_the_same_answer(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    first, second = (replace(shelf.ask("Who lays eggs?"), elapsed_ms=0) for _ in range(2))
    assert first == second


def test_the_steps_of_an_answer_add_up_to_its_time(shelf: Shelf) -> None:
    shelf.add(bees=BEES, lighthouses=LIGHTHOUSES)
    for question in ("How many eggs does the queen lay a day?", "Who won the chess championship in Oslo?"):
        answer = shelf.ask(question)
        assert {"word counts", "question vector", "evidence", "ranking", "citations"} <= set(answer.timings_ms)
        assert all(taken >= 0 for taken in answer.timings_ms.values())
        assert sum(answer.timings_ms.values()) == pytest.approx(answer.elapsed_ms)
