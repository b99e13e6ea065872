"""Who a request is from: by what it shows, or by being from this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.access.passwords import check_password, is_same
from bot.access.sessions import Sessions
from bot.access.slow_down import SlowDown
from bot.access.users import LONGEST_PASSWORD, USERS_FILE, UsersFile
from bot.access.visitors import Proof, Role, Visitor

if TYPE_CHECKING:
    from bot.access.forwarded import Arrival
    from bot.access.rules import AccessRules

_OWNER = "*"
"""Stands in the cookie of whoever came by the link in the terminal; no user can be called that."""


class Identities:
    """Recognises visitors by cookie, key, token, password, or a trusted proxy's word."""

    def __init__(self, rules: AccessRules, *, local: bool) -> None:
        """`local` is whether the page is served to this machine alone."""
        self.rules = rules
        self.users = rules.users or UsersFile(rules.folder / USERS_FILE if rules.folder else None)
        self.sessions = Sessions(rules.folder, key=rules.session_key)
        self.slow_down = SlowDown()
        self._local = local

    def of(self, arrival: Arrival) -> Visitor | None:
        """Return who a request is from; None if whoever it is has to show it first.

        Raises CannotDo if the users cannot be read: nobody is let in on a guess.
        """
        headers = {name: value.decode("latin-1") for name, value in arrival.scope["headers"]}
        kind, _, key = headers.get(b"authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._by_key(key.strip(), address_of(arrival))
        if arrival.user is not None:
            user = self.users.users().get(arrival.user)
            return Visitor(arrival.user, user.role if user else self.rules.stranger_role, Proof.PROXY)
        return self._by_cookie(headers.get(b"cookie", "")) or self._stranger(arrival)

    def open_by_token(self, token: str, address: str) -> str | None:
        """Return the credentials that a cookie is made of for the right token; None for a wrong one."""
        if self.slow_down.seconds_to_wait(address) or not is_same(token, self.rules.secret):
            self.slow_down.failed(address)
            return None
        self.slow_down.succeeded(address)
        return _OWNER

    def open_by_password(self, name: str, password: str, address: str) -> str | None:
        """Return the user's name for the right password; None for a wrong one, after as long a time for any name."""
        user = self.users.users().get(name)
        if len(password) > LONGEST_PASSWORD or not check_password(password, user.password if user else None):
            self.slow_down.failed(address)
            return None
        self.slow_down.succeeded(address)
        return name

    def cookie(self, opened: str, secure: bool) -> str:
        """Return the Set-Cookie header for what one of the two above returned."""
        return self.sessions.cookie(opened, self._credentials(opened) or "", self.rules.root_path, secure)

    def _by_key(self, key: str, address: str) -> Visitor | None:
        """Return whose key it is. Nobody guesses 256 random bits, so the right one is not slowed down by wrong ones."""
        user = self.users.by_key(key)
        if user is not None:
            return Visitor(user.name, user.role, Proof.BEARER)
        if self.slow_down.seconds_to_wait(address):
            return None  # the token may have been chosen by a person
        if is_same(key, self.rules.secret):
            return Visitor(None, Role.EDIT, Proof.BEARER)
        self.slow_down.failed(address)
        return None

    def _by_cookie(self, cookies: str) -> Visitor | None:
        name = self.sessions.name_in(cookies, self._credentials)
        if name is None:
            return None
        if name == _OWNER:
            return Visitor(None, Role.EDIT, Proof.COOKIE)
        return Visitor(name, self.users.users()[name].role, Proof.COOKIE)

    def _credentials(self, name: str) -> str | None:
        if name == _OWNER:
            return self.rules.fixed_token or ""
        user = self.users.users().get(name)
        return user.credentials if user else None

    def _stranger(self, arrival: Arrival) -> Visitor | None:
        if not self.rules.login:
            return Visitor(None, self.rules.stranger_role, Proof.NONE)
        if self._local and not arrival.through_proxy:
            return Visitor(None, Role.READ, Proof.NONE)
        return None


def address_of(arrival: Arrival) -> str:
    """Return the address that a request is from, as far as that can be known."""
    client = arrival.scope.get("client")
    return str(client[0]) if client else ""
