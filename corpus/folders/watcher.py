"""Follow folders while they change: the one door to watchfiles.

What the system reports is only a hint at where to look; what is there decides. Now and then everything is looked
through, since reports can be lost.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import watch

from corpus.file_identity import is_gone, true_path
from corpus.folders.discovery import consider, look_through
from corpus.folders.importer import FileOutcome, add_files, add_plan, files_to_add
from corpus.folders.pruning import drop, gone_below, prune
from corpus.messages import Message
from corpus.readers.sidecars import described_path
from corpus.references.descriptions import Descriptions

if TYPE_CHECKING:
    import threading
    from collections.abc import Collection, Generator, Iterator, Sequence

    from corpus.engines.document_store import DocumentStore
    from corpus.readers.sandbox.reader import Reader

_Identity = tuple[int, int] | None
_WAITING = Message("the folder is not there; Besa waits for it to come")


@dataclass(frozen=True, slots=True)
class Pace:
    """Pace at which changes are followed, in seconds.

    Changes are taken together until there are none for `quiet`, or for `longest` at most. After `again` the same
    places are looked at once more: then the times of files can tell whether they have changed since, and what has
    gone from one place has had the time to come to another. The folders themselves are looked at every `look`,
    everything in them every `through`. With `polling` nothing is asked of the system, which does not report what
    others change on a network disk: everything is looked through every `poll`, or so rarely that it takes a fifth of
    the time.
    """

    quiet: float = 0.4
    longest: float = 3.0
    again: float = 2.5
    look: float = 0.5
    through: float = 900.0
    polling: bool = False
    poll: float = 5.0

    def pause(self, taken: float, *, polling: bool) -> float:
        """Return the seconds before everything is looked through again, which has just taken `taken` seconds."""
        return max(self.poll, 4 * taken) if polling else self.through


class FolderWatch:
    """Keeps a library in step with folders.

    Files are followed when they move and dropped when they are deleted; what is in a folder that is not there at all,
    or on another disk than before, stays until it comes back.
    """

    def __init__(
        self, library: DocumentStore, folders: Sequence[Path], reader: Reader, pace: Pace | None = None
    ) -> None:
        self._library = library
        self._folders = [Path(true_path(folder)) for folder in folders]
        self._reader = reader
        self._pace = pace or Pace()
        self._polling = self._pace.polling
        self._failures: dict[str, str | None] = {}
        self._again: dict[Path, float] = {}

    def changes(self, stop: threading.Event) -> Iterator[FileOutcome]:
        """Yield the outcome of each file that is not as the library has it, as it happens, until `stop` is set.

        A failure is told once as long as its reason is the same. Raises the LibraryErrors of the library itself.
        """
        while not stop.is_set():
            with closing(self._until_a_folder_changes(stop)) as outcomes:
                for outcome in outcomes:
                    if self._is_news(outcome):
                        yield outcome
                    if stop.is_set():
                        return

    def _until_a_folder_changes(self, stop: threading.Event) -> Generator[FileOutcome, None, None]:
        """Watch the folders that are there, as long as they are the ones that they were."""
        identities = {folder: _identity(folder) for folder in self._folders}
        there = [folder for folder, identity in identities.items() if identity is not None]
        for folder in self._folders:
            if folder in there:
                self._failures.pop(str(folder), None)
            else:
                yield FileOutcome(str(folder), "failed", reason=_WAITING)
        through = float("-inf")
        for reported in self._reports(there, stop):
            if any(_identity(folder) != identity for folder, identity in identities.items()):
                return
            if time.monotonic() >= through:
                started = time.monotonic()
                yield from self._in_step(there)
                through = time.monotonic() + self._pace.pause(time.monotonic() - started, polling=self._polling)
            else:
                yield from self._followed(reported, self._due(reported))

    def _due(self, reported: Collection[Path]) -> set[Path]:
        """Return the places where something changed a while ago; note those that are reported now for then."""
        now = time.monotonic()
        due = {path for path, when in self._again.items() if when <= now}
        for path in due:
            del self._again[path]
        self._again.update((path, now + self._pace.again) for path in reported)
        return due

    def _reports(self, folders: Sequence[Path], stop: threading.Event) -> Iterator[set[Path]]:
        """Yield paths at which something changed; none of them when it is time to look at the folders."""
        if self._polling or not folders:
            while not stop.wait(self._pace.look):
                yield set()
            return
        try:
            for changes in watch(
                *folders,
                watch_filter=None,
                debounce=round(1000 * self._pace.longest),
                step=round(1000 * self._pace.quiet),
                stop_event=stop,
                rust_timeout=round(1000 * self._pace.look),
                yield_on_timeout=True,
                force_polling=False,
                ignore_permission_denied=True,
            ):
                yield {Path(path) for _, path in changes}
        except FileNotFoundError:  # a folder went just now
            stop.wait(self._pace.look)
        except (OSError, RuntimeError):  # so many folders that the system does not report of all
            self._polling = True

    def _in_step(self, folders: Sequence[Path]) -> Iterator[FileOutcome]:
        """Add everything that is there, then drop what was not there before that: it has not moved."""
        gone = gone_below(self._library, folders)
        yield from add_plan(self._library, files_to_add(folders), self._reader)
        yield from prune(self._library, folders, only=gone)

    def _followed(self, reported: Collection[Path], due: Collection[Path]) -> Iterator[FileOutcome]:
        """Add what is there now; what is still gone at the second look was not on its way elsewhere."""
        seen = [path for path in sorted({*reported, *due}) if self._is_visible(path)]
        files = dict.fromkeys(file for path in seen for file in _files_at(path))
        yield from add_files(self._library, files, self._reader, Descriptions.near(files))
        for path in seen:
            if path in due and (gone := gone_below(self._library, [path])):
                yield from drop(self._library, sorted(gone))

    def _is_visible(self, path: Path) -> bool:
        return not path.is_relative_to(self._library.local_folder.absolute()) and any(
            path.is_relative_to(folder) and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            for folder in self._folders
        )

    def _is_news(self, outcome: FileOutcome) -> bool:
        if outcome.is_picture:
            return False
        if outcome.status != "failed":
            self._failures.pop(outcome.path, None)
            return outcome.status != "unchanged"
        is_known = self._failures.get(outcome.path, "") == outcome.reason
        self._failures[outcome.path] = outcome.reason
        vanished = outcome.path not in map(str, self._folders) and is_gone(outcome.path)
        return not is_known and not vanished


def _files_at(path: Path) -> list[Path]:
    described = described_path(path) or path
    if described.is_dir() and not described.is_symlink():
        return look_through([described]).files
    considered = consider(described) if described.is_file() else None
    return [considered] if isinstance(considered, Path) else []


def _identity(folder: Path) -> _Identity:
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino)
