from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.service import shared_answers
from bot.service.shared_answers import DAYS, SharedAnswer, SharedAnswers
from tests.bot.formats.test_html_report import ANSWER, CITATION

if TYPE_CHECKING:
    from pathlib import Path

SHARED = SharedAnswer(ANSWER, "2026-11-27", "de")


def named(question: str) -> SharedAnswer:
    return replace(SHARED, answer=replace(ANSWER, question=question))


def age(path: Path, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


def test_an_answer_is_kept_as_it_was_under_one_name_that_nobody_else_may_read(tmp_path: Path) -> None:
    kept = SharedAnswers.of_library(tmp_path)
    name = kept.keep(SHARED)
    assert name is not None
    assert kept.keep(SHARED) == name
    assert kept.get(name) == SHARED
    (file,) = (tmp_path / "shared").iterdir()
    assert file.stat().st_mode & 0o077 == 0 or os.name == "nt"


@pytest.mark.parametrize("name", ["", "x", "../library", "0" * 32, "A" * 32])
def test_what_was_not_shared_is_not_there(tmp_path: Path, name: str) -> None:
    assert SharedAnswers.of_library(tmp_path).get(name) is None


def test_what_is_no_answer_any_more_is_not_there(tmp_path: Path) -> None:
    kept = SharedAnswers.of_library(tmp_path)
    name = kept.keep(SHARED)
    (file,) = (tmp_path / "shared").iterdir()
    for content in (
        b"",
        b"[]",
        b'{"answer": 1}',
        b"\xff",
        file.read_bytes().replace(b'"citation": 1', b'"citation": "x"'),
    ):
        file.write_bytes(content)
        assert kept.get(name or "") is None


def test_an_answer_is_kept_for_a_while_and_again_when_it_is_shared_again(tmp_path: Path) -> None:
    kept = SharedAnswers.of_library(tmp_path)
    old, other = kept.keep(SHARED) or "", kept.keep(named("Other?")) or ""
    for each in (tmp_path / "shared").iterdir():
        age(each, DAYS + 1)
    assert kept.get(old) is None
    assert kept.keep(SHARED) == old
    assert kept.get(old) == SHARED
    assert not (tmp_path / "shared" / f"{other}.json").exists()


def test_of_too_many_the_oldest_leave_and_what_is_too_large_never_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_answers, "MOST", 3)
    kept = SharedAnswers.of_library(tmp_path)
    names = []
    for number in range(4):
        names.append(kept.keep(named(f"{number}?")) or "")
        age(tmp_path / "shared" / f"{names[-1]}.json", 10 - number)
    assert [kept.get(name) is not None for name in names] == [False, True, True, True]
    monkeypatch.setattr(shared_answers, "LARGEST", 100)
    assert kept.keep(SHARED) is None


def test_an_answer_goes_with_a_document_that_it_quotes(tmp_path: Path) -> None:
    kept = SharedAnswers.of_library(tmp_path)
    other = replace(ANSWER, citations=(replace(CITATION, document="b" * 12),))
    gone, stays = kept.keep(SHARED) or "", kept.keep(replace(SHARED, answer=other)) or ""
    (tmp_path / "shared" / f"{'0' * 32}.json").write_bytes(b"no JSON")
    kept.forget_missing(lambda: {"b" * 12})
    assert kept.get(gone) is None
    assert [each.stem for each in (tmp_path / "shared").iterdir()] == [stays]


def test_where_nothing_is_shared_nobody_looks_what_is_there(tmp_path: Path) -> None:
    SharedAnswers.of_library(tmp_path).forget_missing(lambda: pytest.fail("looked"))
