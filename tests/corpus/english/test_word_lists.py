from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corpus.english.word_lists import alternatives, word_list, word_table

if TYPE_CHECKING:
    from pathlib import Path


def test_a_list_keeps_its_order_and_a_table_its_keys(tmp_path: Path) -> None:
    (tmp_path / "shore.toml").write_text('birds = """\ngull tern\nauk"""\n[fish]\nround = "cod"\nflat = "sole ray"\n')
    assert word_list("shore.birds", tmp_path) == ("gull", "tern", "auk")
    assert word_list("shore.fish.flat", tmp_path) == ("sole", "ray")
    assert word_table("shore.fish", tmp_path) == {"round": ("cod",), "flat": ("sole", "ray")}


@pytest.mark.parametrize("name", ["calendar.moons", "calendar.months.short", "questions.nouns.colour"])
def test_an_unknown_list_is_an_error(name: str) -> None:
    with pytest.raises((KeyError, TypeError)):
        word_list(name)


def test_the_longest_alternative_is_tried_first() -> None:
    pattern = re.compile(alternatives(["more", "more_than", "a.b"]))
    assert [match[0] for match in pattern.finditer("more  than a.b, more, axb")] == ["more  than", "a.b", "more"]
