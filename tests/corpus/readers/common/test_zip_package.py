"""What a ZIP package may unpack to, at each limit and one beyond it."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from corpus.errors import DamagedFile, TooLarge
from corpus.readers.common import zip_package
from corpus.readers.common.zip_package import check_package, part_names

if TYPE_CHECKING:
    from collections.abc import Sequence


def package(sizes: Sequence[int], method: int = zipfile.ZIP_STORED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for number, size in enumerate(sizes):
            archive.writestr(f"{number}.xml", b" " * size)
    return stream.getvalue()


def test_what_unpacks_to_the_limit_is_opened_and_one_byte_more_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_package, "MAX_UNPACKED_BYTES", 1000)
    check_package(package([600, 400]))
    with pytest.raises(TooLarge, match="to 1,001 bytes"):
        check_package(package([600, 401]))


def test_a_package_may_unpack_to_a_hundred_times_its_size_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_package, "_HARMLESS_BYTES", 0)
    data = package([100_000], zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(zip_package, "_MAX_RATIO", 100_000 / len(data))
    check_package(data)
    monkeypatch.setattr(zip_package, "_MAX_RATIO", 99_999 / len(data))
    with pytest.raises(TooLarge, match="100,000 bytes"):
        check_package(data)


def test_the_ratio_does_not_matter_where_little_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    data = package([100_000], zipfile.ZIP_DEFLATED)
    assert len(data) * 100 < 100_000
    monkeypatch.setattr(zip_package, "_HARMLESS_BYTES", 100_000)
    check_package(data)
    monkeypatch.setattr(zip_package, "_HARMLESS_BYTES", 99_999)
    with pytest.raises(TooLarge, match="unpack"):
        check_package(data)


def test_a_package_of_as_many_parts_as_allowed_is_opened_and_one_more_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_package, "_MAX_PARTS", 3)
    check_package(package([1, 1, 1]))
    with pytest.raises(TooLarge, match="4 parts"):
        check_package(package([1, 1, 1, 1]))


def test_parts_are_named_and_a_cut_package_is_damaged() -> None:
    data = package([1, 2])
    assert part_names(data) == {"0.xml", "1.xml"}
    with pytest.raises(DamagedFile, match="cut short"):
        part_names(data[:-30])
