"""Besa is killed at random moments, and every document that was reported as added is there all the same."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from corpus.store.library import Library
from tests.support.killing import Author, Ledger, Nursery, Report, assert_sound, texts_in, vectors_in
from tests.support.nursery import MANY

KILLS = 220
PEACE = 20
"""After so many kills comes a life that ends well."""
LONGEST_LIFE = 0.12
DOINGS = ("adding one", "adding many", "updating one", "updating many", "removing", "embedding")
MOST_FILES = 10


@dataclass
class Story:
    """Lives of a library: each ends with SIGKILL in the middle of something."""

    library: Path
    author: Author
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    under_way: Counter[str] = field(default_factory=Counter)
    reported: int = 0
    pending: int | None = None

    def live(self, nursery: Nursery, until: float) -> None:
        """Works until the moment has come, and dies."""
        nursery.start()
        self.pending = None
        doing = "opening"
        while time.monotonic() < until:
            doing = self._order(nursery)
            while (report := nursery.hear(until)) is not None and "done" not in report:
                self._note(report)
            if report is None:
                break
            self._finish(doing)
            doing = "nothing"
        for report in nursery.kill():
            if "done" in report:
                self._finish(doing)
            self._note(report)
        self.under_way[doing] += 1

    def wake(self) -> None:
        """Opens the library after the kill and holds it against all that was reported."""
        library = Library.open(self.library)
        try:
            assert_sound(library)
            found = texts_in(library)
            self.ledger.compare(found)
            if self.ledger.path:
                self.ledger.held[self.ledger.path] = found.get(self.ledger.path, [])
            stored = vectors_in(library)
            if self.pending is not None:
                assert library.passages.count() - stored <= self.pending, "vectors are lost"
        finally:
            library.close()

    def complete(self, nursery: Nursery) -> None:
        """Does in peace what was under way, adds everything again, and holds the library against the files."""
        nursery.start()
        if self.ledger.path and not self.ledger.after:
            self._remove(nursery)
            self._await(nursery)
        nursery.order("add", paths=sorted(map(str, self.author.folder.iterdir())))
        self._await(nursery)
        self.ledger.done()
        nursery.order("embed")
        indexed = self._await(nursery)["indexed"]
        nursery.kill()
        library = Library.open(self.library)
        files = {str(path): path.read_text().split("\f") for path in self.author.folder.iterdir()}
        assert {path: sorted(texts) for path, texts in texts_in(library).items()} == {
            path: sorted(texts) for path, texts in files.items()
        }
        assert vectors_in(library) == library.passages.count() == indexed
        library.close()

    def _order(self, nursery: Nursery) -> str:
        """Tells the worker what to do: first what was under way when the last one was killed."""
        ledger = self.ledger
        self.pending = None
        if ledger.path:
            again = ledger.path
        elif self.chance.random() < 0.25:
            nursery.order("embed")
            return "embedding"
        else:
            again = self._choose()
        if not ledger.after:
            self._remove(nursery)
            return "removing"
        known = ledger.held.get(again)
        nursery.order("add", paths=[again])
        return f"{'updating' if known else 'adding'} {'many' if again.endswith(MANY) else 'one'}"

    def _choose(self) -> str:
        held = [path for path, texts in self.ledger.held.items() if texts]
        if len(held) >= MOST_FILES or (held and self.chance.random() < 0.2):
            path = self.chance.choice(held)
            after: list[str] = []
        elif held and self.chance.random() < 0.5:
            path = self.chance.choice(held)
            after = self.author.revision(path, self.ledger.held[path])
        else:
            name = f"file{self.chance.randrange(10**9)}{self.chance.choice(['.txt', MANY])}"
            path = str(self.author.folder / name)
            after = self.author.revision(path, [])
        if after:
            self.author.write(path, after)
        self.ledger.begin(path, after)
        return path

    def _remove(self, nursery: Nursery) -> None:
        path = self.ledger.path
        Path(path).unlink(missing_ok=True)
        library = Library.open(self.library)
        ids = [record.id for record in library.documents() if record.path == path]
        library.close()
        nursery.order("remove", ids=ids)

    def _note(self, report: Report) -> None:
        if "pending" in report:
            self.pending = report["pending"]
        if "added" in report:
            assert report["status"] in ("added", "updated", "unchanged"), report
            self.reported += report["documents"]

    def _finish(self, doing: str) -> None:
        if doing != "embedding":
            self.ledger.done()

    def _await(self, nursery: Nursery) -> Report:
        """The last report of an order before that it is done."""
        last: Report = {}
        while (report := nursery.hear(time.monotonic() + 60)) is not None and "done" not in report:
            self._note(report)
            last = report
        assert report is not None
        return last


def test_nothing_that_was_reported_is_lost_by_kill_9(tmp_path: Path) -> None:
    seed = int(os.environ.get("BESA_TEST_SEED") or random.randrange(10**6))
    print(f"BESA_TEST_SEED={seed}")
    chance = random.Random(seed)
    (tmp_path / "files").mkdir()
    story = Story(tmp_path / "library", Author(tmp_path / "files", chance), chance)
    with Nursery(tmp_path / "library") as nursery:
        for number in range(1, KILLS + 1):
            story.live(nursery, time.monotonic() + chance.uniform(0.0, LONGEST_LIFE))
            story.wake()
            if number % PEACE == 0:
                story.complete(nursery)
    print(f"{KILLS} kills, {story.reported} documents reported as added or kept, 0 lost, 0 came back")
    print("killed while", ", ".join(f"{doing}: {count}" for doing, count in story.under_way.most_common()))
    assert min(story.under_way[doing] for doing in DOINGS) > 0, "a kind of work was never interrupted"
