from __future__ import annotations

import pytest

from bot.disagreements.stated_values import stated_values


@pytest.mark.parametrize(
    ("question", "sentence", "value"),
    [
        ("When was the tower lit?", "The tower was lit on 3 March 1884.", ["3 March 1884"]),
        ("How many eggs does the queen lay?", "The queen lays up to 2,000 eggs a day.", ["up to 2,000"]),
        ("Who founded the hive club?", "The hive club was founded by Ina Holm in 1902.", ["Ina Holm"]),
        ("How tall is the tower?", "The tower stands 41 metres above the sea.", ["41"]),
        ("Why was the tower lit?", "The tower was lit on 3 March 1884.", []),
        ("When was the tower lit?", "The tower was lit by its keeper.", []),
        ("When was the tower lit in 1884?", "The tower was lit in 1884.", []),
    ],
)
def test_the_value_of_the_kind_that_is_asked_for_is_found_and_no_other(
    question: str, sentence: str, value: list[str]
) -> None:
    assert [each.of(sentence) for each in stated_values(question, sentence, "")] == value
