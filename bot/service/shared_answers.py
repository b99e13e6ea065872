"""Answers that visitors share, as they were: files beside the library, kept for a while, gone with what they quote."""

from __future__ import annotations

import hashlib
import json
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.access.private_files import write_private
from bot.errors import NotAnAnswer
from bot.formats.answer_json import answer_to_json, answers_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from bot.answers import Answer

FOLDER = "shared"
DAYS = 90
"""So long an answer can be opened after it was last shared."""
MOST = 1_000
"""So many are kept; the oldest leave first."""
LARGEST = 200_000
"""Bytes of one file."""
_NAME = re.compile(r"[0-9a-f]{32}")
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """An answer as it was shared on the day `made`, an ISO date, in the language with this code."""

    answer: Answer
    made: str
    language: str


class SharedAnswers:
    """The answers that are shared from one library, each under the hash of what it says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_library(cls, folder: Path) -> Self:
        """Return those that are kept in a library's folder."""
        return cls(folder / FOLDER)

    def keep(self, shared: SharedAnswer) -> str | None:
        """Keep an answer and return its name, the same for the same answer of a day; None for one that is too large.

        Raises OSError.
        """
        content = json.dumps(
            {
                "made": shared.made,
                "language": shared.language,
                "documents": sorted({each.document for each in shared.answer.citations}),
                "answer": answer_to_json(shared.answer),
            }
        ).encode("ascii")
        if len(content) > LARGEST:
            return None
        name = hashlib.sha256(content).hexdigest()[:32]
        self._make_room()
        write_private(self._folder / f"{name}.json", content)
        return name

    def get(self, name: str) -> SharedAnswer | None:
        """Return what is kept under a name; None where nothing is, or for too long."""
        path = self._folder / f"{name}.json"
        if not _NAME.fullmatch(name) or _age(path) > DAYS * _DAY:
            return None
        try:
            said = json.loads(path.read_bytes())
            (answer,) = answers_from_json(json.dumps(said["answer"]))
            return SharedAnswer(answer, said["made"], said["language"])
        except (OSError, ValueError, LookupError, TypeError, NotAnAnswer):
            return None

    def forget_missing(self, present: Callable[[], Collection[str]]) -> None:
        """Delete the answers that quote a document which is not among those that are `present`."""
        files = self._files()
        there = present() if files else ()
        for path in files:
            quoted = _documents_of(path)
            if quoted is None or not quoted.issubset(there):
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def _make_room(self) -> None:
        """Delete what has been kept for too long and, of too many, the oldest."""
        by_age = sorted(self._files(), key=_age)
        for number, path in enumerate(by_age, 1):
            if number >= MOST or _age(path) > DAYS * _DAY:
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return [path for path in self._folder.glob("*.json") if _NAME.fullmatch(path.stem)]


def _age(path: Path) -> float:
    """Return the seconds since a file was written; more than any for one that is not there."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return float("inf")


def _documents_of(path: Path) -> set[str] | None:
    """Return the documents that a file names; None for one that cannot be read."""
    try:
        return set(json.loads(path.read_bytes())["documents"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
