"""The cross-encoder that Besa's own is learned from, as a folder that every peer can load."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.wording.terminal import say
from embeddings.reranking.default_model import DEFAULT_RERANKER, MODEL, TOKENIZER, default_reranker_folder
from embeddings.reranking.dequantise import dequantised

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.reranking.dequantise import Weights

LONGEST = 512
"""Word pieces after which a pair is cut off, as the published model's tokenizer does it."""
_TOKENIZER = {
    "tokenizer_class": "BertTokenizer",
    "do_lower_case": True,
    "model_max_length": LONGEST,
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "mask_token": "[MASK]",
}
_CROSS_ENCODER = {"activation_fn": "torch.nn.modules.linear.Identity"}
"""What sentence-transformers does with a score: nothing, as the published model says."""


def cross_encoder_folder(work: Path) -> Path:
    """A folder in `work`, made once, that CrossEncoder loads: the published int8 weights in float32, no adapter.

    Raises EmbeddingError where the package that carries them is missing or altered.
    """
    folder = work / "cross-encoder"
    if not folder.exists():
        source = default_reranker_folder()
        DEFAULT_RERANKER.check(source)
        say(f"Making {DEFAULT_RERANKER.name} in float32 for all …")
        unfinished = folder.with_name(f"{folder.name}.new")
        write_cross_encoder(dequantised(source / MODEL), source / TOKENIZER, unfinished)
        unfinished.rename(folder)
    return folder


def write_cross_encoder(weights: Weights, tokenizer: Path, folder: Path) -> None:
    """Write a BertForSequenceClassification with these weights, and its tokenizer, into a folder."""
    from training.reranker.network import cross_encoder

    network = cross_encoder(weights)
    network.config.sentence_transformers = _CROSS_ENCODER
    network.save_pretrained(folder)
    described = json.loads(tokenizer.read_text("utf-8"))
    described |= {"padding": None, "truncation": None}  # the published ones fill every pair up to the longest
    (folder / TOKENIZER).write_text(json.dumps(described, ensure_ascii=False), "utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(_TOKENIZER, indent=2), "utf-8")
