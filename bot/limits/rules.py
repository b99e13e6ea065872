"""The figures of all limits, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """How many of something there may be at a time: `all` together, from one `address`, of one named `visitor`."""

    all: int
    address: int
    visitor: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second that one address may make in the long run, and how many at once before that counts."""

    per_second: float
    at_once: int


@dataclass(frozen=True, slots=True)
class LimitRules:
    """What one visitor, and all together, may take of a server.

    connections: open at a time; `address` of them from one address, but for a trusted proxy's.
    header_seconds: within which the head of a request has come.
    body_seconds, body_bytes_per_second: over each such time, a body comes at that rate at least, which are
        the figures of Apache's mod_reqtimeout.
    stalled_seconds: an answer of which nothing was taken for so long is given up.
    body_bytes: the largest body of a request that brings no document.
    questions: waiting or being answered; the share of a visitor is that of several open pages.
    uploads: documents on their way.
    readings: requests at a time that read from documents, which need a thread each.
    sessions: conversations that are kept.
    question_rate, request_rate: of requests that ask something, and of all.
    stop_seconds: within which running questions end before the server does.
    """

    connections: Share = Share(1_000, 256, 256)
    header_seconds: float = 10.0
    body_seconds: float = 20.0
    body_bytes_per_second: int = 500
    stalled_seconds: float = 60.0
    body_bytes: int = 2**20
    questions: Share = Share(64, 32, 8)
    uploads: Share = Share(20, 8, 5)
    readings: Share = Share(32, 16, 8)
    sessions: Share = Share(1_000, 200, 200)
    question_rate: Rate = Rate(10.0, 120)
    request_rate: Rate = Rate(200.0, 1_000)
    stop_seconds: float = 20.0
