"""HTTP/1.1 as uvicorn speaks it, with times: uvicorn waits for ever for a request, and for a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from bot.limits.connections import Connections
    from bot.limits.rules import LimitRules

_WORDS = b"Too many are connected. Wait a little, then try again.\r\n"
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b" % (len(_WORDS), _WORDS)
)
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class TimedProtocol(H11Protocol):
    """One connection. `connections` decides whether it may be, and looks once a second whether it is late."""

    def __init__(self, *args: Any, connections: Connections, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._book = connections
        self._state: object = None
        self._since = 0.0
        self._received = 0
        self._unsent = 0
        self._progress = 0.0

    @property
    def peer(self) -> str:
        """Address at the other end."""
        return self.client[0] if self.client else ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, where there is room for one more."""
        super().connection_made(transport)
        self._note_state()
        if not self._book.admit(self):
            transport.write(_BUSY)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._book.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what came."""
        if self.transport.is_closing():
            return
        self._received += len(data)
        super().data_received(data)
        if self._note_state() and self._state is not h11.IDLE:
            self._book.note_request(self)

    def on_response_complete(self) -> None:
        """Go on to the next request."""
        super().on_response_complete()
        self._note_state()

    def resume_writing(self) -> None:
        """Go on with an answer: the other end has taken some of it."""
        self._progress = self.loop.time()
        super().resume_writing()

    def is_late(self, now: float, rules: LimitRules) -> bool:
        """Return True if a head, a body, or the taking of an answer is too slow; asked about once a second."""
        unsent = self.transport.get_write_buffer_size()
        if not unsent or unsent < self._unsent:
            self._progress = now
        self._unsent = unsent
        if now - self._progress > rules.stalled_seconds:
            return True
        if self._state is h11.IDLE:
            return now - self._since > rules.header_seconds
        return self._state is h11.SEND_BODY and self._is_slow_body(now, rules)

    def give_up(self) -> None:
        """End the connection; say why where no answer has begun."""
        if self.cycle is None or self.cycle.response_complete or self.cycle.response_started or self._unsent:
            self.transport.abort()
        else:
            self.transport.write(_TOO_SLOW)
            self.transport.close()

    def _is_slow_body(self, now: float, rules: LimitRules) -> bool:
        """Return True if too little came in the last `body_seconds` of those in which more was asked for."""
        if self.flow.read_paused or self.conn.they_are_waiting_for_100_continue:
            self._since, self._received = now, 0
        if now - self._since < rules.body_seconds:
            return False
        is_slow = self._received < rules.body_bytes_per_second * rules.body_seconds
        self._since, self._received = now, 0
        return is_slow

    def _note_state(self) -> bool:
        """Return True if the connection has come to something else: a head, a body, an answer."""
        state = self.conn.their_state
        if state is self._state:
            return False
        now = self.loop.time()
        self._state, self._since, self._received, self._progress = state, now, 0, now
        return True

    def _should_upgrade(self) -> bool:
        """Never: Besa has no websockets, and uvicorn would warn of each that is asked for."""
        return False
