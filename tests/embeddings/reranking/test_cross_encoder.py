"""A CrossEncoder of sentence-transformers by its folder: tiny real models, made here with random weights."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from embeddings.errors import PackagesMissing, RerankerUnavailable
from embeddings.reranking.registry import load_reranker
from tests.embeddings.test_other_encoders import word_pieces

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.reranking.base import Reranker

pytestmark = pytest.mark.encoder

ASKED = "How many eggs does the queen lay?"
TEXTS = ["The queen lays eggs.", "", "a tower of light " * 60, "Çuçi 🙂 said: “besa” — 日本語 \ud800", "the day"]


def make_cross_encoder(folder: Path, labels: int) -> Path:
    """Saves a BERT classifier of two layers with random weights, the same each time."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    folder.mkdir()
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=word_pieces(folder),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,
        num_labels=labels,  # type: ignore[call-arg]
    )
    model = BertForSequenceClassification(config)
    model.train(False)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cross-encoders")
    make_cross_encoder(folder / "tiny", 1)
    make_cross_encoder(folder / "two-labels", 2)
    return folder


def load(folder: Path) -> Reranker:
    reranker = load_reranker(str(folder), folder.parent / "no-cache")
    assert reranker is not None
    return reranker


def test_scores_are_the_logits_of_sentence_transformers(models: Path) -> None:
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    reference = CrossEncoder(str(models / "tiny"), local_files_only=True)
    texts = [text.replace("\ud800", "\ufffd") for text in TEXTS]
    expected = reference.predict([(ASKED, text) for text in texts], activation_fn=Identity())
    found = load(models / "tiny").score(ASKED, TEXTS)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    assert found.min() < 0 or found.max() > 1  # no sigmoid


def test_a_score_depends_on_question_and_text_alone(models: Path) -> None:
    together = load(models / "tiny").score(ASKED, TEXTS).tolist()
    alone = load(models / "tiny")
    assert [alone.score(ASKED, [text]).item() for text in TEXTS] == together
    assert load(models / "tiny").score(ASKED, TEXTS[::-1]).tolist() == together[::-1]


def test_a_model_of_two_labels_is_refused(models: Path) -> None:
    with pytest.raises(RerankerUnavailable, match=r"gives 2 numbers .* a re-ranker gives one\. Choose another"):
        load(models / "two-labels").score(ASKED, TEXTS)


@pytest.mark.parametrize(("file", "content"), [("model.safetensors", b"junk" * 99), ("config.json", b"{")])
def test_a_damaged_folder_is_said_with_the_reason_and_the_next_step(
    models: Path, tmp_path: Path, file: str, content: bytes
) -> None:
    shutil.copytree(models / "tiny", tmp_path / "copy")
    (tmp_path / "copy" / file).write_bytes(content)
    with pytest.raises(RerankerUnavailable, match=r"copy cannot be loaded as a CrossEncoder: .+ --reranker"):
        load(tmp_path / "copy").score(ASKED, TEXTS)


def test_weights_in_a_pickle_are_not_read(models: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    shutil.copytree(models / "tiny", tmp_path / "copy")
    weights = tmp_path / "copy" / "model.safetensors"
    torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
    weights.unlink()
    with pytest.raises(RerankerUnavailable, match="cannot be loaded"):
        load(tmp_path / "copy").score(ASKED, TEXTS)


def test_a_question_that_the_model_cannot_read_is_said_and_not_the_end(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sentence_transformers import CrossEncoder

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB.\nMore lines.")

    reranker = load(models / "tiny")
    with monkeypatch.context() as broken:
        broken.setattr(CrossEncoder, "predict", fail)
        with pytest.raises(RerankerUnavailable, match=r"cannot read this question: CUDA .* 2 GiB\. Choose another"):
            reranker.score(ASKED, TEXTS)
    assert len(reranker.score(ASKED, TEXTS)) == len(TEXTS)


def test_without_the_packages_that_it_needs_the_first_question_says_how_to_install_them(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embeddings.models.required_packages.find_spec", lambda name: None)
    with pytest.raises(PackagesMissing, match="pip install sentence-transformers torch"):
        load(models / "tiny").score(ASKED, TEXTS)
