"""How many control characters text may hold."""

from __future__ import annotations

import pytest

from corpus.readers.common.encoding import is_binary


@pytest.mark.parametrize(
    ("controls", "characters", "binary"), [(1, 0, False), (2, 0, True), (3, 97, False), (4, 96, True)]
)
def test_more_than_one_and_two_percent_of_control_characters_make_a_file_binary(
    controls: int, characters: int, binary: bool
) -> None:
    assert is_binary(b"\x01" * controls + b"b" * characters) is binary
