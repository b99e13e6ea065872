"""The figures of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.support.tiny_cross_encoder import word_groups, word_tokenizer
from training.reranker.evaluation import auroc, best_candidate, figures
from training.reranker.token_file import Tokenised, tokenise

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def data(tmp_path: Path) -> Tokenised:
    return tokenise(word_groups(8), word_tokenizer(tmp_path))


def test_only_the_first_passages_are_read(data: Tokenised) -> None:
    scores = np.array([0.0, 1.0, 2.0, 3.0] * 8, np.float32)
    assert [best_candidate(data, 2, scores, passages) - 8 for passages in (1, 2)] == [1, 3]


def test_perfect_scores_have_perfect_figures(data: Tokenised) -> None:
    found = figures(data, np.arange(8), data.right.astype(np.float32), passages=2)
    assert (found.questions, found.sentence, found.passage, found.auroc) == (6, 1.0, 1.0, 1.0)


def test_auroc_is_that_of_scikit_learn_with_ties() -> None:
    from sklearn.metrics import roc_auc_score  # takes 2 s to import, which every worker would at collecting

    random = np.random.default_rng(5)
    scores, labels = random.integers(0, 9, 200).astype(float), random.random(200) < 0.4
    assert auroc(scores, labels) == pytest.approx(roc_auc_score(labels, scores))
    assert auroc(scores, labels & False) is None


def test_token_files_come_back(data: Tokenised, tmp_path: Path) -> None:
    data.save(tmp_path / "groups.npz")
    back = Tokenised.load(tmp_path / "groups.npz")
    assert back.kinds.tolist() == ["natural"]
    np.testing.assert_array_equal(back.texts.of(int(back.text[5, 0])), data.texts.of(int(data.text[5, 0])))
    assert len(back) == 8
