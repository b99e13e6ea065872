"""The word lists in `data/`: text files of words with white space between them, `#` beginning a comment."""

from __future__ import annotations

from pathlib import Path

_DATA = Path(__file__).with_name("data")


def read_words(name: str) -> frozenset[str]:
    """Return the words of the list `data/NAME.txt`.

    Example: "stop_words/en" has "the", "of" and "it".
    """
    lines = (_DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())


def list_names(folder: str) -> list[str]:
    """Return the names of the lists in a folder of `data/`, sorted.

    Example: "stop_words" has "ar", "ca" and so on.
    """
    return sorted(path.stem for path in (_DATA / folder).glob("*.txt"))
