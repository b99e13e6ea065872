"""How a program's question waits for its turn among those of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Request

    from bot.answers import Answer


class Searching(Protocol):
    """Runs a search when it is its turn."""

    async def __call__(self, search: Callable[[], Answer], asked_by: Request) -> Answer:
        """Return what the search finds, which takes its turn with those of other visitors. Raises what it raises."""
        ...
