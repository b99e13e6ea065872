"""Passwords and keys as they are kept: what a thief of the file cannot turn back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading

_N, _R, _P = 2**15, 8, 3
"""Cost of scrypt, as OWASP recommends it for 32 MiB: https://cheatsheetseries.owasp.org (Password Storage)."""
_MEMORY = 64 * 2**20
_ONE_AT_A_TIME = threading.Lock()
"""Each check takes 32 MiB and a core for a while: whoever tries many passwords at once gets no more of either."""


def hash_password(password: str) -> str:
    """Return a password's scrypt hash with its salt and cost, as `scrypt$N$r$p$salt$hash`."""
    salt = secrets.token_bytes(16)
    return "$".join(["scrypt", str(_N), str(_R), str(_P), _text(salt), _text(_scrypt(password, salt, _N, _R, _P))])


def check_password(password: str, kept: str | None) -> bool:
    """Return True if this is the password of which `kept` is the hash; without one, False after as long a time."""
    kept = kept or _NOBODY
    try:
        kind, n, r, p, salt, wanted = kept.split("$")
        with _ONE_AT_A_TIME:
            found = _scrypt(password, base64.b64decode(salt), int(n), int(r), int(p))
    except ValueError:
        return False
    return hmac.compare_digest(found, base64.b64decode(wanted)) and kind == "scrypt" and kept != _NOBODY


def hash_key(key: str) -> str:
    """Return the SHA-256 of a key of 256 random bits, which need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compare secrets in a time that tells nothing of them."""
    return hmac.compare_digest(hash_key(one), hash_key(other))


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


_NOBODY = "$".join(["scrypt", str(_N), str(_R), str(_P), _text(bytes(16)), _text(bytes(32))])
