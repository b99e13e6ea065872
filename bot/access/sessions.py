"""The cookie by which a visitor who has come in stays in: signed, so that nobody can write one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.access.private_files import write_private

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS = 30 * 24 * 3600
"""How long a cookie counts."""
KEY_BYTES = 32
KEY_FILE = "session-key"
_LONGEST = 1_000


class Sessions:
    """Makes and reads cookies. Those of one key name themselves alike, so that two servers keep theirs apart."""

    def __init__(
        self, folder: Path | None, clock: Callable[[], float] = time.time, *, key: bytes | None = None
    ) -> None:
        """`key` is one that other machines have, too; without it, it is the one that is kept in `folder`."""
        self._key = key or _kept_key(folder)
        self._clock = clock
        self.cookie_name = f"besa-{hashlib.sha256(b'name' + self._key).hexdigest()[:8]}"

    def cookie(self, name: str, credentials: str, path: str, secure: bool) -> str:
        """Return the Set-Cookie header for a visitor, who is in for as long as their `credentials` stay the same."""
        until = str(int(self._clock()) + SECONDS)
        value = ".".join(
            [base64.urlsafe_b64encode(name.encode()).decode(), until, self._sign(name, until, credentials)]
        )
        return self._header(value, SECONDS, path, secure)

    def end(self, path: str, secure: bool) -> str:
        """Return the Set-Cookie header that takes the cookie away."""
        return self._header("", 0, path, secure)

    def name_in(self, cookies: str, credentials: Callable[[str], str | None]) -> str | None:
        """Return the name in a Cookie header that was signed here; `credentials` says those of a name, if it counts."""
        name, until, signature = self._parts(cookies)
        known = credentials(name) if name and until.isascii() and until.isdigit() else None
        if known is None or not hmac.compare_digest(self._sign(name, until, known), signature):
            return None
        return name if int(until) > self._clock() else None

    def _parts(self, cookies: str) -> tuple[str, str, str]:
        for each in cookies.split(";"):
            named, _, value = each.strip().partition("=")
            if named == self.cookie_name and len(value) <= _LONGEST and value.isascii() and value.count(".") == 2:
                name, until, signature = value.split(".")
                try:
                    return base64.urlsafe_b64decode(name).decode(), until[:12], signature
                except (binascii.Error, UnicodeDecodeError):
                    break
        return "", "", ""

    def _sign(self, name: str, until: str, credentials: str) -> str:
        parts = b"\0".join(each.encode("utf-8", "replace") for each in (name, until, credentials))
        return hmac.new(self._key, parts, hashlib.sha256).hexdigest()

    def _header(self, value: str, seconds: int, path: str, secure: bool) -> str:
        flags = "; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
        return f"{self.cookie_name}={value}; Path={path or '/'}; Max-Age={seconds}{flags}"


def _kept_key(folder: Path | None) -> bytes:
    """Return the key in the folder, made where there is none; one that nobody keeps where it cannot be kept."""
    if folder is None:
        return secrets.token_bytes(KEY_BYTES)
    path = folder / KEY_FILE
    try:
        kept = path.read_bytes() if os.name != "posix" or not path.stat().st_mode & 0o077 else b""
    except OSError:
        kept = b""
    if len(kept) == KEY_BYTES:
        return kept
    made = secrets.token_bytes(KEY_BYTES)
    with suppress(OSError):
        write_private(path, made)
    return made
