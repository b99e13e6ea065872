"""Estimate how likely a question leans on the conversation before it.

A probability for each way to lean and each amount of new words, counted in conversations and learned by
`training/context_need.py` into `context_need.json` (docs/decisions/0006-follow-ups.md).
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.english.leaning import Lean, Newness, leaning, newness

if TYPE_CHECKING:
    from collections.abc import Mapping

LEARNED = Path(__file__).with_name("context_need.json")
"""File of the probabilities: for each `Lean` one of each `Newness` that was seen with it."""


@lru_cache
def learned_needs() -> Mapping[tuple[Lean, Newness], float]:
    """Load the probabilities. Raises ValueError for a name that is no `Lean` or no `Newness`."""
    table: dict[str, dict[str, float]] = json.loads(LEARNED.read_text("utf-8"))
    return {(Lean(lean), Newness(new)): probability for lean, row in table.items() for new, probability in row.items()}


def context_need(text: str, said: frozenset[str]) -> float:
    """Return the probability that a question says too little alone; `said` are the terms of what was said before it.

    It is 0 for a question that points to nothing, near 1 for "When did he say that?", and in between for one with a
    pronoun that brings much of its own: "Who wrote If she knew what she wants?".
    """
    lean = leaning(text, said)
    return 0.0 if lean is None else learned_needs().get((lean, newness(text, said)), 0.0)
