"""The small page on which a visitor shows a password or a token, and where it leads."""

from __future__ import annotations

import math
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from anyio.to_thread import run_sync
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.access.identity import address_of
from bot.wording.labels import labels_for
from corpus.messages import Message

if TYPE_CHECKING:
    from fastapi import Request, Response

    from bot.access.forwarded import Arrival
    from bot.access.identity import Identities

LOGIN = "/besa/login"
LOGOUT = "/besa/logout"
TOKEN = "token"  # noqa: S105  the name of the parameter
_LONGEST_FORM = 8_192
_PAGE = files("bot.access").joinpath("login_page.html").read_text("utf-8")

_WRONG = Message("That is not right. Look again, then try once more.")
_NAME = Message("Name (leave it empty with a token)")
_PASSWORD = Message("Password or token")
_SIGN_IN = Message("Sign in")
_NOTE = Message("Whoever serves this page has a link with a token in the terminal, and adds users: besa users add NAME")


class Login:
    """Answers what has to do with coming in and going out."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities
        self._root = identities.rules.root_path

    async def answer(self, arrival: Arrival, request: Request) -> Response | None:
        """Answer a request for the login page, for going out, or with a token in the address; None for any other."""
        path = request.url.path.removeprefix(self._root)
        if path == LOGIN and request.method == "POST":
            return await self._sign_in(arrival, request)
        if path == LOGIN:
            return self.page(request, next_=request.query_params.get("next", ""))
        if path == LOGOUT:
            left = RedirectResponse(self._root + LOGIN, 303)
            left.headers["set-cookie"] = self._identities.sessions.end(self._root, _is_secure(request))
            return left
        if request.method == "GET" and TOKEN in request.query_params:
            return self._by_link(arrival, request)
        return None

    def page(self, request: Request, status: int = 200, problem: str = "", next_: str = "") -> Response:
        """Return the page, in the visitor's language."""
        labels = labels_for(request.headers.get("accept-language"))
        said = {
            "name_label": labels.translate(_NAME),
            "password_label": labels.translate(_PASSWORD),
            "sign_in": labels.translate(_SIGN_IN),
            "note": labels.translate(_NOTE),
            "language": labels.language,
            "problem": problem,
            "next": next_,
            "action": self._root + LOGIN,
        }
        html = _PAGE.format_map({name: escape(value) for name, value in said.items()})
        return HTMLResponse(html, status, {"cache-control": "no-store"})

    def to_page(self, request: Request) -> Response:
        """Send a visitor to the page, and from there back to what was asked for."""
        asked = self._root + request.url.path.removeprefix(self._root)
        asked += f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{self._root}{LOGIN}?{urlencode({'next': asked})}", 303)

    async def _sign_in(self, arrival: Arrival, request: Request) -> Response:
        form = await _form(request)
        next_, name, password = form.get("next", ""), form.get("name", "").strip(), form.get("password", "")
        labels = labels_for(request.headers.get("accept-language"))
        address = address_of(arrival)
        wait = math.ceil(self._identities.slow_down.seconds_to_wait(address))
        if wait:
            problem = labels.translate(_too_many(wait))
            refused = self.page(request, 429, problem, next_)
            refused.headers["retry-after"] = str(wait)
            return refused
        if name:
            opened = await run_sync(self._identities.open_by_password, name, password, address)
        else:
            opened = self._identities.open_by_token(password.strip(), address)
        if opened is None:
            return self.page(request, 403, labels.translate(_WRONG), next_)
        return self._let_in(request, opened, next_)

    def _by_link(self, arrival: Arrival, request: Request) -> Response:
        """Take the token out of the address, where it would be remembered and shown."""
        rest = [(name, value) for name, value in request.query_params.multi_items() if name != TOKEN]
        asked = self._root + (request.url.path.removeprefix(self._root) or "/")
        asked += f"?{urlencode(rest)}" if rest else ""
        opened = self._identities.open_by_token(request.query_params[TOKEN], address_of(arrival))
        return self._let_in(request, opened, asked)

    def _let_in(self, request: Request, opened: str | None, next_: str) -> Response:
        led = RedirectResponse(next_ if _is_of_this_page(next_) else f"{self._root}/", 303)
        led.headers["cache-control"] = "no-store"
        if opened is not None:
            led.headers["set-cookie"] = self._identities.cookie(opened, _is_secure(request))
        return led


async def _form(request: Request) -> dict[str, str]:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_FORM:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    return {name: values[0] for name, values in fields.items()}


def _is_of_this_page(address: str) -> bool:
    """Return True for a path and nothing more: no address that leads to another host."""
    try:
        split = urlsplit(address)
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return plain and address.startswith("/") and not address.startswith("//") and not split.scheme and not split.netloc


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _too_many(wait: int) -> Message:
    return Message("Too many tries: wait {seconds:,} s, then try again.", seconds=wait)
