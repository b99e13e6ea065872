from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Span
from corpus.text.sentences import cut, sentences

GOLDEN = [
    ["Tirana is a city.", "It lies in a valley."],
    ["Mr. Hoxha met Mrs. Kola and Dr. Leka.", "They talked."],
    ["Prof. Shehu retired.", "Gen. Murati did not."],
    ["The U.S. Army left in June.", "Nobody came back."],
    ["They moved to the U.S.", "The others stayed."],
    ["He lives in Washington, D.C.", "She does not."],
    ["TIRANA, Jan. 4 – The cabinet met.", "It voted."],
    ["It happened on Sept. 11 in the morning.", "We remember."],
    ["Small states, e.g. Malta, vote too.", "Large ones as well."],
    ["The result, i.e. Figure two, is new.", "We repeat it."],
    ["Basha et al. (2019) disagree.", "We do not."],
    ["See Fig. 3 and Eq. 12 for the shape.", "The rest is in Sec. 4.2 below."],
    ["He lives at No. 5 Main Road.", "I said no.", "Then I left."],
    ["A speech by J. F. Kennedy was played.", "Everyone listened."],
    ["A book by George R. R. Martin lay there."],
    ["It rose by 3.5 per cent.", "Prices fell by 0.2 points."],
    ["Version 2.10.1 is out.", "Version 3.0 is not."],
    ["Wait... what did he say?", "Nothing."],
    ["He paused…", "Then he went on."],
    ['He said, "Stop."', "Then he left."],
    ["“You may come any time.”", "The guests came at once."],
    ["“Are you ready?” she asked.", "“Yes!” they cried.", "It began."],
    ["‘It is over.’", "Nobody moved."],
    ["(This is an aside.)", "This is not."],
    ["It failed (see the appendix).", "It was tried again."],
    ["What?!", "Yes.", "No!", "Really?"],
    ["Apple Inc. CEO Tim Cook spoke.", "He smiled."],
    ["The train leaves at 5 p.m. on Friday.", "Do not miss it."],
    ["It closed at 5 p.m.", "The staff went home."],
    ["She takes vitamin C.", "Doctors agree."],
    ["He holds a Ph.D. in physics.", "She has an M.A. degree."],
    ["Liverpool vs. Everton was a draw.", "Nobody was happy."],
    ["It is written in Node.js and runs.", "Go to www.example.com/?q=Bar for more."],
    ["The claim was checked.[12]", "It was right.[3][4]", "So it stayed."],
    ["**It is bold.**", "It is not."],
    ["Das gilt z.B. für Berlin.", "Am 3. Oktober ist Feiertag."],
    ["Am 12. Oktober ist Feiertag.", "Es sind 123.", "Oktober ist es auch."],
    ["Dr. Weber wohnt in der Nr. 7 links.", "Er kommt z. B. Montag."],
    ["Disa qytete, p.sh. Durrësi, janë të vjetra.", "Tirana është e re."],
    ["M. Dupont est parti.", "Il reviendra."],
    ["今天很冷。", "你好吗？", "很好！"],
    ["これは本です。", "「そうですか。」", "はい。"],
    ["كيف حالك؟", "أنا بخير."],
    ["यह एक वाक्य है।", "यह दूसरा है॥"],
    ["Это дом.", "Он стар."],
    ["𝔘nicode 😀 goes on.", "So 👩‍👩‍👧 does this.", "And this."],
]

HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            [
                "\n",
                "\r\n",
                "\n\n",
                "\u2029",
                "\x85",
                " ",
                "\xa0",
                "\u3000",
                "\x00",
                "- ",
                "1. ",
                "* * *\n",
                "| a |",
                "# ",
                "```\n",
                "。",
                "؟",
                "।",
                "👩\u200d👩\u200d👧",
                "𝔘",
                "é̂",
                "שלום. ",
                "U.S. ",
                "Mr. ",
                "a.B c",
                "“x.” ",
                "�",
            ]
        ),
    ),
    max_size=30,
).map("".join)


def texts_of(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize("expected", GOLDEN, ids=lambda expected: expected[0][:40])
def test_a_paragraph_falls_into_its_sentences(expected: list[str]) -> None:
    assert texts_of(" ".join(expected)) == expected


@pytest.mark.parametrize("expected", GOLDEN, ids=lambda expected: expected[0][:40])
def test_wrapping_lines_changes_no_boundary(expected: list[str]) -> None:
    assert texts_of(" ".join(expected).replace(" ", "\n")) == [one.replace(" ", "\n") for one in expected]


def test_a_missing_space_after_a_full_stop_is_forgiven() -> None:
    text = "They live in fair conditions.Albania was glad. It asked “why now?”Nobody knew."
    assert texts_of(text) == [
        "They live in fair conditions.",
        "Albania was glad.",
        "It asked “why now?”",
        "Nobody knew.",
    ]
    assert texts_of("Call java.util.List here.") == ["Call java.util.List here."]


def test_a_blank_line_ends_a_sentence_and_a_line_break_does_not() -> None:
    assert texts_of("one\ntwo\n\nthree\r\nfour\r\n \r\nfive") == ["one\ntwo", "three\r\nfour", "five"]


def test_list_items_are_sentences_without_their_markers() -> None:
    text = "We need:\n- milk\n- bread from\n  the shop\n* eggs\n\n1. Go there.\n2. Pay. Leave.\n(3) Eat"
    assert texts_of(text) == [
        "We need:",
        "milk",
        "bread from\n  the shop",
        "eggs",
        "Go there.",
        "Pay.",
        "Leave.",
        "Eat",
    ]


def test_a_number_or_a_dash_that_begins_a_wrapped_line_is_no_marker() -> None:
    assert texts_of("It was on Jan.\n4. The rest\n– as you know – is\n12 years old.") == [
        "It was on Jan.\n4.",
        "The rest\n– as you know – is\n12 years old.",
    ]


@pytest.mark.parametrize("blank", ["", "  ", "\t"])
def test_a_blank_line_ends_a_list_so_that_a_number_after_it_is_none_of_its_markers(blank: str) -> None:
    text = f"1. Go there.\n2. Pay.\n{blank}\nThe law stands on page\n12. It is long.\n– so they say – and\nboring."
    assert texts_of(text) == [
        "Go there.",
        "Pay.",
        "The law stands on page\n12.",
        "It is long.\n– so they say – and\nboring.",
    ]


def test_a_number_in_a_list_of_dashes_is_no_marker() -> None:
    assert texts_of("– one\n– two stands on page\n12. It is long.") == [
        "one",
        "two stands on page\n12.",
        "It is long.",
    ]


def test_any_number_begins_a_list_after_a_pause() -> None:
    assert texts_of("They are:\n3. bees\n4. owls") == ["They are:", "bees", "owls"]
    assert texts_of("They are\n3. bees") == ["They are\n3. bees"]


@pytest.mark.parametrize("marker", ["-", "*", "•", "1.", "(1)"])
def test_what_is_surely_a_marker_needs_no_pause(marker: str) -> None:
    assert texts_of(f"We saw\n{marker} bees") == ["We saw", "bees"]


def test_each_label_with_its_value_is_a_sentence() -> None:
    lines = ["**Name:** Arta Leka", "**Date (of birth)**: 4 May 1971", "Tel.: 0355 12", "Remarks (if any): none"]
    text = "  \n".join(lines)
    assert [sentence.of(text) for sentence in sentences(text, Span(0, len(text)))] == lines


def test_headings_rows_and_rules_stand_alone() -> None:
    assert texts_of("# Food\nWe ate\n| a. B | c |\n| d |\n---\nwell") == [
        "# Food",
        "We ate",
        "| a. B | c |",
        "| d |",
        "well",
    ]


def test_only_the_given_range_is_split() -> None:
    text = "😀 One. Two. Three."
    assert sentences(text, Span(7, 11)) == [Span(7, 11)]
    assert Span(7, 11).of(text) == "Two."


@given(HOSTILE)
def test_sentences_are_trimmed_ordered_and_apart(text: str) -> None:
    before = 0
    for span in sentences(text, Span(0, len(text))):
        assert before <= span.start < span.end
        assert span.of(text) == span.of(text).strip()
        before = span.end


@given(HOSTILE)
def test_every_letter_of_a_text_is_in_a_sentence(text: str) -> None:
    text = text.replace(")", " ")
    inside = "".join(texts_of(text))
    letters = [character for character in text if character.isalpha()]
    assert [character for character in inside if character.isalpha()] == letters


@given(st.text(max_size=400), st.integers(1, 50))
def test_cutting_keeps_all_but_white_space_within_the_limit(text: str, limit: int) -> None:
    pieces = [piece.of(text) for piece in cut(text, Span(0, len(text)), limit)]
    assert all(len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(("limit", "pieces"), [(19, 2), (20, 1), (21, 1)])
def test_only_what_is_longer_than_the_limit_is_cut(limit: int, pieces: int) -> None:
    text = "aaaa bbbb, cccc dddd"
    assert len(cut(text, Span(0, len(text)), limit)) == pieces


def test_white_space_at_the_end_makes_no_piece() -> None:
    text = "aaaa bbbb       "
    assert cut(text, Span(0, len(text)), 9) == [Span(0, 4), Span(5, 9)]


def test_a_long_sentence_is_cut_at_a_clause_else_at_white_space() -> None:
    text = "aaaa bbbb cccc, dddd eeee ffff gggg"
    assert [piece.of(text) for piece in cut(text, Span(0, len(text)), 20)] == [
        "aaaa bbbb cccc,",
        "dddd eeee ffff gggg",
    ]


def test_a_long_word_is_cut_between_graphemes() -> None:
    family = "👩‍👩‍👧"
    text = family * 10
    pieces = [piece.of(text) for piece in cut(text, Span(0, len(text)), 12)]
    assert pieces == [family * 2] * 5
