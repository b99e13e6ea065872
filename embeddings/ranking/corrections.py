"""A misspelt word of a question, as an answer tells of it; light to import, for answers are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of a question that stands nowhere in the library, and the one that was searched instead."""

    written: str
    searched: str
