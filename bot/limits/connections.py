"""The connections that are open: how many of an address, which of them have said nothing yet, which are too slow."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

from bot.access.addresses import network_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.limits.rules import LimitRules

SWEEP_SECONDS = 1.0
_LEFT_OVER = 256
"""Descriptors for all but connections: libraries, pipes, and those that were accepted but not looked at yet."""
_FEWEST = 32


class Connection(Protocol):
    """What the book knows of a connection."""

    @property
    def peer(self) -> str:
        """Address at its other end."""
        ...

    def is_late(self, now: float, rules: LimitRules) -> bool:
        """Return True if its other end has used up its time; asked about once in SWEEP_SECONDS."""
        ...

    def give_up(self) -> None:
        """End it, whatever is under way."""
        ...


class Connections:
    """Keeps the book of all connections of one server, and ends those that are late. Of one event loop."""

    def __init__(self, rules: LimitRules, most: int, is_shared: Callable[[str], bool] = lambda _: False) -> None:
        """At most `most` are open. `is_shared` says of an address that many visitors come by it, as by a proxy."""
        self._rules = rules
        self._most = min(most, rules.connections.all)
        self._is_shared = is_shared
        self._open: dict[Connection, str] = {}
        self._of_address: defaultdict[str, int] = defaultdict(int)
        self._silent: dict[Connection, None] = {}
        self._sweep: asyncio.TimerHandle | None = None
        self.turned_away = 0
        """How many were ended for want of room, or for being late."""

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._open)

    def admit(self, connection: Connection) -> bool:
        """Enter a connection in the book; False if there is no room for it.

        Where there is none, the one that has been without a whole request for longest makes room: whoever sends
        requests gets in, however many others only hold connections open.
        """
        address = network_of(connection.peer)
        has_share = self._of_address[address] < self._rules.connections.address
        is_too_many = not has_share and not self._is_shared(connection.peer)
        if is_too_many or len(self._open) >= self._most:
            self.turned_away += 1
            silent = next((each for each in self._silent if not is_too_many or self._open[each] == address), None)
            if silent is None:
                self._forget(address)
                return False
            self.leave(silent)
            silent.give_up()
        self._open[connection] = address
        self._of_address[address] += 1
        self._silent[connection] = None
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._end_late)
        return True

    def leave(self, connection: Connection) -> None:
        """Strike a connection off, if it is in the book."""
        self._silent.pop(connection, None)
        address = self._open.pop(connection, None)
        if address is not None:
            self._of_address[address] -= 1
            self._forget(address)

    def note_request(self, connection: Connection) -> None:
        """Note that the head of a request has come whole."""
        self._silent.pop(connection, None)

    def _forget(self, address: str) -> None:
        if not self._of_address[address]:
            del self._of_address[address]

    def _end_late(self) -> None:
        loop = asyncio.get_running_loop()
        for each in [each for each in self._open if each.is_late(loop.time(), self._rules)]:
            self.turned_away += 1
            self.leave(each)
            each.give_up()
        self._sweep = loop.call_later(SWEEP_SECONDS, self._end_late) if self._open else None


def connections_possible() -> int:
    """Return how many connections the limit on open files leaves room for."""
    try:
        import resource  # which Windows does not have
    except ImportError:
        return 512
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(_FEWEST, (soft if soft != resource.RLIM_INFINITY else 10**6) - _LEFT_OVER)
