from __future__ import annotations

import pytest

from corpus.english.answer_types import AnswerType, answer_types_in


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("It was lit in 1858.", AnswerType.NUMBER | AnswerType.DATE),
        ("It was lit in March.", AnswerType.DATE | AnswerType.NAME),
        ("It is lit on a Sunday.", AnswerType.DATE | AnswerType.NAME),
        ("Two keepers left.", AnswerType.NUMBER),
        ("The keeper was Ada Holm.", AnswerType.NAME),
        ("The lamp went out because of the storm.", AnswerType.REASON),
        ("The lamp is bright.", AnswerType.NONE),
        ("The minister, Çuçi, spoke.", AnswerType.NAME),
        ("", AnswerType.NONE),
    ],
)
def test_a_sentence_holds_what_stands_in_it(sentence: str, kinds: AnswerType) -> None:
    assert answer_types_in(sentence) == kinds


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    assert AnswerType.NAME not in answer_types_in("Lamps burn. They smoke.")


def test_the_numbers_that_the_store_keeps_do_not_change() -> None:
    assert {kind.name: kind.value for kind in AnswerType} == {"NUMBER": 1, "DATE": 2, "NAME": 4, "REASON": 8}
