"""What a workspace makes of the names that it is given, and what it loads meanwhile."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.service.workspace import Workspace
from embeddings.reranking.default_model import DEFAULT_RERANKER
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_ENDING = """
import threading, time
from concurrent.futures import ThreadPoolExecutor
from bot.service.workspace import _warm_up
from tests.support.fakes import FakeEncoder

class Slow:
    name = "slow"
    pool = ThreadPoolExecutor(1)
    def score(self, question, texts):
        threading.main_thread().join()
        time.sleep(0.3)
        try:
            return list(self.pool.map(len, texts))
        except RuntimeError:
            print("too late", flush=True)
            raise

threading.Thread(target=_warm_up, args=(FakeEncoder(), Slow())).start()
"""


def test_a_program_that_ends_while_models_are_loaded_ends_without_a_traceback() -> None:
    done = subprocess.run([sys.executable, "-c", _ENDING], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.stdout == "too late\n"
    assert done.stderr == ""


def test_the_re_ranker_is_made_once(tmp_path: Path) -> None:
    workspace = Workspace(None, tmp_path, tmp_path / "cache")
    reranker = workspace.models.reranker()
    assert reranker is not None
    assert reranker.name == DEFAULT_RERANKER.name
    assert workspace.models.reranker() is reranker
    assert Workspace(None, tmp_path, tmp_path / "cache", reranker="none").models.reranker() is None


@pytest.mark.parametrize(
    ("named", "variable", "wanted"),
    [
        (None, None, DEFAULT_RERANKER.name),
        (None, "", DEFAULT_RERANKER.name),
        (None, "none", None),
        ("a/b", "none", "a/b"),
        ("", "c/d", "c/d"),
    ],
)
def test_the_re_ranker_is_the_one_named_or_that_of_besa_reranker_or_the_default_one(
    monkeypatch: pytest.MonkeyPatch, named: str | None, variable: str | None, wanted: str | None
) -> None:
    monkeypatch.delenv("BESA_RERANKER", raising=False)
    if variable is not None:
        monkeypatch.setenv("BESA_RERANKER", variable)
    made = Workspace.of_user(reranker=named).models.reranker()
    assert (made and made.name) == wanted
