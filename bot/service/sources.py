"""Whose paths the files of a library are: this machine's, or what a person has named."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

from bot.errors import BotError
from corpus.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "machine"
_NAME = re.compile(r"\w[\w.-]{0,63}")


def source_name(name: str) -> str:
    """Return the name of a source as it was given. Raises BotError for what is none."""
    if not _NAME.fullmatch(name):
        raise BotError(
            Message(
                "“{name}” is no name of a source: write up to 64 letters, digits, dots, dashes and underscores.",
                name=name[:80],
            )
        )
    return name


def machine_source(data: Path) -> str:
    """Return what this machine is called in libraries: drawn at random once, and kept in the user's `data` folder.

    It says nothing of the machine. "" where nothing can be kept: what is added then is of no source.
    """
    kept = data / _FILE
    return _read(kept) or _drawn(kept)


def _read(kept: Path) -> str:
    try:
        name = kept.read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""
    return name if _NAME.fullmatch(name) else ""


def _drawn(kept: Path) -> str:
    """Draw a name and keep it; where another process has just done so, return that one's."""
    partial = kept.with_name(f"{_FILE}-{secrets.token_hex(4)}.part")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(f"machine-{secrets.token_hex(8)}\n", "utf-8")
        try:
            if kept.exists() and not _read(kept):
                partial.replace(kept)
            else:
                os.link(partial, kept)
        except FileExistsError:
            pass
        except OSError:  # a disk that knows no links
            partial.replace(kept)
        partial.unlink(missing_ok=True)
    except OSError:
        return ""
    return _read(kept)
