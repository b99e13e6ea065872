"""The words in the names of files and folders."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.text.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXTENSION = re.compile(r"(?<=.)(?:\.tar)?\.[^\W\d_]\w{0,4}\Z")
_INNER_CAPITAL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")
_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_JOINED = re.compile(r"[_+~]|%20|(?<!\d)\.|\.(?!\d)")


def name_words(name: str) -> str:
    """Return the name of a file or folder as words, without its extension; hyphens stay, as codes have them.

    Example: "BoltAnnualReport_2023.final.pdf" is "Bolt Annual Report 2023 final".
    """
    return " ".join(_INNER_CAPITAL.sub(" ", _JOINED.sub(" ", _EXTENSION.sub("", name))).split())


def path_terms(paths: Iterable[str], language: str) -> list[str]:
    """Return the terms of the names in relative `paths`, each once, in order.

    Where letters and digits meet, both the whole and the parts count: "A002" and "report2023" are found either way.
    """
    found: dict[str, None] = {}
    for path in paths:
        for part in PurePath(path).parts:
            words = name_words(part)
            found.update(dict.fromkeys(terms(words, language)))
            found.update(dict.fromkeys(terms(_DIGITS.sub(" ", words), language)))
    return list(found)
