from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.web_address import web_address


@pytest.mark.parametrize("address", ["https://example.org", " HTTP://example.org/a?b#c\n", "https://" + "a" * 1992])
def test_an_address_of_the_web_is_given_back_without_blanks(address: str) -> None:
    assert web_address(address) == address.strip()


@pytest.mark.parametrize(
    "value",
    ["", "example.org", "ftp://example.org", "javascript:alert(1)", "https://", "https://[::1", "https://a b", None, 7,
     "https://a\nb", "https://" + "a" * 1993],
)  # fmt: skip
def test_anything_else_is_none(value: object) -> None:
    assert web_address(value) is None


@given(st.text(max_size=60))
def test_what_is_given_back_stands_in_the_text(text: str) -> None:
    found = web_address(text)
    assert found is None or found == text.strip()
