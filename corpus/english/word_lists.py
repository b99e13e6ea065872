"""Read lists of words that rules work with, by default those of English: TOML files of words set apart by blanks."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).with_name("words")


@lru_cache
def _tables(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def word_table(name: str, folder: Path = FOLDER) -> dict[str, tuple[str, ...]]:
    """Return the lists of a table by their keys, as `word_list` names it. Raises KeyError for an unknown one."""
    return {key: tuple(str(words).split()) for key, words in _value(name, folder).items() if isinstance(words, str)}


def word_list(name: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the words of a list in their order. Raises KeyError for an unknown one.

    Example: "calendar.months" is the list `months` of `calendar.toml`, "questions.nouns.date" the one in a table of it.
    """
    return tuple(str(_value(name, folder)).split())


def text_lines(name: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the lines of a list whose entries are of several words. Raises KeyError for an unknown one."""
    return tuple(str(_value(name, folder)).strip().splitlines())


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression, without a group, that matches each of `words`, the longest first."""
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(map(re.escape, longest_first)).replace("_", r"\s+")


def _value(name: str, folder: Path) -> Any:
    file, *keys = name.split(".")
    found: Any = _tables(folder / f"{file}.toml")
    for key in keys:
        found = found[key]
    return found
