from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.sentences import LANGUAGES, SETS, Case, divide, measure, read_cases
from corpus.documents import Span
from corpus.text.sentences import sentences

if TYPE_CHECKING:
    from pathlib import Path

OPEN = [case for language in LANGUAGES for case in read_cases(SETS / f"{language}.txt")]
WRONG_AMONG_HELD_OUT = {"es": 1, "en": 1, "other": 1}


@pytest.mark.parametrize("case", OPEN, ids=lambda case: f"{case.language}: {case.text[:30]}")
def test_a_text_has_the_sentences_that_a_reader_sees(case: Case) -> None:
    assert [span.of(case.text) for span in divide(case)] == [span.of(case.text) for span in case.expected]


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_that_no_rule_was_made_from_are_divided_as_well_as_they_were(language: str) -> None:
    figures = measure(read_cases(SETS / "held_out" / f"{language}.txt"), divide)
    assert figures.cases - figures.right <= WRONG_AMONG_HELD_OUT.get(language, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_forty_texts_or_is_one_of_several(language: str) -> None:
    halves = [read_cases(SETS / f"{language}.txt"), read_cases(SETS / "held_out" / f"{language}.txt")]
    assert sum(map(len, halves)) >= (20 if language == "other" else 40)


def test_a_line_that_is_no_sentence_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "de.txt"
    path.write_text("{- }", "utf-8")
    with pytest.raises(ValueError, match="not a sentence"):
        read_cases(path)


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("it", "Due anni fa. Rossi partì.", 2),  # "Fa." is a firm in German
        ("de", "Die Fa. Rossi baut.", 1),
        ("fr", "Il va à la mer. Paul reste.", 2),
        ("de", "Der Laden im 6. Stock ist zu.", 1),
        ("de", "Es kamen 6. Paul blieb.", 2),
        (None, "He changed his mind. Peter came.", 2),  # "mind." is at least in German
        ("ru", "В 1905 г. Орлов построил дом.", 1),
        ("ru", "Дом построил купец Орлов ещё в 1905 г. Пруд вырыли позже.", 2),
        ("en", "They left the harbour. 12 people came.", 2),
        ("en", "It fell on Sept. 12 at night.", 1),
        ("en", "They came at 5 p.m. Friday was quiet.", 1),
        ("en", "They came at 5 p.m. Tickets were sold.", 2),
        ("en", "He cried: Stop! and ran.", 1),
        ("en", "what a day! and then rain.", 2),
        ("en", "It is the law. 977. The rent is due.", 2),
        ("en", "How many came? 12. Nobody else did.", 3),
        ("de-AT", "Er wohnt in der Feldstr. 5 im Hof.", 1),
    ],
)
def test_a_language_has_its_own_abbreviations(language: str | None, text: str, number: int) -> None:
    assert len(sentences(text, Span(0, len(text)), language)) == number
