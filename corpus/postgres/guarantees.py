"""What a connection has to promise: that what was acknowledged stays, and that its settings stay with it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from corpus.errors import LibraryError
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.postgres.address import Address

DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')"
)
"""Has a commit wait for the disk of the server and, where synchronous_standby_names says so, for that of a standby."""
_LOST_AFTER = MappingProxyType(
    {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "20000"}
)
"""In libpq's words: a connection whose other end says nothing is given up after half a minute, not after hours."""
_LOOKS = 3


def connection_settings(address: Address) -> dict[str, str]:
    """Return what a connection is opened with, beside what its address says itself."""
    said = dict(parse_qsl(urlsplit(address.conninfo).query, keep_blank_values=True))
    return {name: value for name, value in _LOST_AFTER.items() if name not in said}


def require_sessions(address: Address, one: Callable[[], Any], other: Callable[[], Any]) -> None:
    """Raise LibraryError where a pooler gives two open connections one session of the server by turns.

    `one` and `other` ask a connection each for the process that serves it. What a connection has set and prepared would
    be another's: the schema, and how thoroughly the nearest vectors are looked for, without which fewer are found and
    nobody is told.
    """
    if any(one() == other() for _ in range(_LOOKS)):
        raise LibraryError(
            Message(
                "Between Besa and the server of {library} is a pooler that works by transaction or by statement; what "
                "one connection sets would be lost. Let it work by session (PgBouncer: pool_mode = session), or name "
                "the server itself.",
                library=address.shown,
            )
        )
