from __future__ import annotations

import tomllib
from dataclasses import asdict, fields

import pytest

from bot.wording.labels import ENGLISH, LANGUAGES, TRANSLATIONS, Labels, labels_for

CODES = sorted(set(LANGUAGES) - {"en"})


def test_albanian_is_there() -> None:
    assert "sq" in CODES


@pytest.mark.parametrize("code", CODES)
def test_a_language_translates_every_word_and_leaves_none_in_english(code: str) -> None:
    words = tomllib.loads((TRANSLATIONS / f"{code}.toml").read_text("utf-8"))["labels"]
    assert set(words) == {each.name for each in fields(Labels)} - {"language"}


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_a_place_for_each_value_that_the_english_has(code: str) -> None:
    english, translated = asdict(ENGLISH), asdict(LANGUAGES[code])
    wrong = [name for name in english if english[name].count("{}") != translated[name].count("{}")]
    assert wrong == []


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        (None, "en"),
        ("", "en"),
        ("sq", "sq"),
        ("sq-AL,sq;q=0.9,en;q=0.8", "sq"),
        ("de, sq;q=0.2", "sq"),
        ("en;q=0.5, sq;q=0.4", "en"),
        ("en;q=0.4, sq;q=0.5", "sq"),
        ("nonsense;;q=9,,", "en"),
        ("x" * 600 + ",sq", "en"),
    ],
)
def test_the_language_is_the_one_that_a_browser_wants_most(accepted: str | None, code: str) -> None:
    assert labels_for(accepted).language == code
