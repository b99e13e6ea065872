"""Who changes a library is told to stop: what is under way is finished or left as it was, and the rest comes later."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.service.library_writer import LibraryWriter
from bot.wording.reporter import LOG
from corpus.errors import ReadError
from corpus.messages import Message
from corpus.readers.sandbox.reader import Reader
from embeddings.engines.opening import engine_of
from tests.support.fakes import FakeEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.service.model_loader import ModelLoader
    from corpus.documents import Part
    from corpus.readers.loaded_file import LoadedFile
    from corpus.store.library import Library

PATIENCE = 60.0


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"The ferry number {number} leaves at nine.")
    return folder


class Models:
    """Hands out one encoder; `asked` is called whenever it is to embed."""

    def __init__(self, asked: Any = lambda: None) -> None:
        self.encoding, self.asked = FakeEncoder(), asked

    def encoder(self, _: str | None) -> Any:
        return SimpleNamespace(
            name=self.encoding.name, dimension=self.encoding.dimension, encode_passages=self._encode_passages
        )

    def _encode_passages(self, texts: list[str]) -> Any:
        self.asked()
        return self.encoding.encode_passages(texts)


def writer(library: Library, models: Any = None) -> LibraryWriter:
    return LibraryWriter(library, cast("ModelLoader", models or Models()), LOG)


def test_who_is_told_to_stop_begins_no_further_file_and_embeds_nothing(library: Library, files: Path) -> None:
    models = Models()
    first = writer(library, models)
    told = []
    for outcome in first.add([files]):
        told.append(outcome.status)
        first.stop.set()
    assert told == ["added"]
    assert models.encoding.passages == []
    assert [each.status for each in writer(library, models).add([files])] == ["unchanged", "added", "added", "added"]
    assert len(models.encoding.passages) == 4


def test_a_file_that_is_being_read_is_left_as_it_was(
    library: Library, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, stopped = threading.Event(), writer(library)

    def parse(reader: Reader, file: LoadedFile) -> Iterator[Part]:
        if not file.path.endswith("1.txt"):
            yield from parsed(reader, file)
            return
        stopped.stop.set()
        assert ended.wait(PATIENCE)  # what it reads takes longer than anybody waits
        raise ReadError(Message("the reader crashed"))

    def close(reader: Reader) -> None:
        closed(reader)
        ended.set()

    parsed, closed = Reader.parse, Reader.close
    monkeypatch.setattr(Reader, "parse", parse)
    monkeypatch.setattr(Reader, "close", close)
    assert {each.status for each in stopped.add([files])} <= {"added"}
    assert not any(each.path.endswith("1.txt") for each in library.documents())


def test_embedding_ends_after_the_passages_that_are_being_embedded(library: Library, files: Path) -> None:
    for number in range(4, 40):
        (files / f"{number}.txt").write_text(f"The ferry number {number} leaves at nine.")
    list(writer(library, Models()).add([files]))
    stop = threading.Event()
    other = Models(stop.set)
    other.encoding = FakeEncoder("another")
    LibraryWriter(library, cast("ModelLoader", other), LOG, stop).embed("another")
    assert library.passages.count() == 40
    active = engine_of(library).queue().encoder()
    assert active is not None
    assert active.name == FakeEncoder().name  # the other one answers only once it has embedded all
