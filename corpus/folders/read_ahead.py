"""Files are read several at a time before it is their turn to be stored, which they are one by one and in order.

Each is read in a process of its own. A slow one keeps only its own process busy: the others' documents wait in memory,
up to a limit, and whoever takes the files may store those that are read while the one whose turn it is lets it wait.
What is stored, and when, is for whoever takes them to say; nothing here changes the library.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpus.errors import CorpusError, ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from corpus.documents import Part
    from corpus.readers.loaded_file import LoadedFile
    from corpus.readers.sandbox.reader import Reader

    Select = Callable[[Path], LoadedFile | None]

MOST_HELD = 64 * 2**20
"""Characters of text, and bytes of printed layout, that may wait for their turn."""
PATIENCE = 1.0
"""Seconds that a file whose turn it is may let the others wait. Less, and equally fast files would change places."""


@dataclass(slots=True)
class _Shelf:
    """What waits for its turn, of all files together; read and changed while holding `changed`."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    size: int = 0
    turn: FileAhead | None = None
    stopped: bool = False
    waiting: deque[FileAhead] = field(default_factory=deque)
    meanwhile: Callable[[FileAhead], None] | None = None

    def wait_for(self, arrived: Callable[[], object]) -> None:
        """Wait until something has arrived from the file whose turn it is; hand on what others have brought."""
        with self.changed:
            self.changed.wait_for(arrived, PATIENCE)
        while other := self._read_before(arrived):
            turn = self.turn
            self.meanwhile(other)  # type: ignore[misc]  # or no other would have been given
            other.drop()
            with self.changed:
                self.turn = turn

    def _read_before(self, arrived: Callable[[], object]) -> FileAhead | None:
        """Wait until something has arrived, and return None; or for another file that is read before that."""
        with self.changed:
            self.changed.wait_for(lambda: arrived() or self._read())
            return None if arrived() else self._read()

    def _read(self) -> FileAhead | None:
        """Return the first file behind the one whose turn it is that is read whole and was not handed on yet."""
        if self.meanwhile is None:
            return None
        return next((each for each in self.waiting if each.is_whole), None)


class FileAhead:
    """A file on its way: its identity as soon as it is loaded, then its documents as they are read.

    One thread reads it, and one takes it.
    """

    def __init__(self, path: Path, shelf: _Shelf, before: FileAhead | None = None) -> None:
        """`before` is the file in front: which are wanted is decided in order, so that of copies it is the first."""
        self.path = path
        self._shelf = shelf
        self._before = before
        self._file: LoadedFile | None = None
        self._parts: deque[Part] = deque()
        self._error: ReadError | None = None
        self._decided = self._ended = self._dropped = self._taken = False

    @property
    def is_whole(self) -> bool:
        """Return True if it was selected and is read to its end, well or not, and nobody has taken anything of it."""
        return self._file is not None and self._ended and not self._taken

    def loaded(self) -> LoadedFile | None:
        """Wait until it is loaded, and return it without its bytes; None if it was not selected to be read."""
        with self._shelf.changed:
            self._taken = True
            self._shelf.turn = self
            self._shelf.changed.notify_all()
        self._shelf.wait_for(lambda: self._decided)
        return self._file

    def parts(self) -> Iterator[Part]:
        """Yield the documents, waiting for each. Raises the ReadError that reading ended with."""
        while (part := self._next()) is not None:
            yield part
        if self._error is not None:
            raise self._error

    def drop(self) -> None:
        """Let go of what was not taken, and of what is still to come."""
        with self._shelf.changed:
            self._dropped = True
            self._shelf.size -= sum(map(_size, self._parts))
            self._parts.clear()
            self._shelf.changed.notify_all()

    def read(self, reader: Reader, select: Select) -> None:
        """Load and read the file; errors of reading are kept for who takes it."""
        self._wait_for_the_one_before()
        file = None if self._shelf.stopped else _selected(self.path, select)
        self._note(file=replace(file, data=b"") if file else None, decided=True, ended=file is None)
        if file is None:
            return
        error = None
        try:
            for part in reader.parse(file):
                if not self._put(part):
                    break
        except ReadError as raised:
            error = raised
        finally:
            self._note(error=error, ended=True)

    def _wait_for_the_one_before(self) -> None:
        before, self._before = self._before, None
        if before is not None:
            with self._shelf.changed:
                self._shelf.changed.wait_for(lambda: before._decided or self._shelf.stopped)

    def _note(self, *, decided: bool = False, ended: bool = False, **found: LoadedFile | ReadError | None) -> None:
        with self._shelf.changed:
            for name, value in found.items():
                setattr(self, f"_{name}", value)
            self._decided |= decided
            self._ended |= ended
            self._shelf.changed.notify_all()

    def _put(self, part: Part) -> bool:
        """Keep a document until it is taken, once there is room for it; return False if it will not be taken."""
        shelf = self._shelf
        with shelf.changed:
            shelf.changed.wait_for(lambda: self._has_room() or shelf.stopped or self._dropped)
            if shelf.stopped or self._dropped:
                return False
            self._parts.append(part)
            shelf.size += _size(part)
            shelf.changed.notify_all()
            return True

    def _has_room(self) -> bool:
        """Return whether little enough is kept, or who takes this very file waits for its next document."""
        return self._shelf.size < MOST_HELD or (self._shelf.turn is self and not self._parts)

    def _next(self) -> Part | None:
        self._shelf.wait_for(lambda: self._parts or self._ended)
        with self._shelf.changed:
            if not self._parts:
                return None
            part = self._parts.popleft()
            self._shelf.size -= _size(part)
            self._shelf.changed.notify_all()
            return part


def read_ahead(
    files: Iterable[Path], reader: Reader, select: Select, meanwhile: Callable[[FileAhead], None] | None = None
) -> Generator[FileAhead, None, None]:
    """Yield the files in order, while as many are read at a time as `reader` allows.

    `select`, called in other threads, loads a file whose documents will be wanted, and returns None for any other;
    one for which it raises counts as such. Where not all files are taken, what is being read is ended.

    While the file whose turn it is lets whoever takes it wait, `meanwhile` is called, in the same thread, with each
    file behind it that is read to its end. Such a file is still yielded when its turn comes, with nothing left in it.
    """
    waiting: deque[FileAhead] = deque()
    shelf = _Shelf(waiting=waiting, meanwhile=meanwhile)
    with ThreadPoolExecutor(reader.at_once, thread_name_prefix="reading") as threads:
        for path in files:
            waiting.append(FileAhead(path, shelf, waiting[-1] if waiting else None))
            threads.submit(waiting[-1].read, reader, select)
        try:
            while waiting:
                current = waiting.popleft()
                yield current
                current.drop()
        finally:
            if waiting:
                _end(shelf, threads, reader)


def _end(shelf: _Shelf, threads: ThreadPoolExecutor, reader: Reader) -> None:
    with shelf.changed:
        shelf.stopped = True
        shelf.changed.notify_all()
    threads.shutdown(wait=False, cancel_futures=True)
    reader.close()


def _selected(path: Path, select: Select) -> LoadedFile | None:
    """Return the file if it is wanted; what is wrong with it is said when its turn comes."""
    try:
        return select(path)
    except CorpusError:
        return None


def _size(part: Part) -> int:
    return len(part.content.text) + sum(len(page.words) for page in part.printed)
