"""The one place where each request is held against rates and shares, whichever route it is for."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from bot.limits.rates import RateLimit
from bot.limits.refusals import ALL_TAKEN, OWN_SHARE, STOPPING, TOO_MANY_FILES, Refusal, too_fast
from bot.limits.routes import Purpose, purpose_of
from bot.limits.shares import Shares
from bot.limits.takers import taker_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractContextManager

    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.access.root_path import RootPath
    from bot.limits.rules import LimitRules
    from bot.limits.takers import Taker


class Admission:
    """Decides on each request whether there is room for it: by rate first, then by shares. Of one event loop."""

    def __init__(self, rules: LimitRules, waiting: Callable[[], Collection[Taker]] = tuple) -> None:
        """Begin with nothing held; `waiting` tells whose questions go on after their requests have ended."""
        self._waiting = waiting
        self._questions, self._requests = RateLimit(rules.question_rate), RateLimit(rules.request_rate)
        self._shares = {
            Purpose.QUESTION: Shares(rules.questions),
            Purpose.UPLOAD: Shares(rules.uploads),
            Purpose.READING: Shares(rules.readings),
        }
        self.is_stopping = False
        """True once nothing new is begun, since the server is about to end."""

    @property
    def under_way(self) -> int:
        """How many questions and uploads are not done yet."""
        held = len(self._shares[Purpose.QUESTION]) + len(self._shares[Purpose.UPLOAD])
        return held + len(self._waiting())

    def refusal(self, purpose: Purpose, taker: Taker) -> Refusal | None:
        """Return why there is no room for a request; None if there is."""
        if self.is_stopping and purpose in {Purpose.QUESTION, Purpose.UPLOAD}:
            return STOPPING
        if wait := self._seconds_to_wait(purpose, taker):
            return too_fast(wait)
        shares = self._shares.get(purpose)
        waiting = self._waiting() if purpose is Purpose.QUESTION else ()
        if shares is None or shares.has_room(taker, waiting):
            return None
        if purpose is Purpose.UPLOAD:
            return TOO_MANY_FILES
        return ALL_TAKEN if shares.is_full(waiting) else OWN_SHARE

    def held(self, purpose: Purpose, taker: Taker) -> AbstractContextManager[None]:
        """Hold the place that a request takes, while the block lasts."""
        shares = self._shares.get(purpose)
        return shares.held(taker) if shares is not None else nullcontext()

    def _seconds_to_wait(self, purpose: Purpose, taker: Taker) -> float:
        asking = self._questions.seconds_to_wait(taker.address) if purpose is Purpose.QUESTION else 0.0
        return asking or self._requests.seconds_to_wait(taker.address)


class RequestLimits:
    """ASGI middleware behind the guard, which has said who asks; tells `refused` of each request that it refuses."""

    def __init__(
        self, app: ASGIApp, admission: Admission, root: RootPath, refused: Callable[[Refusal], None] | None = None
    ) -> None:
        self._app = app
        self._admission = admission
        self._root = root
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on while there is room for it, or say when to come again."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        purpose, taker = purpose_of(scope["method"], self._root.without(scope["path"])), taker_of(scope)
        refusal = self._admission.refusal(purpose, taker)
        if refusal is not None:
            if self._refused is not None:
                self._refused(refusal)
            await refusal.answer(scope, receive, send)
            return
        with self._admission.held(purpose, taker):
            await self._app(scope, receive, send)
