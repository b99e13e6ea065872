"""Reading from disk: limits, odd files, and readers that crash, hang or eat memory on one file only."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import msgspec
import pytest

from corpus.documents import Content, Heading, Metadata, Part, Place, PlaceKind, PrintedPage, Source, Span
from corpus.errors import DamagedFile, EncryptedFile, ReadError, TooLarge, UnsupportedFile
from corpus.messages import LONGEST_MESSAGE, Message, MessageParts
from corpus.readers.sandbox import protocol
from corpus.readers.sandbox import reader as sandbox
from corpus.readers.sandbox.reader import Limits, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.readers.sandbox.process import ReadingProcess

BEES = "A honey bee colony holds about fifty thousand workers in summer."


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Bees", 1)
    document.add_paragraph(BEES)
    path = tmp_path / "bees.docx"
    document.save(str(path))
    return path


def content_of(reader: Reader, path: Path) -> Content:
    (part,) = reader.parse(reader.load(path))
    return part.content


def memory_bomb() -> bytes:
    """A PDF of half a megabyte whose one page unpacks to 512 MiB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(512)) + packer.flush()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%b endobj\n" % (n, part) for n, part in enumerate(parts, 1))
    return body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


def test_a_loaded_file_knows_its_absolute_path_and_the_hash_of_its_bytes(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bees.txt"
    path.write_bytes(BEES.encode())
    monkeypatch.chdir(tmp_path)
    loaded = reader.load(Path("bees.txt"))
    assert loaded.path == str(path.resolve())
    assert loaded.sha256 == hashlib.sha256(BEES.encode()).hexdigest()
    assert [part.content.text for part in reader.parse(loaded)] == [BEES]


def test_what_is_parsed_is_what_was_loaded_even_if_the_file_changes(reader: Reader, word_file: Path) -> None:
    loaded = reader.load(word_file)
    word_file.write_bytes(b"something else")
    (part,) = reader.parse(loaded)
    assert part.content.text == f"Bees\n\n{BEES}"
    assert loaded.sha256 == hashlib.sha256(loaded.data).hexdigest()


def test_text_and_markdown_need_no_other_process(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    for name in ("bees.txt", "bees.md"):
        (tmp_path / name).write_text(f"# Bees\n\n{BEES}", encoding="utf-8")
        assert BEES in content_of(reader, tmp_path / name).text


def test_the_reading_process_is_found_from_any_folder_and_not_replaced_by_what_lies_there(
    reader: Reader, word_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("corpus", "docx", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert content_of(reader, word_file).headings == (Heading(span=Span(0, 4), level=1, text="Bees"),)


def test_one_process_reads_many_files_and_errors_cross_its_pipes(
    reader: Reader, word_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n\x00\xff broken")
    for _ in range(2):
        assert content_of(reader, word_file).text
        with pytest.raises(DamagedFile, match="again"):
            content_of(reader, tmp_path / "broken.pdf")


def test_a_file_that_takes_too_long_fails_alone(word_file: Path, tmp_path: Path) -> None:
    (tmp_path / "bees.txt").write_text(BEES)
    with Reader(Limits(seconds=0.0)) as hasty:
        for _ in range(2):
            with pytest.raises(TooLarge, match="longer than 0 seconds"):
                content_of(hasty, word_file)
        assert content_of(hasty, tmp_path / "bees.txt").text == BEES


@pytest.mark.skipif(sys.platform != "linux", reason="the memory limit holds on Linux")
def test_a_file_that_eats_memory_fails_alone(word_file: Path, tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(memory_bomb())
    with Reader(Limits(memory_bytes=400 * 2**20)) as reader:
        with pytest.raises((TooLarge, DamagedFile)):
            content_of(reader, tmp_path / "bomb.pdf")
        assert BEES in content_of(reader, word_file).text


_FRAGILE = """
import os, sys
from corpus.readers.sandbox import worker
sound = worker.read
worker.read = lambda data, *rest: os._exit(3) if data.startswith(b"%PDF-break") else sound(data, *rest)
worker.main(int(sys.argv[1]), float(sys.argv[2]))
"""
"""A reading process that no longer lives after certain bytes."""


def test_a_file_that_breaks_its_reader_fails_alone(
    reader: Reader, word_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def start_fragile(command: list[str], **how: Any) -> Any:
        return start([command[0], "-c", _FRAGILE, *command[3:]], **how)

    monkeypatch.setattr(subprocess, "Popen", start_fragile)
    breaking = tmp_path / "breaking.pdf"
    breaking.write_bytes(b"%PDF-break")
    for _ in range(2):
        with pytest.raises(DamagedFile, match="crashed"):
            content_of(reader, breaking)
        assert BEES in content_of(reader, word_file).text


_SLOW = """
import sys, time
from corpus.readers.sandbox import worker
sound = worker.read

def read(data, *rest):
    if data.startswith(b"%PDF-busy"):
        while True:
            pass
    if data.startswith(b"PK"):
        time.sleep(1.0)
    return sound(data, *rest)

worker.read = read
worker.main(int(sys.argv[1]), float(sys.argv[2]))
"""
"""A reading process that computes forever over some bytes, and waits for a second over others."""


@pytest.mark.skipif(sys.platform == "win32", reason="processor time is limited where there are signals")
def test_a_file_may_use_so_much_processor_time_however_long_that_takes_by_the_clock(
    word_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def start_slow(command: list[str], **how: Any) -> Any:
        return start([command[0], "-c", _SLOW, *command[3:]], **how)

    monkeypatch.setattr(subprocess, "Popen", start_slow)
    (tmp_path / "busy.pdf").write_bytes(b"%PDF-busy")
    with Reader(Limits(seconds=0.7)) as reader:
        assert BEES in content_of(reader, word_file).text
        with pytest.raises(TooLarge, match=r"longer than 0\.7 seconds"):
            content_of(reader, tmp_path / "busy.pdf")
        assert BEES in content_of(reader, word_file).text


def test_the_folder_of_a_reading_process_goes_when_it_ends(
    word_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    with Reader() as reader:
        assert BEES in content_of(reader, word_file).text
        assert len(list((tmp_path / "temporary").iterdir())) == 1
    assert not list((tmp_path / "temporary").iterdir())


def test_as_many_files_are_read_at_a_time_as_the_reader_may(word_file: Path) -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("this system does not list child processes")
    before = len(children.read_text().split())
    with Reader(at_once=2) as reader:
        file = reader.load(word_file)
        one, other = reader.parse(file), reader.parse(file)
        assert next(one) == next(other)
        assert len(children.read_text().split()) == before + 2
        assert list(one) == list(other) == []
        assert BEES in content_of(reader, word_file).text
        assert len(children.read_text().split()) == before + 2
    assert len(children.read_text().split()) == before


def test_a_closed_reader_leaves_no_process_behind(word_file: Path) -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("this system does not list child processes")
    before = children.read_text().split()
    with Reader() as reader:
        content_of(reader, word_file)
        assert len(children.read_text().split()) == len(before) + 1
    assert children.read_text().split() == before


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system does not list child processes")
def test_closing_does_not_wait_for_the_file_that_is_being_read(tmp_path: Path) -> None:
    def children() -> set[str]:
        return {child for each in Path("/proc/self/task").glob("*/children") for child in each.read_text().split()}

    before, path, until = children(), tmp_path / "bees.html", time.monotonic() + 60
    path.write_text("<html><body>" + f"<p>{BEES}</p>" * 500_000)
    with Reader() as reader, ThreadPoolExecutor(1) as threads:
        reading = threads.submit(content_of, reader, path)
        while children() == before and time.monotonic() < until:
            time.sleep(0.01)
        reader.close()
        with pytest.raises(DamagedFile):
            reading.result(60)
    assert children() == before


def test_folders_pipes_and_links_to_nothing_are_refused_with_a_reason(reader: Reader, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "circle.txt").symlink_to(tmp_path / "circle.txt")
    for path, reason in (
        (tmp_path, "folder"),
        (tmp_path / "pipe.txt", "pipe"),
        (tmp_path / "link.txt", "is gone"),
        (tmp_path / "circle.txt", "the system cannot read it"),
    ):
        with pytest.raises(ReadError, match=reason):
            content_of(reader, path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(BEES)
    path.chmod(0)
    with pytest.raises(ReadError, match="permission"):
        content_of(reader, path)


def test_a_refused_permission_is_told_as_a_reason(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(BEES)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ReadError, match="permission"):
        content_of(reader, path)


def test_a_file_over_the_size_limit_is_not_even_loaded(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(3 * 2**20)
    with Reader(Limits(file_bytes=2 * 2**20)) as reader, pytest.raises(TooLarge, match="2 MiB"):
        reader.load(path)


def test_a_file_of_exactly_the_size_limit_is_loaded_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "bees.txt"
    path.write_bytes(b"b" * 1000)
    with Reader(Limits(file_bytes=1000)) as reader:
        assert len(reader.load(path).data) == 1000
        path.write_bytes(b"b" * 1001)
        with pytest.raises(TooLarge, match="split"):
            reader.load(path)


@pytest.mark.parametrize("name", ["bees.md", "bees.txt"])
def test_text_is_parsed_without_a_process_up_to_a_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def refuse(memory_bytes: int, seconds: float) -> ReadingProcess:
        raise ReadError(Message("a process of {bytes} bytes is started", bytes=memory_bytes))

    monkeypatch.setattr(sandbox, "ReadingProcess", refuse)
    monkeypatch.setattr(sandbox, "_SAFE_BYTES", 1000)
    path = tmp_path / name
    with Reader() as reader:
        path.write_bytes(b"b" * 1000)
        assert len(content_of(reader, path).text) == 1000
        path.write_bytes(b"b" * 1001)
        with pytest.raises(ReadError, match="is started"):
            content_of(reader, path)


def test_a_document_survives_the_pipe_unchanged() -> None:
    content = Content(
        text="Bees \u00a0\ufeff \U0001f41d\0 fly.",
        metadata=Metadata(title="Bees", sources=(Source(title="Hive"), Source(url="https://x.example"))),
        media_type="application/pdf",
        body=Span(0, 5),
        headings=(Heading(span=Span(0, 4), level=1, text="Bees"),),
        places=(Place(PlaceKind.PAGE, 3, Span(0, 5), "page iii"),),
    )
    part = Part(content, "the third", (PrintedPage(3, bytes(range(256))),))
    reply = protocol.ReadPart(part)
    assert protocol.decode_reply(protocol.encode(reply)) == reply


@pytest.mark.parametrize(
    "message",
    [
        protocol.End(),
        protocol.ScannedPages(3),
        protocol.DrawnPage(b"\x89PNG \xff"),
        protocol.ReadFailure("a", MessageParts("b {c} {d}", {"c": 1, "d": MessageParts("e", {})})),
    ],
)
def test_every_reply_survives_the_pipe_and_is_no_request(message: protocol.Reply) -> None:
    sent = protocol.encode(message)
    assert protocol.decode_reply(sent) == message
    with pytest.raises(ValueError, match="Invalid value"):
        protocol.decode_request(sent)


@pytest.mark.parametrize("sent", [b"", b"{}", b"\x81\xa4type\xa8ReadPart", bytes(9), b"\xff" * 99])
def test_what_is_no_reply_is_refused_and_not_believed(sent: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        protocol.decode_reply(sent)


def test_a_reply_whose_spans_cannot_be_is_refused() -> None:
    content = Content("Bees.", Metadata("Bees"), "text/plain", Span(0, 5))
    sent = protocol.encode(protocol.ReadPart(Part(content))).replace(
        b"\xa5start\x00\xa3end\x05", b"\xa5start\x09\xa3end\x05"
    )
    with pytest.raises(ValueError, match="0 <= start <= end"):
        protocol.decode_reply(sent)


@pytest.mark.parametrize("error", [EncryptedFile, UnsupportedFile, TooLarge, ReadError])
def test_an_error_survives_the_pipe_with_its_reason(error: type[ReadError]) -> None:
    why = error(Message("because of {number:,} {what}", number=1200, what=Message("\udcff bees")))
    reply = protocol.decode_reply(protocol.encode(protocol.ReadFailure.of(why)))
    assert isinstance(reply, protocol.ReadFailure)
    with pytest.raises(error, match="because of 1,200 \ufffd bees") as raised:
        raise reply.exception()
    german = {"because of {number:,} {what}": "wegen {number:,} {what}", "\ufffd bees": "Bienen"}
    assert raised.value.message.translated(german, ".") == "wegen 1.200 Bienen"


def test_a_reason_of_a_hostile_process_costs_little_and_reaches_no_object() -> None:
    reason = MessageParts("{a.__class__} {a!r} {a:1000000000}", {"a": "x"})
    assert str(protocol.ReadFailure("TooLarge", reason).exception()) == reason.template
    for _ in range(40):
        reason = MessageParts("{a}" * 300, {"a": reason})
    sent = protocol.encode(protocol.ReadFailure("TooLarge", reason))
    failure = protocol.decode_reply(sent)
    assert isinstance(failure, protocol.ReadFailure)
    assert len(str(failure.exception())) == LONGEST_MESSAGE


def test_a_reply_that_is_nested_too_deeply_or_has_too_long_a_template_is_refused() -> None:
    inner = msgspec.msgpack.encode(MessageParts("b", {}))
    around = msgspec.msgpack.encode(MessageParts("b", {"a": 0}))[:-1]
    sent = protocol.encode(protocol.ReadFailure("a", MessageParts("b", {})))
    for reason in (around * 100_000 + inner, msgspec.msgpack.encode(MessageParts("b" * 1001, {}))):
        with pytest.raises(ValueError, match=r"nested too deeply|length"):
            protocol.decode_reply(sent.replace(inner, reason))
