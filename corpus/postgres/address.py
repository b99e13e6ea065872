"""The address of a library on a server, and how it is shown: without its password, wherever that stands."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Self
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from corpus.errors import LibraryError
from corpus.messages import Message

SCHEMES = ("postgresql://", "postgres://")
DEFAULT_SCHEMA = "besa"
"""Where a library's tables lie in its database, unless its address ends with "?schema=" and another name."""
CONNECTIONS, SLOW_MS, EF_SEARCH = "connections", "slow_ms", "ef_search"
"""Parameters of an address that are Besa's own, beside "schema": how it uses the server, not which library it is."""
_NUMBERS = (CONNECTIONS, SLOW_MS, EF_SEARCH)
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SECRETS = frozenset({"password", "sslpassword"})


@dataclass(frozen=True, slots=True)
class Address:
    """A library on a server: what libpq connects to, and the schema of its tables there.

    `shown` names it for people: nothing in it is secret. It ends with the schema, where that is another than usual.
    At most so many `connections` are opened at a time, statements that take `slow_ms` or longer are logged, and the
    index of vectors compares `ef_search` neighbours, where the address says so.
    """

    conninfo: str = field(repr=False)
    schema: str
    shown: str
    connections: int | None = None
    slow_ms: int | None = None
    ef_search: int | None = None
    _secrets: tuple[str, ...] = field(repr=False, default=())

    @classmethod
    def parse(cls, location: str) -> Self:
        """Return the address that `location` is. Raises LibraryError for what is none, without its password.

        A path has lost one of the two slashes; it is an address all the same.
        """
        url = re.sub(r"^(postgres(?:ql)?):/(?=[^/])", r"\1://", location)
        try:
            parts = urlsplit(url)
            netloc, secrets = _without_password(parts.netloc)
            query = parse_qsl(parts.query, keep_blank_values=True)
        except ValueError as error:
            raise _no_address() from error
        own = {name: value for name, value in query if name in ("schema", *_NUMBERS)}
        schema = own.get("schema", DEFAULT_SCHEMA)
        if f"{parts.scheme}://" not in SCHEMES or not _NAME.fullmatch(schema):
            raise _no_address()
        numbers = {name: whole_number(name, own[name]) for name in _NUMBERS if name in own}
        wanted = [(name, value) for name, value in query if name not in own]
        conninfo = urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(wanted), ""))
        named = [("schema", schema)] if schema != DEFAULT_SCHEMA else []
        shown = urlencode([each for each in wanted if each[0] not in _SECRETS] + named, safe="/:")
        secrets += [value for name, value in query if name in _SECRETS and value]
        masked = urlunsplit(("postgresql", netloc, parts.path, shown, ""))
        several = tuple(dict.fromkeys(secrets))
        connections, slow_ms, ef_search = (numbers.get(name) for name in _NUMBERS)
        return cls(conninfo, schema, masked, connections, slow_ms, ef_search, several)

    @property
    def digest(self) -> str:
        """Return a short name for files that a machine keeps beside this library."""
        return hashlib.sha256(self.shown.encode()).hexdigest()[:16]

    def masked(self, text: str) -> str:
        """Return what a server or its client says without the passwords of this address."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text.replace(self.conninfo, self.shown)


def whole_number(name: str, written: str) -> int:
    """Return the number that a setting of this name is. Raises LibraryError for none."""
    if re.fullmatch(r"\d{1,9}", written, re.ASCII) is None:
        raise LibraryError(
            Message("{name} takes a whole number, such as 10, and not '{written}'.", name=name, written=written[:20])
        )
    return int(written)


def is_address(location: object) -> bool:
    """Return whether a location is a library on a server, and no folder."""
    written = location.as_posix() if isinstance(location, PurePath) else str(location)
    return bool(re.match(r"postgres(?:ql)?:/", written))


def shown(location: str) -> str:
    """Return a location as it may be shown and logged: without its password, even where it is no address."""
    try:
        return Address.parse(location).shown
    except LibraryError:
        return re.sub(r":[^:/@]*@", "@", location.partition("?")[0])


def _without_password(netloc: str) -> tuple[str, list[str]]:
    """Return the user and host of an address, and the passwords that were between, as written and as meant."""
    user, at, host = netloc.rpartition("@")
    name, colon, password = user.partition(":")
    secrets = [each for each in (password, unquote(password)) if each] if colon else []
    return f"{name}{at}{host}", secrets


def _no_address() -> LibraryError:
    return LibraryError(
        Message(
            "This is no address of a library: write postgresql://USER@HOST/DATABASE, and after it ?schema=NAME where a "
            "database holds several (small letters, digits and _)."
        )
    )
