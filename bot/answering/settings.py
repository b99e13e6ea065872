"""What an answer may have, and from which confidence on it is one."""

from __future__ import annotations

from dataclasses import dataclass

TOP = 5
"""How many citations an answer has, unless another number is asked for."""
MOST_CITATIONS = 50


@dataclass(frozen=True, slots=True)
class Answering:
    """Settings of an answer: the most `citations` and `sentences` that it has.

    Below the confidence `threshold` (0 to 1) the bot says that it found none; from `possible` on, that the passages
    which come nearest may hold the answer all the same.
    """

    citations: int = TOP
    sentences: int = 3
    threshold: float = 0.5
    possible: float = 0.15
