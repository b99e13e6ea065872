from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.english.names import Name, certain_names, find_names, may_be_a_person


def name(text: str) -> Name:
    (found,) = find_names(text)
    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ashraf-3 is near Manëz.", ["Ashraf-3", "Manëz"]),
        ("Ashraf 3 lies near Durrës.", ["Ashraf 3", "Durrës"]),
        ("He left for the U.S. in May.", ["U.S."]),
        ("The US and NATO agreed.", ["US", "NATO"]),
        ("Albania's Edi Rama spoke.", ["Albania", "Edi Rama"]),
        ("E. Rama met Ludwig van Beethoven.", ["E. Rama", "Ludwig van Beethoven"]),
        ("The University of Tirana opened.", ["University of Tirana"]),
        ("O’Brien's house", ["O’Brien"]),
        ("A plot, I think, was foiled on Monday, June 20.", []),
        ("In Albania 3,000 people live.", ["Albania"]),
        ("In Albania 1999 was a bad year.", ["Albania"]),
        ("Tell me about Kosovo.", ["Kosovo"]),
        ("", []),
    ],
)
def test_names_are_runs_of_capitalised_words(text: str, names: list[str]) -> None:
    assert [name.text for name in find_names(text)] == names


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("The Prime Minister Edi Rama's house", "Prime Minister", "Edi Rama"),
        ("the former Interior Minister Bledi Çuçi", "Interior Minister", "Bledi Çuçi"),
        ("Grand Ayatollah Ali Khamenei said", "", "Grand Ayatollah Ali Khamenei"),
        ("when Imam Hassan spoke", "Imam", "Hassan"),
        ("the Prime Minister of Albania", "", "Albania"),
    ],
)
def test_a_title_before_a_name_is_no_part_of_it(text: str, title: str, name: str) -> None:
    (found,) = find_names(text)
    assert (found.title, found.text) == (title, name)
    assert found.with_title in text


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("Police raided it.", []),
        ("Police of Tirana raided it.", ["Police of Tirana"]),
        ("Rama left. They say that Rama came back.", ["Rama", "Rama"]),
        ("NATO left.", ["NATO"]),
        ("Ashraf-3 burned.", ["Ashraf-3"]),
        ("Rama", ["Rama"]),
        ("It ended. Police came.", []),
    ],
)
def test_a_capital_that_may_only_begin_a_sentence_makes_no_certain_name(text: str, certain: list[str]) -> None:
    assert [name.text for name in certain_names(text)] == certain


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Saffari said it.", True),
        ("it happened in Albania", False),
        ("the Revolutionary Guard Committee met", False),
        ("and the BBC reports", False),
    ],
)
def test_who_may_be_a_person_is_told_by_how_a_text_speaks_of_the_name(text: str, person: bool) -> None:
    (name,) = find_names(text)
    assert may_be_a_person(name, text) is person


@pytest.mark.parametrize(
    ("one", "other", "exclude"),
    [
        ("Durres", "Durrës", False),
        ("Prime Minister Edi Rama", "Rama", False),
        ("Ali Khameni", "Ayatollah Ali Khamenei", False),
        ("US", "United States", False),
        ("E. Rama", "Edi Rama", False),
        ("Edith Crane", "Hugo Lamb", True),
        ("Anna Feld", "Tom Feld", True),
        ("Vienna", "Geneva", True),
    ],
)
def test_names_exclude_each_other_unless_one_is_another_form_of_the_other(one: str, other: str, exclude: bool) -> None:
    assert name(one).excludes(name(other)) is exclude
    assert name(other).excludes(name(one)) is exclude


def test_a_name_has_no_title_no_article_and_no_possessive() -> None:
    text = "The Prime Minister Edi Rama's house"
    assert text[name(text).start : name(text).end] == "Edi Rama"


@given(st.text(max_size=120))
def test_a_name_is_written_where_it_says(text: str) -> None:
    for name in find_names(text):
        assert text[name.start : name.end] == name.text
        assert name.words
