from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import DOCUMENT_ID, document_id


@given(st.text(st.characters()), st.text(st.characters()), st.integers(0, 99))
def test_the_id_of_any_document_has_the_form_of_one(path: str, part: str, turn: int) -> None:
    assert DOCUMENT_ID.fullmatch(document_id(path, part, turn))


@pytest.mark.parametrize("text", ["", "0123456789a", "0123456789abc", "0123456789aB", "0123456789a٣", "0123456789ab\n"])
def test_nothing_else_has_the_form_of_an_id(text: str) -> None:
    assert not DOCUMENT_ID.fullmatch(text)
