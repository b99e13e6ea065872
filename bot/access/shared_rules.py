"""Who may come in, where several machines serve one library on a server: the same on each of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.access.sessions import KEY_BYTES, KEY_FILE
from bot.access.users import SharedUsers
from corpus.errors import LibraryNotWritable

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.access.rules import AccessRules
    from corpus.engines.server_files import ServerFiles


def shared_rules(rules: AccessRules, files: ServerFiles) -> tuple[AccessRules, Callable[[], None]]:
    """Return the rules with the users, the key of the cookies and the link that the server keeps for all machines.

    Beside them comes what ends the reading of users. A user of the server who may not read those has only what this
    machine keeps. Raises LibraryErrors, and CannotDo where what is kept holds no users.
    """
    try:
        key = files.made(KEY_FILE, secrets.token_bytes(KEY_BYTES))
        users = SharedUsers(files.kept)
    except LibraryNotWritable:
        return rules, lambda: None
    return replace(rules, users=users, session_key=key, token=_link_token(key)), users.follow()


def _link_token(key: bytes) -> str:
    """Return the token of the link that each machine prints: whoever opens one is let in by all."""
    return base64.urlsafe_b64encode(hmac.new(key, b"link", hashlib.sha256).digest()).decode().rstrip("=")
