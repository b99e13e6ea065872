"""The examples of the docstrings and of the README do what they show, over the real encoder."""

from __future__ import annotations

import doctest
import json
import re
from typing import TYPE_CHECKING

import pytest

import besa
import besa.library
from tests.support.paths import ROOT
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

pytestmark = pytest.mark.encoder

README = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all examples, so that the sample library is made once."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples run where their reader would: in a folder with notes and questions."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "bees.txt").write_text(BEES)
    (tmp_path / "notes" / "lighthouses.txt").write_text(LIGHTHOUSES)
    gold = {"question": "What does besa mean?", "answers": [{"document": "besa.md", "text": "keep the promise"}]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(gold) + "\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    monkeypatch.delenv("BESA_LIBRARY", raising=False)


def examples(module: ModuleType) -> list[doctest.DocTest]:
    return [each for each in doctest.DocTestFinder().find(module) if each.examples]


@pytest.mark.parametrize("example", [*examples(besa), *examples(besa.library)], ids=lambda example: example.name)
def test_the_example_of_a_docstring_gives_what_it_shows(example: doctest.DocTest) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    said: list[str] = []
    assert runner.run(example, out=said.append).failed == 0, "".join(said)


def test_the_readme_shows_python(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile("".join(README), "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert "keep the promise" in said
    assert "forty-six metres tall" in said
    assert said.endswith("True\n")
