"""Answers that visitors share, as they were: files beside the library, kept for a while, gone with what they quote."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.access.private_files import PrivateFolder
from bot.errors import NotAnAnswer
from bot.formats.answer_json import answer_to_json, answers_from_json
from corpus.errors import LibraryNotWritable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from bot.answers import Answer
    from corpus.engines.document_store import DocumentStore
    from corpus.engines.server_files import KeptFiles

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

    def __init__(self, files: KeptFiles) -> None:
        self._files = files

    @classmethod
    def of_library(cls, folder: Path) -> Self:
        """Return those that are kept in a library's folder."""
        return cls(PrivateFolder(folder))

    @classmethod
    def beside(cls, library: DocumentStore) -> Self:
        """Return those of a library: in its folder, or on its server, where every machine that serves it has them."""
        files = library.server_files
        return cls.of_library(library.local_folder) if files is None else cls(files.kept)

    def keep(self, shared: SharedAnswer) -> str | None:
        """Keep an answer and return its name, the same for the same answer of a day; None for one that is too large.

        Raises OSError, and LibraryErrors of a server.
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
        self._files.write(_file(name), content)
        return name

    def get(self, name: str) -> SharedAnswer | None:
        """Return what is kept under a name; None where nothing is, or for too long.

        Raises LibraryErrors of a server that cannot be asked.
        """
        if not _NAME.fullmatch(name):
            return None
        try:
            if self._ages().get(name, float("inf")) > DAYS * _DAY:
                return None
            said = json.loads(self._files.read(_file(name)) or b"")
            (answer,) = answers_from_json(json.dumps(said["answer"]))
            return SharedAnswer(answer, said["made"], said["language"])
        except (OSError, ValueError, LookupError, TypeError, NotAnAnswer, LibraryNotWritable):
            return None

    def forget_missing(self, present: Callable[[], Collection[str]]) -> None:
        """Delete the answers that quote a document which is not among those that are `present`."""
        names = self._ages()
        there = present() if names else ()
        for name in names:
            quoted = self._documents_of(name)
            if quoted is None or not quoted.issubset(there):
                with suppress(OSError):
                    self._files.delete(_file(name))

    def _make_room(self) -> None:
        """Delete what has been kept for too long and, of too many, the oldest."""
        ages = self._ages()
        for number, name in enumerate(sorted(ages, key=ages.__getitem__), 1):
            if number >= MOST or ages[name] > DAYS * _DAY:
                with suppress(OSError):
                    self._files.delete(_file(name))

    def _ages(self) -> dict[str, float]:
        """Return the seconds since each answer was kept, by its name."""
        ages = {name.removesuffix(".json"): age for name, age in self._files.ages(FOLDER).items()}
        return {name: age for name, age in ages.items() if _NAME.fullmatch(name)}

    def _documents_of(self, name: str) -> set[str] | None:
        """Return the documents that an answer names; None for one that cannot be read."""
        try:
            return set(json.loads(self._files.read(_file(name)) or b"")["documents"])
        except (OSError, ValueError, LookupError, TypeError):
            return None


def _file(name: str) -> str:
    return f"{FOLDER}/{name}.json"
