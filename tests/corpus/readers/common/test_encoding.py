"""How many control characters text may hold."""

from __future__ import annotations

import pytest

from corpus.readers.common.encoding import declared_charset, is_binary


@pytest.mark.parametrize(
    ("controls", "characters", "binary"), [(1, 0, False), (2, 0, True), (3, 97, False), (4, 96, True)]
)
def test_more_than_one_and_two_percent_of_control_characters_make_a_file_binary(
    controls: int, characters: int, binary: bool
) -> None:
    assert is_binary(b"\x01" * controls + b"b" * characters) is binary


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "iso2022_kr"])
def test_text_in_a_wide_encoding_without_a_mark_is_not_binary(codec: str) -> None:
    text = (
        "도서관은 평일 오전 여덟 시부터 문을 엽니다.\n" if codec == "iso2022_kr" else "Ura u ndërtua në vitin 1780.\n"
    )
    assert not is_binary(text.encode(codec))


@pytest.mark.parametrize("record", [b"\x01\0\x02\0\x03\0\x07\0", b"\x00\x01\x00\x00LIST\x00\x00", b"\x7f\x00\xff\xff"])
def test_records_of_numbers_stay_binary(record: bytes) -> None:
    assert is_binary(record * 100)


def test_a_page_may_name_its_charset_in_its_xml_declaration() -> None:
    assert declared_charset(b'<?xml version="1.0" encoding="euc-kr"?><html/>') == "euc-kr"
