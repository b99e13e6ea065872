from __future__ import annotations

import pytest

from bot.english.attribution import are_different, find_speakers, is_a_source


def speakers(sentence: str, *values: str) -> list[set[str]]:
    places = [(sentence.index(value), sentence.index(value) + len(value)) for value in values]
    return [set(speaker) for speaker in find_speakers(sentence, places)]


@pytest.mark.parametrize(
    ("sentence", "values", "expected"),
    [
        ("Reuters dates it to 2013 and the police to 2014.", ("2013", "2014"), [{"reuters"}, {"police"}]),
        ("It began in 2013, according to the ministry.", ("2013",), [{"ministry"}]),
        ("It began in 2013, Reuters reports.", ("2013",), [{"reuters"}]),
        ("It began in 2013 and ended in 2014.", ("2013", "2014"), [set(), set()]),
        ("He gave up in 2013.", ("2013",), [set()]),
    ],
)
def test_each_value_has_the_speaker_that_the_sentence_names(
    sentence: str, values: tuple[str, ...], expected: list[set[str]]
) -> None:
    assert speakers(sentence, *values) == expected


def test_a_speaker_who_is_named_by_part_of_anothers_words_is_not_different() -> None:
    police, albanian = frozenset({"police"}), frozenset({"albanian", "police"})
    assert not are_different(police, albanian)
    assert not are_different(police, frozenset())
    assert are_different(police, frozenset({"reuters"}))


def test_a_source_is_named_only_for_having_reported() -> None:
    assert is_a_source("Deutsche Welle", "Deutsche Welle reports that it began.")
    assert is_a_source("Deutsche Welle", "According to Deutsche Welle it began.")
    assert not is_a_source("Saffari", "Saffari ran the cell, Deutsche Welle reports.")
