from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.query_terms import QueryTerms, query_terms
from corpus.text.terms import terms


def found(text: str, *languages: str) -> dict[str, set[str]]:
    question = query_terms(text, languages)
    return {word: set(forms) for word, forms in zip(question.words, question.terms, strict=True)}


def test_a_word_has_the_terms_of_every_language_of_the_library() -> None:
    assert found("Welche Nationen halfen?", "en", "de") == {
        "Nationen": {"nationen", "nation"},
        "halfen": {"halfen", "half"},
    }


def test_words_with_a_term_in_common_are_one_word() -> None:
    assert found("Nationen der Nation", "en", "de") == {"Nationen": {"nationen", "nation"}}
    assert found("running runs", "en") == {"running": {"run"}}


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("Was war die Aufgabe der Wärter?", ["en", "de"], ["Aufgabe", "Wärter"]),
        ("What was the task of the keepers?", ["de", "en"], ["task", "keepers"]),
        ("What was the task of the keepers?", ["de"], ["task", "keepers"]),
        ("Où est né l'homme qu'elle aimait ?", ["en", "fr"], ["né", "l'homme", "aimait"]),
        ("Kush ishte kryeministër i Shqipërisë?", ["en", "sq"], ["kryeministër", "Shqipërisë"]),
        ("Besa die Sage", ["en", "de"], ["Besa", "Sage"]),
    ],
)
def test_stop_words_are_those_of_the_question_s_own_language(
    text: str, languages: list[str], expected: list[str]
) -> None:
    assert list(query_terms(text, languages).words) == expected


def test_where_languages_tie_the_most_frequent_of_the_library_counts() -> None:
    assert query_terms("to die", ["en", "de"]).words == ("die",)
    assert query_terms("to die", ["de", "en"]).words == ("to",)


@pytest.mark.parametrize("text", ["To be or not to be", "Wer ist er", "who are we"])
def test_a_question_of_stop_words_alone_keeps_them(text: str) -> None:
    assert {word.lower() for word in query_terms(text, ["en", "de"]).words} == set(text.lower().split())


def test_capitals_tell_a_name_from_a_pronoun() -> None:
    assert query_terms("Did the US and the WHO help us?", ["en", "de"]).words == ("US", "WHO", "help")
    assert query_terms("WHO HELPED US", ["en"]).words == ("HELPED",)


def test_a_compound_and_its_parts_are_words_of_their_own() -> None:
    assert found("COVID-19", "en", "de") == {"COVID": {"covid"}, "COVID-19": {"covid19"}, "19": {"19"}}


def test_languages_are_known_by_any_of_their_codes() -> None:
    assert query_terms("Häuser", ["de-AT", "ger", "de"]) == query_terms("Häuser", ["de"])


def test_without_languages_a_question_is_english() -> None:
    assert query_terms("the runners", []) == query_terms("the runners", ["en"])


def test_a_word_without_its_terms_is_an_error() -> None:
    with pytest.raises(ValueError, match="1 words with the terms of 0"):
        QueryTerms(("besa",), ())


@given(st.text(max_size=60), st.lists(st.sampled_from(["en", "de", "fr", "tr", "hi", "xx"]), max_size=3))
def test_every_term_belongs_to_one_word_and_every_word_has_a_term(text: str, languages: list[str]) -> None:
    question = query_terms(text, languages)
    assert all(question.terms)
    assert sum(map(len, question.terms)) == len(question.columns)
    assert all(word in text for word in question.words)


@pytest.mark.parametrize(
    "text",
    ["Who were the members of the committee?", "What does besa mean?", "How many Jews found shelter in Albania?"],
)
def test_in_an_english_library_a_question_has_the_terms_that_its_documents_have(text: str) -> None:
    assert list(query_terms(text, ["en"]).columns) == list(dict.fromkeys(terms(text)))
