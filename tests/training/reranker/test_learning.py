"""What is learned, on a network of two layers that runs on any processor.

PyTorch and transformers are imported when these tests run: to collect them, no worker needs the seconds that it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from embeddings.reranking.adapter import merged
from tests.support.tiny_cross_encoder import tiny_weights, word_groups, word_tokenizer
from training.reranker.evaluation import figures
from training.reranker.texts import Form
from training.reranker.token_file import tokenise

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from training.reranker.learning import Method
    from training.reranker.token_file import Tokenised


def quick() -> Method:
    from training.reranker.learning import Method

    return Method(rank=4, rate=1e-2, epochs=30, pointwise=1.0, groups_at_once=8, hard=2, other=1)


def frozen() -> Method:
    from training.reranker.learning import Method

    return Method(rank=0, rate=5e-3, epochs=1, frozen=1, groups_at_once=8)


@pytest.fixture
def data(tmp_path: Path) -> Tokenised:
    return tokenise(word_groups(80), word_tokenizer(tmp_path))


def test_the_right_sentence_and_whether_there_is_one_are_learned(data: Tokenised) -> None:
    from training.reranker.experiments import scored
    from training.reranker.learning import learn
    from training.reranker.network import cross_encoder

    network, every = cross_encoder(tiny_weights()), np.arange(len(data))
    plain = scored(network, data, every)[Form.ALONE]
    before = figures(data, every, plain, passages=2)
    losses = learn(network, data, every, plain, quick())
    after = figures(data, every, scored(network, data, every)[Form.ALONE], passages=2)
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5])
    assert before.sentence < 0.6 < 0.9 < after.sentence
    assert after.auroc is not None
    assert after.auroc > 0.9


@pytest.mark.parametrize("method", [quick, frozen])
def test_what_is_frozen_stays_as_it_was(data: Tokenised, method: Callable[[], Method]) -> None:
    import torch

    from training.reranker.experiments import scored
    from training.reranker.learning import learn
    from training.reranker.network import cross_encoder

    weights = tiny_weights()
    network, every = cross_encoder(weights), np.arange(len(data))
    learn(network, data, every, scored(network, data, every)[Form.ALONE], method())
    learned = {name.replace(".layer.weight", ".weight"): value for name, value in network.state_dict().items()}
    name = "bert.encoder.layer.0.output.dense.weight"
    assert torch.equal(learned[name], torch.from_numpy(weights[name]))
    assert torch.equal(
        learned["bert.embeddings.word_embeddings.weight"],
        torch.from_numpy(weights["bert.embeddings.word_embeddings.weight"]),
    )


def test_a_merged_adapter_scores_as_the_network_that_learned_it(data: Tokenised) -> None:
    from training.reranker.experiments import scored
    from training.reranker.learning import learn
    from training.reranker.network import adapter_of, cross_encoder

    network, every = cross_encoder(tiny_weights()), np.arange(len(data))
    learn(network, data, every, scored(network, data, every)[Form.ALONE], quick())
    learned = scored(network, data, every)[Form.ALONE]
    alone = scored(cross_encoder(merged(tiny_weights(), adapter_of(network))), data, every)[Form.ALONE]
    np.testing.assert_allclose(alone, learned, atol=1e-4)


def test_a_score_does_not_depend_on_what_is_read_with_it(data: Tokenised) -> None:
    import torch

    from training.reranker.network import PairScorer, cross_encoder

    scorer = PairScorer(cross_encoder(tiny_weights()), data.texts)
    question = torch.from_numpy(np.repeat(data.question, np.diff(data.first)).astype(np.int64))
    text = torch.from_numpy(data.text[:, 0].astype(np.int64))
    with torch.inference_mode():
        together = scorer(question, text)
        alone = torch.cat([scorer(question[[row]], text[[row]]) for row in range(20)])
    torch.testing.assert_close(together[:20], alone, atol=1e-5, rtol=0)


def test_hard_wrong_candidates_are_kept_and_doubtful_ones_are_not(data: Tokenised) -> None:
    from training.reranker.learning import Method, chosen_candidates

    plain = np.array([0.0, 3.0, 1.0, 2.0], np.float32)
    rows = chosen_candidates(data, 0, plain, Method(hard=2, other=0), np.random.default_rng(0))
    assert data.right[:4].tolist() == [True, False, False, False]
    assert rows.tolist() == [0, 1, 3]
    data.doubtful[1] = True
    rows = chosen_candidates(data, 0, plain, Method(hard=2, other=0), np.random.default_rng(0))
    assert rows.tolist() == [0, 3, 2]


def test_nothing_is_learned_from_a_held_kind_or_the_sets_that_make_it_up(tmp_path: Path) -> None:
    from training.reranker.experiments import Laboratory
    from training.reranker.network import cross_encoder

    groups = [
        *word_groups(8),
        *word_groups(8, "title only", "one"),
        *word_groups(8, "reading", "two"),
        *word_groups(8, "own", "three"),
    ]
    laboratory = Laboratory(
        cross_encoder(tiny_weights()), tokenise(groups, word_tokenizer(tmp_path)), lambda line: None
    )
    assert laboratory.learned_from(()).tolist() == list(range(24))
    assert laboratory.learned_from(("natural",)).tolist() == list(range(16, 24))
    assert laboratory.learned_from(("title only",)).tolist() == [*range(8), *range(16, 24)]
    assert laboratory.measured() == ["own"]


def test_an_experiment_measures_the_held_kind_beside_the_plain_network(tmp_path: Path) -> None:
    from training.reranker.experiments import Experiment, Laboratory, run
    from training.reranker.network import cross_encoder

    groups = [*word_groups(40), *word_groups(40, "reading", "two"), *word_groups(20, "own", "three")]
    laboratory = Laboratory(
        cross_encoder(tiny_weights()), tokenise(groups, word_tokenizer(tmp_path)), lambda line: None
    )
    results = run(laboratory, [Experiment("without reading", quick(), ("reading",))], tmp_path)
    assert results["plain"].keys() == {"own", "natural", "reading"}
    assert (tmp_path / "without reading.npz").exists()
    assert results["without reading, half"] != results["without reading"]
    assert results["without reading"].keys() == {"own", "reading"}
    assert results["without reading"]["reading"]["alone"]["sentence"] > results["plain"]["reading"]["alone"]["sentence"]
