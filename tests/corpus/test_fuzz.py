"""Files that chance has damaged: a reader refuses them with a reason, or gives documents whose every offset is true.

`make fuzz` tries many more of them than the tests do (BESA_FUZZ says how many a reader).
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ReadError
from corpus.readers import read
from corpus.readers.loaded_file import LoadedFile
from corpus.readers.sandbox.reader import Reader
from corpus.text.passages import split
from tests.support.sample_folder import make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.documents import Content, Part, Span

EXAMPLES = int(os.environ.get("BESA_FUZZ") or 40)
SECONDS = 20.0
PLAIN = (
    "txt",
    "md",
    "rst",
    "html",
    "csv",
    "tsv",
    "json",
    "jsonl",
    "srt",
    "vtt",
    "eml",
    "mbox",
    "rtf",
    "org",
    "ipynb",
    "mhtml",
)
"""Formats whose readers are tried in this process."""
PARSED_BY_C = ("pdf", "docx", "pptx", "xlsx", "odt", "odp", "ods", "epub", "pages", "zip")
SHARP = (
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\r",
    b'"',
    b"<",
    b"&#xD800;",
    b"\\ud800",
    b"\n\n",
    b"-->",
    b"]]>",
    b"{",
    b"=",
)
quick = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not os.environ.get("BESA_FUZZ"),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound file of each format."""
    planted, _ = make(tmp_path_factory.mktemp("samples"))
    return {each.path.suffix[1:]: each.path.read_bytes() for each in planted}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@st.composite
def changes(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """What may happen to a file: bytes flipped, pieces cut out, doubled, moved, or replaced by other ones."""
    steps = draw(
        st.lists(
            st.tuples(
                st.sampled_from(("flip", "cut", "double", "move", "replace", "shorten")),
                st.floats(0, 1),
                st.floats(0, 1),
                st.one_of(st.binary(max_size=40), st.sampled_from(SHARP)),
            ),
            min_size=1,
            max_size=6,
        )
    )

    def change(data: bytes) -> bytes:
        for kind, first, second, other in steps:
            data = damaged(data, kind, int(first * len(data)), int(second * min(200, len(data))), other)
        return data

    return change


def damaged(data: bytes, kind: str, at: int, length: int, other: bytes) -> bytes:
    piece = data[at : at + length]
    match kind:
        case "flip":
            return data[:at] + bytes(byte ^ 0x40 for byte in data[at : at + 1]) + data[at + 1 :]
        case "cut":
            return data[:at] + data[at + length :]
        case "double":
            return data[:at] + piece * 3 + data[at + length :]
        case "move":
            return piece + data[:at] + data[at + length :]
        case "replace":
            return data[:at] + other + data[at + length :]
        case _:
            return data[:at]


@pytest.mark.parametrize("suffix", PLAIN)
@quick
@given(change=changes())
def test_a_damaged_text_is_refused_or_read_with_true_offsets(
    samples: dict[str, bytes], suffix: str, change: Callable[[bytes], bytes]
) -> None:
    check(lambda data, path: read(data, path), change(samples[suffix]), f"/x/file.{suffix}")


@pytest.mark.parametrize("suffix", PLAIN)
@quick
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_refused_or_read_with_true_offsets(suffix: str, data: bytes) -> None:
    check(lambda data, path: read(data, path), data, f"/x/file.{suffix}")


@pytest.mark.parametrize("suffix", PARSED_BY_C)
@quick
@given(change=changes())
def test_a_damaged_package_is_refused_or_read_with_true_offsets(
    reader: Reader, samples: dict[str, bytes], suffix: str, change: Callable[[bytes], bytes]
) -> None:
    check(lambda data, path: reader.parse(LoadedFile(path, data, "", "")), change(samples[suffix]), f"/x/file.{suffix}")


def check(read: Callable[[bytes, str], Iterator[Part]], data: bytes, path: str) -> None:
    refusal = ""
    try:
        parts = list(read(data, path))
    except ReadError as error:
        parts, refusal = [], str(error)
    assert parts or refusal
    assert "crashed" not in refusal, "an error that no reader foresaw"
    assert "longer than" not in refusal
    assert len({part.name for part in parts}) == len(parts)
    for part in parts:
        check_content(part.content)


def check_content(content: Content) -> None:
    """The text can be stored, and every span lies where it says."""
    assert content.text.encode()
    assert "\0" not in content.metadata.title
    inside(content, content.body)
    assert content.metadata.title.strip()
    for heading in content.headings:
        inside(content, heading.span)
        assert heading.text.strip()
    in_order([heading.span for heading in content.headings])
    for place in content.places:
        inside(content, place.span)
        assert place.number >= 0
        assert place.label
    starts = [place.span.start for place in content.places]
    assert starts == sorted(starts)
    passages = split(content)
    in_order([passage.span for passage in passages])
    for passage in passages:
        inside(content, passage.span)
        for sentence in passage.sentences:
            assert sentence.of(content.text).strip()


def inside(content: Content, span: Span) -> None:
    assert 0 <= span.start <= span.end <= len(content.text)


def in_order(spans: list[Span]) -> None:
    for before, after in pairwise(spans):
        assert before.end <= after.start
