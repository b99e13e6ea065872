from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.terms import Word, is_stop_word, normalise, terms, words


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(word.term, text[word.start : word.end]) for word in words(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Çuçi", "cuci"), ("Łódź", "lodz"), ("Đurđević", "durdevic"), ("Straße", "strasse"),
        ("Ærø", "aero"),
        ("İstanbul", "istanbul"), ("ﬁne", "fine"), ("e\u0301te\u0301", "ete"), ("Ёлка", "елка"),
        ("новый", "новый"),
        ("がっこう", "がっこう"), ("Ｆ１６", "f16"), ("οδός", "οδοσ"), ("שָׁלוֹם", "שלום"),
    ],
)  # fmt: skip
def test_normalising_leaves_what_a_reader_would_type(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. embassy", [("the", "The"), ("us", "U.S."), ("embassi", "embassy")]),
        ("US troops", [("us", "US"), ("troop", "troops")]),
        ("3,000 of 1,234,567", [("3000", "3,000"), ("of", "of"), ("1234567", "1,234,567")]),
        ("3.5 and 20th", [("3point5", "3.5"), ("and", "and"), ("20th", "20th")]),
        ("1,2,3", [("1", "1"), ("2", "2"), ("3", "3")]),
        ("Rama's and Çuçi’s", [("rama", "Rama's"), ("and", "and"), ("cuci", "Çuçi’s")]),
        ("COVID-19", [("covid", "COVID"), ("covid19", "COVID-19"), ("19", "19")]),
        ("F-16", [("f", "F"), ("f16", "F-16"), ("16", "16")]),
        ("O'Brien", [("obrien", "O'Brien")]),
        ("exam-\nple", [("exam", "exam"), ("exampl", "exam-\nple"), ("ple", "ple")]),
        ("soft\u00adhyphen", [("softhyphen", "soft\u00adhyphen")]),
        ("end.Albania", [("end", "end"), ("albania", "Albania")]),
        ("日本語", [("日本", "日本"), ("本語", "本語")]),
        ("中", [("中", "中")]),
        ("iPhone手机", [("iphon", "iPhone"), ("手机", "手机")]),
        ("हिन्दी", [("हनद", "हिन्दी")]),
        ("a\x00b _ 😀 - ' .", [("a", "a"), ("b", "b")]),
    ],
)  # fmt: skip
def test_a_text_gives_these_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("node.js", "NodeJS"), ("covid19", "COVID-19"), ("e-mails", "email"), ("US", "U.S."),
        ("Cuci", "Çuçi's"),
        ("3000", "3,000"), ("running", "runs"), ("state of the art", "state-of-the-art"), ("東京", "東京都"),
    ],
)  # fmt: skip
def test_a_question_meets_what_is_written_otherwise(asked: str, written: str) -> None:
    assert {word.term for word in words(asked)} & {word.term for word in words(written)}


def test_the_language_chooses_the_stemmer() -> None:
    assert [word.term for word in words("Häuser", "de")] == ["haus"]
    assert [word.term for word in words("L'homme qu'il aimait", "fr-FR")] == ["homm", "il", "aim"]
    assert [word.term for word in words("running", "sq")] == ["running"]
    assert [word.term for word in words("running", "en_GB")] == ["run"]


def test_places_are_moved_by_the_offset() -> None:
    assert words("a bee", offset=10) == [Word("a", 10, 11), Word("bee", 12, 15)]


def test_stop_words_are_left_out_of_terms() -> None:
    assert terms("Who were the members of the committee, and why didn't they meet?") == [
        "member",
        "committe",
        "meet",
    ]


@pytest.mark.parametrize("text", ["To be or not to be", "The Who", "who is it", "US", "WHO ARE WE"])
def test_a_text_of_stop_words_alone_keeps_them(text: str) -> None:
    assert terms(text) == [word.term for word in words(text)]


def test_capitals_tell_a_name_from_a_pronoun() -> None:
    assert terms("Did the US help us?") == ["us", "help"]
    assert terms("Did the U.S. help us?") == ["us", "help"]
    assert terms("What does the WHO say of who fell ill?") == ["who", "say", "fell", "ill"]
    assert terms("WHO HELPED US") == ["help"]


@pytest.mark.parametrize(
    "word", ["the", "The", "us", "who", "don’t", "because", "becaus", "e.g.", "we'll", "it's", "I"]
)
def test_a_stop_word_is_one_as_written_and_as_a_term(word: str) -> None:
    assert is_stop_word(word)


@pytest.mark.parametrize("word", ["US", "U.S.", "WHO", "Albania", "will-o", "", "doe", "19"])
def test_a_telling_word_is_no_stop_word(word: str) -> None:
    assert not is_stop_word(word)


def test_a_language_without_a_list_has_no_stop_words() -> None:
    assert not is_stop_word("the", "eu")


MIXED = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [
                "U.S.",
                "3,000",
                "’s",
                "-",
                "\n",
                "日本",
                "ภาษา",
                "한국어",
                "\x00",
                "ﷺ",
                "½",
                "e\u0301",
                "ʼ",
                "_",
                "İ",
            ]
        ),
    ),
    max_size=20,
).map("".join)


@given(MIXED, st.sampled_from(["en", "fr", "tr", "hi", "xx"]))
def test_a_term_is_letters_and_digits_and_has_its_place(text: str, language: str) -> None:
    for word in words(text, language):
        assert word.term
        assert all(character.isalnum() for character in word.term)
        assert 0 <= word.start < word.end <= len(text)


@given(MIXED)
def test_every_letter_and_digit_belongs_to_a_word(text: str) -> None:
    text = re.sub("['’ʼ]", " ", text)
    covered: set[int] = set()
    for word in words(text):
        covered.update(range(word.start, word.end))
    missed = [c for at, c in enumerate(text) if at not in covered and c.isalnum() and normalise(c).strip("'").isalnum()]
    assert missed == []


@given(MIXED)
def test_diacritics_case_and_composition_do_not_matter(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_threads_do_not_disturb_each_other() -> None:
    text = " ".join(f"running{n} houses{n} studies organisations{n % 7}ational" for n in range(3000))
    alone = words(text)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(words, [text] * 8)) == [alone] * 8
