"""Tables of contents without leaders, told from lists of what has a number."""

from __future__ import annotations

import pytest

from corpus.documents import Content, Metadata, Span
from corpus.text.contents_lists import is_contents_title
from corpus.text.markup.answerable import may_answer
from corpus.text.passages import split

ENTRIES = "The harbour 3\nWho built the lighthouse 5\nFishing permits 14\nThe ferry to Corfu 24"
SECTIONS = "1 The harbour 3\n1.1 Who built the lighthouse 5\n2 Fishing permits 14\n2.1 Fees 15\nIndex 40"
PRICES = "Soup 4\nSalad 6\nFish 14\nLobster 31"
PEOPLE = "1. Ana Leka 19\n2. Besnik Gashi 28\n3. Dritan Hoxha 44\n4. Era Malo 51"


def answering(text: str) -> list[str]:
    content = Content(text, Metadata("The port", language="en"), "text/plain", Span(0, len(text)))
    spans = [sentence for passage in split(content) for sentence in passage.sentences]
    return [span.of(text) for span in spans if may_answer(content, span)]


@pytest.mark.parametrize("listed", [f"Contents\n\n{ENTRIES}", f"Përmbajtja:\n\n{ENTRIES}", SECTIONS])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_entries_of_contents_answer_nothing(listed: str, between: str) -> None:
    text = f"{listed.replace(chr(10), between)}\n\nThe office is open on weekdays from nine to four."
    assert answering(text)[-1:] == ["The office is open on weekdays from nine to four."]
    assert not any("lighthouse" in said or "Fishing" in said for said in answering(text))


@pytest.mark.parametrize("listed", [PRICES, f"Menu\n\n{PRICES}", f"Members\n\n{PEOPLE}"])
def test_other_lists_of_what_has_a_number_answer(listed: str) -> None:
    said = "\n".join(answering(f"The inn of Lin.\n\n{listed}\n\nIt is open from nine to four."))
    assert all(line.lstrip("1234. ") in said for line in listed.splitlines()[2:])


def test_a_sentence_that_ends_in_a_number_below_a_title_answers() -> None:
    text = "Contents\n\nThe box was packed in 1998\n\nIt holds four cups."
    assert "The box was packed in 1998" in answering(text)


def test_titles_of_contents_are_told_in_any_case_and_with_markup() -> None:
    assert is_contents_title("## TABLE OF CONTENTS")
    assert is_contents_title("Inhaltsverzeichnis:")
    assert not is_contents_title("Contents of the box")
