from __future__ import annotations

import pytest

from bot.formats.authors import Author, authors


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("Llazar Semini", [("Semini", "Llazar")]),
        ("J. R. Smith", [("Smith", "J. R.")]),
        ("J.R. Smith", [("Smith", "J.R.")]),
        ("Smith, Jane", [("Smith", "Jane")]),
        ("Anna von Arnim", [("von Arnim", "Anna")]),
        ("Jean-Paul Sartre", [("Sartre", "Jean-Paul")]),
        ("Mary Ann O'Neil", [("O'Neil", "Mary Ann")]),
        ("Ana Leka, Karl Müller", [("Leka", "Ana"), ("Müller", "Karl")]),
        ("Ana Leka, Karl Müller, and Jane Doe", [("Leka", "Ana"), ("Müller", "Karl"), ("Doe", "Jane")]),
        ("Smith, Jane; Doe, John", [("Smith", "Jane"), ("Doe", "John")]),
        ("Smith, J. and Doe, J.", [("Smith", "J."), ("Doe", "J.")]),
    ],
)
def test_people_are_taken_apart(written: str, taken: list[tuple[str, str]]) -> None:
    assert authors(written) == [Author(*each) for each in taken]


@pytest.mark.parametrize(
    "written",
    [
        "Besa sample library",
        "Amnesty International",
        "Human Rights Watch",
        "Ministry of Health and Social Care",
        "Ada",
        "Ana Leka, et al.",
        "Ana Leka and the Hive",
        "John Lewis & Partners Ltd.",
        "Karl the keeper",
        "Martin County Sheriff's Office of 1999",
        "蜂 の 家",
        ", ;",
    ],
)
def test_what_may_be_an_office_stays_as_it_is_written(written: str) -> None:
    assert authors(written) == [Author(written)]


def test_nobody_is_nobody() -> None:
    assert authors("") == []
