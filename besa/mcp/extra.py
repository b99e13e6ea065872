"""The package of the protocol, which only who asks for it has installed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.errors import CannotDo
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_THE_EXTRA = frozenset({"mcp", "mcp_types"})


@contextmanager
def needs_extra() -> Iterator[None]:
    """Raise CannotDo with the remedy where an import inside finds that the package is missing."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _OF_THE_EXTRA:
            raise
        raise CannotDo(
            Message('The tools need a package that is not installed. Install it with: pip install "besa[mcp]"')
        ) from error
