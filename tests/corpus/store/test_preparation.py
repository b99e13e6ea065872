"""What is prepared of a document where it is read: limits on it, and checks of what comes from there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Content, Metadata, Part, Span
from corpus.errors import DamagedFile, TooLarge
from corpus.readers import read
from corpus.readers.sandbox.reader import Limits, Reader
from corpus.store.preparation import Prepared, prepare, prepared_parts, unpack
from tests.support.shelves import BEES

if TYPE_CHECKING:
    from pathlib import Path


def part(text: str = BEES) -> Part:
    return Part(Content(text, Metadata("Bees", language="en"), "text/plain", Span(0, len(text))))


def prepared(text: str = BEES) -> Part:
    (made,) = prepared_parts([part(text)], 100)
    return made


def forged(made: Prepared, **changed: Any) -> Part:
    """Return the part with its first passage changed, as a reader might send it that a file has taken over."""
    rows = [replace(made.passages[0], **changed), *made.passages[1:]]
    return replace(part(), prepared=msgspec.msgpack.encode(replace(made, passages=rows)))


@given(st.text(alphabet="ab .\n#-|\u00eb\u4e2d", max_size=200).filter(str.strip))
def test_what_is_prepared_comes_back_as_if_it_were_made_at_once(text: str) -> None:
    made = prepared(text)
    assert unpack(made) == prepare(made.content)


def test_a_part_that_was_not_prepared_has_nothing_to_unpack() -> None:
    assert unpack(part()) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"start": -1},
        {"end": 10**9},
        {"sentences": "[5, 3]"},
        {"sentences": "[0, 1000000000]"},
        {"sentences": "no offsets"},
        {"terms": "a\nb\nc\nd\ne\nf\ng"},
        {"context": "one line"},
        {"kinds": "zz"},
    ],
)
def test_what_does_not_fit_the_text_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(DamagedFile, match="does not fit together"):
        unpack(forged(prepare(part().content), **changed))
    with pytest.raises(DamagedFile):
        unpack(replace(part(), prepared=b"no message"))


def test_passages_that_lie_on_each_other_are_refused() -> None:
    made = prepare(part().content)
    twice = replace(made, passages=[made.passages[0], made.passages[0]])
    with pytest.raises(DamagedFile):
        unpack(replace(part(), prepared=msgspec.msgpack.encode(twice)))


def test_a_file_that_is_nothing_but_headings_is_refused_with_the_limit_and_one_of_short_rows_is_not() -> None:
    with pytest.raises(TooLarge, match=r"20,000 passages, and a file of its length may become 14,000"):
        list(prepared_parts(read(b"# a\n" * 20_000, "/x/heads.md"), 250_000))
    rows = b"name,phone\n" + b"".join(b"Ana %d,%d\n" % (number, number) for number in range(11_000))
    assert len(list(prepared_parts(read(rows, "/x/people.csv"), 250_000))) == 1


def test_the_passages_of_all_documents_of_a_file_are_counted_together() -> None:
    parts = [replace(part(), name=str(number)) for number in range(3)]
    each = len(prepare(part().content).passages)
    assert len(list(prepared_parts(parts, 3 * each))) == 3
    with pytest.raises(TooLarge, match=rf"{3 * each} passages"):
        list(prepared_parts(parts, 3 * each - 1))


def test_small_and_large_files_are_held_to_the_limit_wherever_they_are_read(tmp_path: Path) -> None:
    with Reader(Limits(passages=3)) as reader:
        for name, times in (("small.md", 200), ("large.md", 6000)):
            (tmp_path / name).write_text(f"{BEES}\n\n" * times)
            with pytest.raises(TooLarge, match="may become 3"):
                list(reader.parse(reader.load(tmp_path / name)))


def test_a_small_file_may_take_less_time_than_a_large_one_and_none_more_than_the_limit() -> None:
    limits = Limits(seconds=120.0)
    assert limits.seconds_for(3_000) == pytest.approx(30, rel=0.01)
    assert limits.seconds_for(2**20) == 60
    assert limits.seconds_for(50 * 2**20) == 120
    assert Limits(seconds=4.0).seconds_for(3_000) == 4
