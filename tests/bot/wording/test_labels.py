from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from bot.wording import labels as wording
from bot.wording.labels import ENGLISH, LANGUAGES, TRANSLATIONS, labels_for, read_languages
from corpus.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

CODES = sorted(set(LANGUAGES) - {"en"})


def test_albanian_is_there() -> None:
    assert "sq" in CODES


@pytest.mark.parametrize("code", CODES)
def test_a_language_translates_every_word_and_leaves_none_in_english(code: str) -> None:
    words = tomllib.loads((TRANSLATIONS / f"{code}.toml").read_text("utf-8"))["labels"]
    assert set(words) == ENGLISH.words().keys() - {"language"}


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_a_place_for_each_value_that_the_english_has(code: str) -> None:
    english, translated = ENGLISH.words(), LANGUAGES[code].words()
    wrong = [name for name in english if english[name].count("{}") != translated[name].count("{}")]
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_a_link_is_called_by_what_is_seen_of_it(code: str) -> None:
    words = LANGUAGES[code].words()
    assert words["open_source"].startswith(words["open_document"])


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        (None, "en"),
        ("", "en"),
        ("sq", "sq"),
        ("sq-AL,sq;q=0.9,en;q=0.8", "sq"),
        ("de-AT, en;q=0.5", "de"),
        ("fr, sq;q=0.2", "sq"),
        ("en;q=0.5, sq;q=0.4", "en"),
        ("en;q=0.4, sq;q=0.5", "sq"),
        ("nonsense;;q=9,,", "en"),
        ("x" * 600 + ",sq", "en"),
    ],
)
def test_the_language_is_the_one_that_a_browser_wants_most(accepted: str | None, code: str) -> None:
    assert labels_for(accepted).language == code


def test_a_third_language_is_one_file_and_what_it_leaves_out_is_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = '[labels]\nthousands = "."\nsend = "Senden"\n[messages]\n"it has {pages:,} pages" = "{pages:,} Seiten"\n'
    (tmp_path / "de.toml").write_text(written, "utf-8")
    monkeypatch.setattr(wording, "LANGUAGES", read_languages(tmp_path))
    german = labels_for("de-AT,en;q=0.5")
    assert (german.send, german.stop) == ("Senden", ENGLISH.stop)
    assert german.translate(Message("it has {pages:,} pages", pages=12345)) == "12.345 Seiten"
    assert german.translate(Message("it is empty")) == "it is empty"
    assert german.number(1234567) == "1.234.567"


def test_what_the_pages_script_is_given_is_words_alone() -> None:
    assert set(map(type, LANGUAGES["sq"].words().values())) == {str}
