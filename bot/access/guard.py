"""What every request passes first, whichever route it is for: HTTP, streams of events, and websockets."""

from __future__ import annotations

import logging
import re
from html import escape
from typing import TYPE_CHECKING

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from bot.access.forwarded import received
from bot.access.headers import secured
from bot.access.hosts import LOOPBACK, OTHER_PAGE, HostNames, comes_from_elsewhere, host_name
from bot.access.identity import Identities
from bot.access.login import Login
from bot.access.root_path import RootPath
from bot.access.visitors import Proof, with_visitor
from bot.errors import CannotDo
from bot.wording.labels import labels_for
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.access.forwarded import Arrival
    from bot.access.rules import AccessRules
    from bot.access.visitors import Visitor

_LOG = logging.getLogger(__name__)
_PUBLIC = re.compile(r"/health(?:/\w+)?|/gradio_api/startup-events")
"""What tells nothing but that the server is there; gradio asks itself the second when it starts."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_WHO = Message("Sign in first: open the link with the token that “besa serve” has printed.")
_ALLOWED = "GET, HEAD, POST, DELETE, OPTIONS"


class Guard:
    """ASGI middleware that lets in who may come in, and says to the app who it is."""

    def __init__(self, app: ASGIApp, rules: AccessRules, bound: str, own_routes: Collection[str] = ()) -> None:
        """`bound` is the address that is served on; `own_routes` are first parts of paths below /besa."""
        local = rules.is_local(bound)
        self._app = app
        self._rules = rules
        self._identities = Identities(rules, local=local)
        self._login = Login(self._identities)
        self._root = RootPath(rules.root_path, own_routes)
        self._hosts = HostNames(
            LOOPBACK | {bound.strip("[]").lower(), *(each.lower() for each in rules.allowed_hosts)} - {"0.0.0.0", "::"},  # noqa: S104
            numbers=not local and not rules.allowed_hosts,
            anything=not local and not rules.allowed_hosts and rules.login,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        arrival = received(self._root.completed(scope), self._rules)
        origin = _header(arrival.scope, b"origin")
        allowed = origin if origin in self._rules.allowed_origins else None
        send = secured(send, self._rules.frame_ancestors, allowed)
        answer = await self._answer(arrival, receive)
        if not isinstance(answer, Response):
            await self._app(answer, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(arrival.scope, receive, send)

    async def _answer(self, arrival: Arrival, receive: Receive) -> Response | Scope:
        """Return the scope with which a request goes on, or the answer that it gets instead."""
        request = Request({**arrival.scope, "type": "http", "method": _method(arrival.scope)}, receive)
        refused = self._refusal(request)
        if refused is not None:
            return _refused(request, refused)
        if _is_preflight(request):
            headers = {"access-control-allow-methods": _ALLOWED, "access-control-max-age": "600"}
            wanted = request.headers.get("access-control-request-headers", "")
            return Response(None, 204, {**headers, "access-control-allow-headers": wanted})
        if _PUBLIC.fullmatch(self._root.without(request.url.path)):
            return arrival.scope
        return await self._login.answer(arrival, request) or self._let_in(arrival, request)

    def _refusal(self, request: Request) -> Message | None:
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or host_name(hosts[0]) not in self._hosts:
            return _unknown_host(hosts[0][:100] if hosts else "?")
        if len(request.headers.getlist("origin")) > 1:
            return OTHER_PAGE
        rules, framed = self._rules, bool(self._rules.frame_ancestors)
        scheme, method = request.url.scheme, request.method
        elsewhere = comes_from_elsewhere(request.headers, scheme, method, rules.allowed_origins, framed=framed)
        return OTHER_PAGE if elsewhere else None

    def _let_in(self, arrival: Arrival, request: Request) -> Response | Scope:
        try:
            visitor = self._identities.of(arrival)
        except CannotDo as error:
            _LOG.error("%s", error)
            return _refused(request, Message("Nobody can sign in now: whoever serves this page sees why."), 503)
        if visitor is None:
            return self._stopped(request)
        if _could_be_made_by_another_page(request, visitor):
            return _refused(request, OTHER_PAGE)
        return with_visitor(arrival.scope, visitor)

    def _stopped(self, request: Request) -> Response:
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return self._login.to_page(request)
        return _refused(request, _WHO, 401)


def _could_be_made_by_another_page(request: Request, visitor: Visitor) -> bool:
    """Return True for a change that only a cookie stands for, where the browser does not say which page makes it."""
    told = {"origin", "sec-fetch-site"} & set(request.headers)
    return visitor.proof in {Proof.COOKIE, Proof.PROXY} and request.method not in _SAFE and not told


def _refused(request: Request, why: Message, status: int = 403) -> Response:
    reason = labels_for(request.headers.get("accept-language")).translate(why)
    headers = {"cache-control": "no-store", **({"www-authenticate": "Bearer"} if status == 401 else {})}
    if request.method == "GET" and request.headers.get("sec-fetch-mode") == "navigate":
        return HTMLResponse(f"<!doctype html><title>Besa</title><p>{escape(reason)}</p>", status, headers)
    return JSONResponse({"status": "failed", "detail": reason, "reason": reason}, status, headers)


def _unknown_host(host: str) -> Message:
    return Message(
        "Besa is not served under the name {host}. Whoever serves it can allow it: besa serve --allowed-host NAME",
        host=host,
    )


def _is_preflight(request: Request) -> bool:
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def _method(scope: Scope) -> str:
    return str(scope.get("method", "GET"))


def _header(scope: Scope, wanted: bytes) -> str | None:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), None)
