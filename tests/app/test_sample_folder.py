"""A folder of real-looking files goes in with one command, and a question for each finds what it says, and where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.paths import ROOT
from tests.support.sample_folder import Planted, make

if TYPE_CHECKING:
    Rows = list[dict[str, Any]]

pytestmark = pytest.mark.encoder
AMONG = 3


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample-folder")


@pytest.fixture(scope="module")
def made(home: Path) -> tuple[list[Planted], list[Path]]:
    return make(home / "files")


@pytest.fixture(scope="module")
def added(home: Path, made: object) -> dict[Path, dict[str, Any]]:
    rows = besa("add", "--json", home / "files", home=home)
    return {Path(row["path"]): row for row in rows}


@pytest.fixture(scope="module")
def answers(home: Path, made: tuple[list[Planted], list[Path]], added: object) -> Rows:
    questions = home / "questions.jsonl"
    questions.write_text("".join(json.dumps({"question": each.question}) + "\n" for each in made[0]))
    return besa("ask", "--json", "--questions", questions, home=home)


def besa(*arguments: str | Path, home: Path) -> Rows:
    done = subprocess.run(
        [sys.executable, "app.py", *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "BESA_LIBRARY": str(home / "library"), "HF_HUB_OFFLINE": "1", "NO_COLOR": "1"},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_folder_has_forty_files_over_all_formats(made: tuple[list[Planted], list[Path]]) -> None:
    from corpus.readers import BY_SUFFIX, Format

    planted, broken = made
    assert len(planted) >= 40
    assert len(broken) >= 5
    kinds = {BY_SUFFIX[each.path.suffix] for each in planted}
    elsewhere = {Format.DOC, Format.XLS, Format.PPT}  # which only LibreOffice writes
    assert kinds == {each for each in BY_SUFFIX.values() if not each.is_image} - elsewhere


def test_every_readable_file_goes_in_and_every_broken_one_is_named_with_its_reason(
    made: tuple[list[Planted], list[Path]], added: dict[Path, dict[str, Any]]
) -> None:
    planted, broken = made
    assert {path: row["status"] for path, row in added.items()} == {
        **{each.path: "added" for each in planted},
        **dict.fromkeys(broken, "failed"),
    }
    assert all(added[path]["reason"] for path in broken)


def test_a_question_for_every_file_finds_its_planted_sentence_at_its_place(
    made: tuple[list[Planted], list[Path]], answers: Rows
) -> None:
    missed = []
    first = 0
    for planted, answer in zip(made[0], answers, strict=True):
        best = [found_in(planted, citation) for citation in answer["citations"][:AMONG]]
        first += best[:1] == [True]
        if True not in best:
            found = [(Path(each["path"]).name, each["place"], each["excerpt"][:60]) for each in answer["citations"]]
            missed.append((planted.path.name, planted.place, found[:AMONG]))
    print(f"{first} of {len(answers)} first")
    assert not missed
    assert first >= 0.9 * len(answers)


def found_in(planted: Planted, citation: dict[str, Any]) -> bool:
    return (
        Path(citation["path"]) == planted.path
        and " ".join(planted.sentence.split()) in " ".join(citation["excerpt"].split())
        and (planted.place is None or citation["place"] == planted.place)
    )
