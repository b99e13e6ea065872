from __future__ import annotations

import pytest

from corpus.text.path_terms import name_words, path_terms
from corpus.text.terms import terms


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("BoltAnnualReport_2023.final.pdf", "Bolt Annual Report 2023 final"),
        ("RULE-A002.md", "RULE-A002"),
        ("notes.tar.gz", "notes"),
        ("HTMLParser", "HTML Parser"),
        ("version 1.2", "version 1.2"),
        ("Zürich_Übersicht.odt", "Zürich Übersicht"),
        (".hidden", "hidden"),
        ("archive", "archive"),
        ("2024", "2024"),
    ],
)
def test_a_name_is_taken_apart_into_words_without_its_extension(name: str, words: str) -> None:
    assert name_words(name) == words


def test_folders_and_file_give_their_terms_each_once() -> None:
    assert path_terms(["Bolt/Reports/bolt-report.txt", "copies/bolt-report.txt"], "en") == [
        "bolt",
        "report",
        "boltreport",
        "copi",
    ]


@pytest.mark.parametrize("asked", ["A002", "RULE-A002", "rule a002", "002"])
def test_a_code_is_found_whole_and_by_its_parts(asked: str) -> None:
    assert set(terms(asked)) <= set(path_terms(["RULE-A002.md"], "en"))


def test_the_language_of_the_document_chooses_the_stems() -> None:
    assert path_terms(["Häuser.txt"], "de") == ["haus"]
