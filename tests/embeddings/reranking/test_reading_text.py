from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.reranking.reading_text import (
    LONGEST_BETWEEN,
    LONGEST_REPLY,
    LONGEST_TOPIC,
    context_before,
    leans,
    plain,
    reading_text,
)


@pytest.mark.parametrize(
    "sentence",
    [
        "It takes place on Saturday.",
        "“It takes place on Saturday.”",
        "However, she left.",
        "This was refused.",
        "There he met Tesla.",
        "These are sold.",
        "The group left in 2013.",
        "The company closed.",
        "Both were late.",
        "Then they went home.",
        "The first was sold.",
        "The second one, a barge, sank.",
        "The last of them left.",
        "The first two are large.",
        "The second half was dull.",
        "The other boat sank.",
        "The city grew.",
    ],
)
def test_a_sentence_leans_that_begins_with_what_only_the_one_before_explains(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The fair takes place on Saturday.",
        "There are two ferries a day.",
        "That is why the mill closed.",
        "Italy joined in 1957.",
        "Shetland has ponies.",
        "Hermes is a messenger.",
        "Theory comes first.",
        "The first lighthouse was built in 1820.",
        "The second Sunday in May is a holiday.",
        "The last ferry leaves at nine.",
        "The first half of the book is about Berat.",
        "The city of Durrës has a harbour.",
        "The film Jaws was shot there.",
        "The book “Emma” is about a village.",
        "The groups left.",
        "",
    ],
)
def test_a_sentence_stands_alone_that_begins_with_its_own_words(sentence: str) -> None:
    assert not leans(sentence)


def test_title_and_heading_come_first_and_each_part_is_closed() -> None:
    assert reading_text("Minutes", "Fair", "It is in June", "We plan a fair.") == (
        "Minutes. Fair. [We plan a fair.] It is in June."
    )
    assert reading_text("Who are we?", "", "A club.") == "Who are we? A club."
    assert reading_text("Fair", "Fair", "In June.") == "Fair. In June."
    assert reading_text("“Fair.”", "", "In June…") == "“Fair.” In June…"
    assert reading_text("", "", "") == ""


@given(*[st.text(st.characters(), max_size=8)] * 4)
def test_every_part_is_read(title: str, heading: str, sentence: str, before: str) -> None:
    text = reading_text(title, heading, sentence, before)
    assert all(part in text for part in (title, heading, sentence, before))


def test_white_space_of_any_kind_is_one_space() -> None:
    assert plain(" The\r\n mill\u00a0 \t stands.\n") == "The mill stands."


QUESTION, ANSWER = "Can I pay by card?", "Yes, by every card."
TOPIC, BEFORE, LEANING = "The mill of Berat is old.", "A family owns the wheel.", "It was mended in 1990."


@pytest.mark.parametrize(
    ("texts", "before"),
    [
        ([QUESTION, ANSWER], QUESTION),
        ([QUESTION, ANSWER, "Cash is refused."], f"{QUESTION} {ANSWER}"),
        ([QUESTION, ANSWER, "## The mill", TOPIC], ""),
        ([QUESTION, ANSWER, "Is there a ferry?", "Yes."], "Is there a ferry?"),
        ([QUESTION, ANSWER.ljust(LONGEST_BETWEEN + 1, "!"), "Cash is refused."], QUESTION),
        ([QUESTION, *[ANSWER] * (LONGEST_REPLY - 1), TOPIC], f"{QUESTION} {' '.join([ANSWER] * (LONGEST_REPLY - 1))}"),
        ([QUESTION, *[ANSWER] * LONGEST_REPLY, TOPIC], ""),
        (["The members are:", "Albania"], "The members are:"),
        ([TOPIC, "Berat has two."], ""),
        ([TOPIC, LEANING], TOPIC),
        ([TOPIC, BEFORE, LEANING], f"{TOPIC} {BEFORE}"),
        (["## The mill", TOPIC, BEFORE, LEANING], f"{TOPIC} {BEFORE}"),
        (["## The mill", BEFORE, LEANING], BEFORE),
        ([LEANING], ""),
    ],
)
def test_what_a_sentence_leans_on_is_the_one_before_and_the_topic(texts: list[str], before: str) -> None:
    assert context_before(texts, len(texts) - 1) == before


@pytest.mark.parametrize(("length", "read"), [(LONGEST_TOPIC, True), (LONGEST_TOPIC + 1, False)])
def test_a_long_topic_is_not_read_again(length: int, read: bool) -> None:
    topic = "The mill ".ljust(length - 1, "x") + "."
    assert context_before([topic, BEFORE, LEANING], 2) == (f"{topic} {BEFORE}" if read else BEFORE)
