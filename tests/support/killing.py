"""What a person was told of a library, and whether it is true after its process was killed."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from corpus.store.word_index import WordIndex
from corpus.text.passages import split
from corpus.text.terms import terms
from embeddings.store.vector_store import VectorStore
from tests.support.fakes import FakeEncoder
from tests.support.nursery import MANY
from tests.support.paths import ROOT

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from pathlib import Path

    from corpus.store.library import Library

Report = dict[str, Any]


class Nursery:
    """The process that forks workers, one at a time."""

    def __init__(self, library: Path) -> None:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.nursery", library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": path},
            bufsize=0,
        )
        self._unread = b""
        self._worker = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def start(self) -> None:
        self._say("start")
        reported = self.hear(time.monotonic() + 60)
        assert reported is not None
        self._worker = reported["pid"]

    def order(self, do: str, **what: Any) -> None:
        self._say(json.dumps({"do": do, **what}))

    def hear(self, until: float) -> Report | None:
        """The worker's next report; None where it has not come until this moment."""
        assert self._process.stdout is not None
        while b"\n" not in self._unread:
            if not select.select([self._process.stdout], [], [], max(0.0, until - time.monotonic()))[0]:
                return None
            self._unread += self._process.stdout.read(2**16)
        line, self._unread = self._unread.split(b"\n", 1)
        report: Report = json.loads(line)
        assert "ended" not in report or not self._worker, "the worker ended by itself"
        return report

    def kill(self) -> list[Report]:
        """Ends the worker with SIGKILL; what it had reported by then and nobody had heard."""
        os.kill(self._worker, signal.SIGKILL)
        self._worker = 0
        late: list[Report] = []
        while (heard := self.hear(time.monotonic() + 60)) is not None and "ended" not in heard:
            late.append(heard)
        assert heard is not None
        return late

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")


@dataclass
class Author:
    """Writes files that say something nobody else says: the first word of a text stands nowhere else."""

    folder: Path
    chance: random.Random
    written: int = 0

    def text(self) -> str:
        self.written += 1
        word = f"keeper{self.written}q"
        rest = (f"The lamp of {word} burnt for {self.chance.randrange(9999)} nights. " for _ in range(14))
        return f"{word} wrote this. {' '.join(rest)}\n\n{word} slept."

    def write(self, path: str, texts: Sequence[str]) -> None:
        """In one step, as a careful editor saves: whole or not at all."""
        beside = self.folder / "beside"
        beside.write_text("\f".join(texts))
        beside.replace(path)

    def revision(self, path: str, texts: Sequence[str]) -> list[str]:
        """Another content for a path: a text anew, or some pages more, less and other."""
        if not path.endswith(MANY):
            return [self.text()]
        kept = [text for text in texts if self.chance.random() < 0.7]
        return kept + [self.text() for _ in range(self.chance.randint(1, 4))]


@dataclass
class Ledger:
    """Which texts each path holds according to what was reported, and what was under way when the lights went out."""

    held: dict[str, list[str]] = field(default_factory=dict)
    path: str = ""
    after: list[str] = field(default_factory=list)

    def begin(self, path: str, after: list[str]) -> None:
        self.path, self.after = path, after

    def done(self) -> None:
        if self.path:
            self.held[self.path] = self.after
        self.path = ""

    def compare(self, found: dict[str, list[str]]) -> None:
        """Raises AssertionError unless all that was reported is there once, and nothing that was removed."""
        for path in {*self.held, *found} - {self.path}:
            wrong = Counter(self.held.get(path, []))
            wrong.subtract(Counter(found.get(path, [])))
            assert not +wrong, f"of {path} is lost: {+wrong}"
            assert not -wrong, f"of {path} came back, or is there twice: {-wrong}"
        if self.path:
            self._compare_what_was_under_way(found.get(self.path, []))

    def _compare_what_was_under_way(self, found: list[str]) -> None:
        before, after, there = self.held.get(self.path, []), self.after, Counter(found)
        assert max(there.values(), default=1) == 1, f"{self.path} has something twice: {there}"
        if not after:
            assert sorted(found) in ([], sorted(before)), f"{self.path} is half removed: {there}"
        elif sorted(found) != sorted(after):
            assert set(before) <= there.keys(), f"{self.path} has lost what it held before"
            assert there.keys() <= {*before, *after}, f"{self.path} has what nobody wrote"


def texts_in(library: Library) -> dict[str, list[str]]:
    """The texts of each path. Raises AssertionError where the library contradicts itself."""
    found: dict[str, list[str]] = {}
    index = WordIndex(library.store)
    for record in library.documents():
        document = library.document(record.id)
        found.setdefault(record.path, []).append(document.text)
        stored = library.passages.of(record.id)
        assert [each.passage for each in stored] == list(_passages(document.content)), f"{record.path} is not whole"
        words = terms(document.text.split()[0], "en")
        hits = index.search([[word] for word in words], index.statistics(words), 100)
        assert {each.id for each in stored} == set(hits), f"{record.path} is not found by its word"
    return found


def assert_sound(library: Library) -> None:
    """SQLite's own checks, and that of the word index against the passages."""
    with library.store.writing() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO word_index (word_index, rank) VALUES ('integrity-check', 1)")


def vectors_in(library: Library) -> int:
    """How many passages have a vector. Raises AssertionError where one is not that of its passage."""
    vectors, encoder = VectorStore(library.store), FakeEncoder()
    record = vectors.encoders.active()
    if record is None:
        return 0
    stored = vectors.changes.everything(record)
    for id, vector in zip(stored.ids.tolist(), stored.vectors, strict=True):
        passage = library.passages.get([id])[id]
        text = passage.passage.span.of(library.document(passage.document).text)
        assert np.array_equal(vector, _vector(encoder, text)), f"the vector of passage {id} is another's"
    return len(stored.ids)


_passages = lru_cache(maxsize=1000)(split)


@lru_cache(maxsize=1000)
def _vector(encoder: FakeEncoder, text: str) -> Any:
    return encoder.encode_question(text).vector.astype(np.float16)
