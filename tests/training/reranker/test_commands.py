"""The steps as commands, one after the other, on a network of two layers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from embeddings.reranking import dequantise
from embeddings.reranking.adapter import merged, read_adapter
from tests.support.tiny_cross_encoder import tiny_weights, word_groups, word_tokenizer
from training.reranker import making
from training.reranker.__main__ import main
from training.reranker.groups import write_groups

if TYPE_CHECKING:
    from pathlib import Path


def test_searched_sets_become_an_adapter_with_what_it_was_learned_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dequantise, "dequantised", lambda path: tiny_weights())
    monkeypatch.setattr(making, "MADE_LIBRARIES", 2)
    work, model = tmp_path / "work", tmp_path / "model.onnx"
    model.write_bytes(b"a model")
    work.mkdir()
    write_groups(work / "nq-dev.jsonl.gz", word_groups(24, source="nq-dev"))
    write_groups(work / "xquad-en.jsonl.gz", word_groups(3, source="xquad-en"))
    main(["--work", str(work), "tokenise", "--tokenizer", str(word_tokenizer(tmp_path))])
    method = json.dumps({"rank": 2, "groups_at_once": 8})
    main(["--work", str(work), "train", "--model", str(model), "--device", "cpu", "--method", method])
    facts = json.loads((work / "adapter.json").read_text())
    assert facts["sets"] == ["made", "nq-dev"]
    assert "schoolbook" not in facts["kinds"]
    assert (facts["share"], facts["method"]["rank"]) == (0.5, 2)
    changed = merged(tiny_weights(), read_adapter(work / "adapter.npz"))
    name = "bert.encoder.layer.1.output.dense.weight"
    assert abs(changed[name] - tiny_weights()[name]).max() > 0


def test_a_step_that_is_not_known_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--work", str(tmp_path), "forget"])
    assert "invalid choice: 'forget'" in capsys.readouterr().err
