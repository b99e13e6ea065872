"""What is quoted for a sentence can be understood alone, and stands in the passage word for word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.quoting import LONGEST_QUOTATION, MOST_BEFORE, PassageSentences
from corpus.documents import Span
from corpus.text.sentences import sentences


def quoted(text: str, sentence: str) -> str:
    """Return what is quoted of `text` for the sentence that holds these words."""
    found = PassageSentences.of(text, sentences(text, Span(0, len(text))))
    (number,) = [number for number, each in enumerate(found.texts) if sentence in each]
    return found.quotation(number).of(text)


LIST = "Three joined in 2007:\n\n- Albania\n- Croatia\n- Kosovo\n\nOthers did not."
MILL = "The mill of Berat is old. It belongs to the parish. It was mended in 1990. Nobody lives there."


def test_a_sentence_that_stands_alone_is_quoted_alone() -> None:
    assert quoted(MILL, "Nobody") == "Nobody lives there."
    assert quoted(LIST, "Others") == "Others did not."


def test_a_leaning_sentence_is_quoted_with_what_it_leans_on() -> None:
    assert quoted(MILL, "parish") == "The mill of Berat is old. It belongs to the parish."
    assert quoted(MILL, "1990") == "The mill of Berat is old. It belongs to the parish. It was mended in 1990."


def test_the_first_sentence_of_a_passage_leans_on_nothing_that_is_there() -> None:
    assert quoted("It belongs to the parish. The mill is old.", "parish") == "It belongs to the parish."


@pytest.mark.parametrize("before", ["Who owns the mill?", "## The mill of Berat\n\n", "Owner ______\n\n"])
def test_what_answers_nothing_is_not_quoted_with_the_sentence_that_leans_on_it(before: str) -> None:
    assert quoted(f"{before} It belongs to the parish.", "parish") == "It belongs to the parish."


@pytest.mark.parametrize(("leaning", "held"), [(MOST_BEFORE, True), (MOST_BEFORE + 1, False)])
def test_at_most_so_many_sentences_are_quoted_before_it(leaning: int, held: bool) -> None:
    text = "The mill of Berat is old. " + " ".join(f"It has {number} wheels." for number in range(1, leaning + 1))
    found = quoted(text, f"{leaning} wheels")
    assert found.startswith("The mill of Berat") == held
    assert found.count(".") == MOST_BEFORE + 1


@pytest.mark.parametrize(("length", "held"), [(LONGEST_QUOTATION, True), (LONGEST_QUOTATION + 1, False)])
def test_a_quotation_of_several_sentences_has_a_longest(length: int, held: bool) -> None:
    end = " It belongs to the parish."
    text = "The mill ".ljust(length - len(end) - 1, "x") + "." + end
    assert len(text) == length
    assert quoted(text, "parish") == (text if held else end.strip())


def test_where_all_it_leans_on_is_too_long_the_sentence_before_is_enough() -> None:
    long = "The mill of Berat " + "x" * LONGEST_QUOTATION + "."
    text = f"{long} It belongs to the parish. It was mended in 1990."
    assert quoted(text, "1990") == "It belongs to the parish. It was mended in 1990."


@pytest.mark.parametrize("item", ["Albania", "Croatia", "Kosovo"])
def test_an_item_is_quoted_with_its_list_and_the_head_of_that(item: str) -> None:
    assert quoted(LIST, item) == "Three joined in 2007:\n\n- Albania\n- Croatia\n- Kosovo"


@pytest.mark.parametrize("marks", [("1.", "2."), ("a)", "b)"), ("(1)", "(2)"), ("•", "•"), ("*", "*"), ("–", "–")])
def test_an_item_is_told_by_any_mark(marks: tuple[str, str]) -> None:
    text = f"Bring these things:\n{marks[0]} A warm coat\n{marks[1]} A lamp"
    assert quoted(text, "lamp") == text
    assert quoted(text, "coat") == text


def test_of_a_long_list_only_what_stands_down_to_the_item_is_quoted_or_the_item_alone() -> None:
    items = [f"The ferry number {number} leaves Fierza at {number}" for number in range(10, 40)]
    text = "Ferries leave at these hours:\n" + "\n".join(f"- {item}" for item in items)
    assert len(text) > LONGEST_QUOTATION
    assert quoted(text, "number 12") == text[: text.index("\n- The ferry number 13")]
    assert quoted(text, "number 39") == items[-1]


def test_items_without_a_head_are_quoted_alone() -> None:
    assert quoted("- Albania\n- Croatia", "Croatia") == "Croatia"
    assert quoted("Some joined in 2007.\n\n- Albania\n- Croatia", "Croatia") == "Croatia"


def test_a_list_after_a_heading_is_quoted_without_it() -> None:
    assert quoted("## Members:\n\n- Albania\n- Croatia", "Croatia") == "Croatia"


@given(
    st.lists(
        st.sampled_from(
            [
                *[
                    "It is old.",
                    "The mill stands.",
                    "They are:",
                    "- A wheel\n",
                    "\n1. A lamp\n",
                    "\n\n",
                    "Who?",
                    "# Mill\n",
                ],
                *["This " + "x" * 350 + ".", "Çuçi 🙂 tha “besa”."],
            ]
        ),
        max_size=12,
    ),
    st.integers(0, 20),
)
def test_a_quotation_lies_in_the_passage_holds_its_sentence_and_is_short(parts: list[str], offset: int) -> None:
    text = "x" * offset + "\n\n" + " ".join(parts)
    spans = sentences(text, Span(offset + 2 if offset else 0, len(text)))
    found = PassageSentences.of(text, spans)
    for number, span in enumerate(spans):
        quotation = found.quotation(number)
        assert spans[0].start <= quotation.start <= span.start < span.end <= quotation.end <= spans[-1].end
        assert quotation == span or quotation.end - quotation.start <= LONGEST_QUOTATION
        assert quotation.start in {each.start for each in spans}
        assert quotation.end in {each.end for each in spans}
