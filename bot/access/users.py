"""The users of a page and their roles: in a file of mode 600, or on the server that holds the library."""

from __future__ import annotations

import logging
import os
import re
import threading
from typing import TYPE_CHECKING

import msgspec

from bot.access.passwords import hash_key, hash_password
from bot.access.private_files import write_private
from bot.access.visitors import Role
from bot.errors import CannotDo
from corpus.errors import LibraryError
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corpus.engines.server_files import KeptFiles

USERS_FILE = "users.json"
FOLLOWED_SECONDS = 1.0
"""Pause between two looks at users that other machines may have changed."""
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1_000
_LOG = logging.getLogger(__name__)
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


class Users:
    """The users of a page, in a file of JSON: on this machine (`UsersFile`), or on a server (`SharedUsers`)."""

    def users(self) -> Mapping[str, User]:
        """Return the users by name. Raises CannotDo for a file that is none, or that others may read."""
        raise NotImplementedError

    def by_key(self, key: str) -> User | None:
        """Return the user with this key, if there is one."""
        hashed = hash_key(key)  # a hash tells nothing of the key by how long it is compared
        return next((each for each in self.users().values() if each.key == hashed), None)

    def add(self, name: str, role: Role, *, password: str | None = None, key: str | None = None) -> None:
        """Add a user with a password or a key, or change one. Raises CannotDo, and LibraryErrors of a server."""
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
        kept = _Kept(tuple(users[name] for name in sorted(users)))
        self._keep(msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")

    def _keep(self, content: bytes) -> None:
        raise NotImplementedError


class UsersFile(Users):
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

    def _keep(self, content: bytes) -> None:
        if self.path is None:
            raise CannotDo(Message("There is no folder in which users could be kept."))
        try:
            write_private(self.path, content)
        except OSError as error:
            raise CannotDo(Message("{file} could not be written: {error}", file=self.path, error=str(error))) from error

    def _load(self) -> Mapping[str, User]:
        assert self.path is not None
        try:
            if self.path.stat().st_mode & 0o077 and os.name == "posix":
                raise CannotDo(Message("Others can read {file}: run chmod 600 on it.", file=self.path))
            content = self.path.read_bytes()
        except OSError as error:
            raise CannotDo(Message("{file} holds no users: {error}", file=self.path, error=str(error))) from error
        return _users_in(content, str(self.path))


class SharedUsers(Users):
    """The users of a page whose library lies on a server: the same on each machine that serves it.

    Nobody waits for the server: `follow` reads them anew each second, in a thread. While the server is away nobody can
    be removed either, and those who were there last stay in.
    """

    def __init__(self, files: KeptFiles) -> None:
        """Read them. Raises LibraryErrors, and CannotDo where what is kept holds no users."""
        self._files = files
        self._ended = threading.Event()
        self._read = self._load()

    def users(self) -> Mapping[str, User]:
        """Return the users by name, as they were a second ago at most."""
        return self._read

    def follow(self) -> Callable[[], None]:
        """Begin to read them anew each second, and return what ends that."""
        threading.Thread(target=self._follow, name="users", daemon=True).start()
        return self._ended.set

    def _follow(self) -> None:
        told = ""
        while not self._ended.wait(FOLLOWED_SECONDS):
            try:
                self._read, told = self._load(), ""
            except CannotDo as error:  # nobody is let in on a guess
                self._read = {}
                if str(error) != told:
                    _LOG.error("%s", error)
                told = str(error)
            except LibraryError:
                continue  # it is told to whoever asks

    def _keep(self, content: bytes) -> None:
        self._files.write(USERS_FILE, content)
        self._read = self._load()

    def _load(self) -> Mapping[str, User]:
        content = self._files.read(USERS_FILE)
        return _users_in(content, USERS_FILE) if content is not None else {}


def _users_in(content: bytes, file: str) -> Mapping[str, User]:
    try:
        kept = msgspec.json.decode(content, type=_Kept)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CannotDo(Message("{file} holds no users: {error}", file=file, error=str(error))) from error
    return {each.name: each for each in kept.users}


def _state(path: Path | None) -> tuple[int, int, int] | None:
    try:
        found = path.stat() if path is not None else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotDo(Message("{file} holds no users: {error}", file=str(path), error=str(error))) from error
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None
