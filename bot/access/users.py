"""The users of a page and their roles, in a file of mode 600."""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING

import msgspec

from bot.access.passwords import hash_key, hash_password
from bot.access.private_files import write_private
from bot.access.visitors import Role
from bot.errors import CannotDo
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1_000
_NAME = re.compile(r"[\w.@+-][\w.@+ -]{0,98}\Z")


class User(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A user. `password` and `key` are hashes; a user of a program has a key, one of the page a password."""

    name: str
    role: Role
    password: str | None = None
    key: str | None = None

    @property
    def credentials(self) -> str:
        """What changes when the user may no longer come in as before."""
        return f"{self.password}/{self.key}"


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    users: tuple[User, ...] = ()
    version: int = 1


class UsersFile:
    """The users in a file, read anew whenever it has changed: whoever is removed is out at once."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._reading = threading.Lock()
        self._read: tuple[tuple[int, int, int] | None, Mapping[str, User]] = (None, {})

    def users(self) -> Mapping[str, User]:
        """Return the users by name. Raises CannotDo for a file that is none, or that others may read."""
        state = _state(self.path)
        with self._reading:
            if state != self._read[0] or state is None:
                self._read = (state, {} if state is None else self._load())
            return self._read[1]

    def by_key(self, key: str) -> User | None:
        """Return the user with this key, if there is one."""
        hashed = hash_key(key)  # a hash tells nothing of the key by how long it is compared
        return next((each for each in self.users().values() if each.key == hashed), None)

    def add(self, name: str, role: Role, *, password: str | None = None, key: str | None = None) -> None:
        """Add a user with a password or a key, or change one. Raises CannotDo."""
        if not _NAME.match(name):
            raise CannotDo(Message("A user's name has up to 99 letters, digits, and . @ + - _ between them."))
        if password is not None and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise CannotDo(Message("A password needs {count} characters or more.", count=SHORTEST_PASSWORD))
        hashes = (password and hash_password(password), key and hash_key(key))
        self._write({**self.users(), name: User(name, role, *hashes)})

    def remove(self, name: str) -> None:
        """Remove a user, whose cookies and keys count no more. Raises CannotDo if there is none."""
        users = dict(self.users())
        if users.pop(name, None) is None:
            raise CannotDo(Message("There is no user {name}. See: besa users list", name=name))
        self._write(users)

    def _write(self, users: Mapping[str, User]) -> None:
        if self.path is None:
            raise CannotDo(Message("There is no folder in which users could be kept."))
        kept = _Kept(tuple(users[name] for name in sorted(users)))
        try:
            write_private(self.path, msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
        except OSError as error:
            raise CannotDo(Message("{file} could not be written: {error}", file=self.path, error=str(error))) from error

    def _load(self) -> Mapping[str, User]:
        assert self.path is not None
        try:
            if self.path.stat().st_mode & 0o077 and os.name == "posix":
                raise CannotDo(Message("Others can read {file}: run chmod 600 on it.", file=self.path))
            kept = msgspec.json.decode(self.path.read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise CannotDo(Message("{file} holds no users: {error}", file=self.path, error=str(error))) from error
        return {each.name: each for each in kept.users}


def _state(path: Path | None) -> tuple[int, int, int] | None:
    try:
        found = path.stat() if path is not None else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotDo(Message("{file} holds no users: {error}", file=str(path), error=str(error))) from error
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None
