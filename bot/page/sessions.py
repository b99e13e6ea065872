"""gradio's memory of conversations, with a share for each address: nobody's is forgotten for somebody else's."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from contextvars import ContextVar
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from gradio.state_holder import SessionState, StateHolder

from bot.limits.takers import Taker, taker_of
from bot.page.packed_conversation import PackedConversation
from bot.page.views.conversation import Conversation

if TYPE_CHECKING:
    import gradio as gr
    from gradio.blocks import Blocks
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.limits.rules import Share

_TAKER: ContextVar[Taker] = ContextVar("taker", default=Taker(""))  # noqa: B039  frozen
_REMEMBERED = 10_000
"""So many sessions are known to have been forgotten."""
_UNPACKED = 32
"""So many sessions, the last ones used, lie there as they are; the conversations of all others are packed."""


def taker_now() -> Taker:
    """Return whose request is being answered here."""
    return _TAKER.get()


class TakerNoted:
    """ASGI middleware that says to everything behind it, however deep, whose request it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            _TAKER.set(taker_of(scope))
        await self._app(scope, receive, send)


class LeanSession(SessionState):
    """What gradio keeps of a session, without its copy of all that the page shows: half of what a session takes.

    Only gradio's links to the state of a page read that copy, and Besa's page has none.
    """

    def __init__(self, blocks: Blocks) -> None:
        without_components = SimpleNamespace(default_config=blocks.default_config, blocks=())
        super().__init__(without_components)  # type: ignore[arg-type]
        self._changing = threading.Lock()

    def __getitem__(self, key: int) -> Any:
        """Return the value of a component."""
        value = super().__getitem__(key)
        return value.unpacked() if isinstance(value, PackedConversation) else value

    def __setitem__(self, key: int, value: Any) -> None:
        """Keep the new value of a component."""
        with self._changing:
            super().__setitem__(key, value)
            self.config_values.clear()

    def pack(self) -> None:
        """Pack the conversation that is kept, until it is gone on with."""
        for key, value in list(self.state_data.items()):
            if isinstance(value, Conversation) and value.pending is None:
                packed = PackedConversation.of(value)
                with self._changing:
                    if self.state_data.get(key) is value:  # it has not been gone on with meanwhile
                        self.state_data[key] = packed

    def _update_config(self, key: int) -> None:
        """Copy nothing of a component that has changed."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Copy nothing of what is shown."""


class SharedSessions(StateHolder):
    """The sessions of all. Where an address has more than its share, its own oldest is forgotten."""

    def __init__(self, share: Share) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._share = share
        self._of_key: defaultdict[str, OrderedDict[str, None]] = defaultdict(OrderedDict)
        self._key_of: dict[str, str] = {}
        self._forgotten: OrderedDict[str, None] = OrderedDict()
        self._unpacked: OrderedDict[str, None] = OrderedDict()

    def __getitem__(self, session_id: str) -> SessionState:
        """Return a session; begin it where there is none, on account of whose request this is."""
        if session_id not in self.session_data:
            self.session_data[session_id] = LeanSession(self.blocks)
        state: SessionState = super().__getitem__(session_id)
        with self.lock:
            key = self._key_of.setdefault(session_id, _TAKER.get().key)
            mine = self._of_key[key]
            mine[session_id] = None
            mine.move_to_end(session_id)
            while len(mine) > self._share.address:
                self._forget(next(iter(mine)))
            for gone in [each for each in self._key_of if each not in self.session_data] if self._has_stray() else []:
                self._strike_off(gone)
            resting = self._resting(session_id)
        if isinstance(resting, LeanSession):
            resting.pack()
        return state

    def was_forgotten(self, session_id: str) -> bool:
        """Return True if a session was forgotten; from then on, it is one like any other."""
        with self.lock:
            return self._forgotten.pop(session_id, 0) is None

    def _resting(self, session_id: str) -> SessionState | None:
        """Note that a session is used, and return the one that is to be packed therefore."""
        self._unpacked[session_id] = None
        self._unpacked.move_to_end(session_id)
        if len(self._unpacked) <= _UNPACKED:
            return None
        return self.session_data.get(self._unpacked.popitem(last=False)[0])

    def _has_stray(self) -> bool:
        """Return True if gradio has forgotten sessions that are still on somebody's account."""
        return len(self._key_of) > len(self.session_data)

    def _forget(self, session_id: str) -> None:
        self.session_data.pop(session_id, None)
        self.time_last_used.pop(session_id, None)
        self._strike_off(session_id)

    def _strike_off(self, session_id: str) -> None:
        """Take what is forgotten off its account, and out of gradio's queue, which keeps what nobody fetched."""
        queue = self.blocks._queue
        waiting = {each.session_hash for each in queue.event_ids_to_events.values()}
        if session_id not in waiting:
            queue.pending_messages_per_session.pop(session_id, None)
            queue.pending_event_ids_session.pop(session_id, None)
        self._unpacked.pop(session_id, None)
        key = self._key_of.pop(session_id)
        del self._of_key[key][session_id]
        self._forgotten[session_id] = None
        if len(self._forgotten) > _REMEMBERED:
            self._forgotten.popitem(last=False)
        if not self._of_key[key]:
            del self._of_key[key]


def was_forgotten(request: gr.Request) -> bool:
    """Return True, once, if the conversation that this request goes on with was forgotten for want of room."""
    app = request.request.scope.get("app") if request.request is not None else None
    sessions = getattr(app, "state_holder", None)
    return isinstance(sessions, SharedSessions) and sessions.was_forgotten(request.session_hash or "")
