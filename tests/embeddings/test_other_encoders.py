"""Encoders other than the default one: tiny real models, made here with random weights and known prompts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from corpus.store.library import Library
from embeddings.embedding import BATCH_PASSAGES, change_encoder
from embeddings.encoders.registry import load_encoder
from embeddings.errors import EncoderMismatch, EncoderNotFound, EncoderUnsuitable
from embeddings.store.vector_store import VectorStore
from tests.support.fakes import FakeEncoder
from tests.support.shelves import BEES, LIGHTHOUSES, Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from embeddings.encoders.base import Encoder, Encoding

pytestmark = pytest.mark.encoder

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
WORDS = ("query", "passage", "the", "queen", "lays", "eggs", "day", "light", "tower", "how", "many")
E5 = {"query": "query: ", "passage": "passage: "}
BGE = {"query": "Represent this sentence for searching relevant passages: "}
TEXTS = [
    "The queen lays eggs.",
    "",
    "  Lighthouse,   TOWER  ",
    "Çuçi 🙂 said: “besa” — 日本語",
    "query: the queen",
    "the\n\nqueen",
    "a " * 90,
]
QUESTION = "How many eggs does the queen lay a day?"


def word_pieces(folder: Path) -> int:
    """Saves a tokenizer as BERT has it, and gives the size of its vocabulary."""
    from transformers import BertTokenizer

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *":.,?", *LETTERS, *(f"##{c}" for c in LETTERS), *WORDS]
    (folder / "vocab.txt").write_text("\n".join(pieces))
    BertTokenizer(vocab=str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    return len(pieces)


def sentence_pieces(folder: Path) -> int:
    """Saves a tokenizer as multilingual E5 has it: spaces belong to the pieces, and many become one."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = [("[PAD]", 0.0), ("[UNK]", 0.0), ("<s>", 0.0), ("</s>", 0.0)]
    pieces = [*special, ("▁", -2.0), *((c, -5.0) for c in LETTERS + ":.,?"), *((f"▁{word}", -3.0) for word in WORDS)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=1))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 2), ("</s>", 3)]
    )
    special_names = {"pad_token": "[PAD]", "unk_token": "[UNK]"}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **special_names)  # type: ignore[no-untyped-call]
    fast.save_pretrained(folder)
    return len(pieces)


def make_model(folder: Path, prompts: dict[str, str], pooling: str, pieces: Any, dimension: int = 32) -> Path:
    """Saves a BERT of two layers with random weights, the same each time, as a sentence-transformers model."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    parts = folder.with_name(f"{folder.name}-parts")
    parts.mkdir()
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=pieces(parts),
        hidden_size=dimension,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,
    )
    BertModel(config).save_pretrained(parts)
    modules = [Transformer(str(parts), max_seq_length=64), Pooling(dimension, pooling_mode=pooling), Normalize()]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    make_model(folder / "tiny-e5", E5, "mean", word_pieces)
    make_model(folder / "tiny-multilingual-e5", E5, "mean", sentence_pieces)
    make_model(folder / "tiny-bge", BGE, "cls", word_pieces, dimension=48)
    return folder


@dataclass
class Interrupted:
    """An encoder that stops the process, as it were, after so many texts."""

    encoder: Encoder
    after: int
    texts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.encoder.name

    @property
    def dimension(self) -> int:
        return self.encoder.dimension

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        if len(self.texts) >= self.after:
            raise KeyboardInterrupt
        self.texts.extend(texts)
        return self.encoder.encode_passages(texts)

    def encode_question(self, text: str) -> Encoding:
        return self.encoder.encode_question(text)


def load(folder: Path) -> Encoder:
    return load_encoder(str(folder), folder.parent / "no-cache", device="cpu")


@pytest.mark.parametrize("model", ["tiny-e5", "tiny-multilingual-e5", "tiny-bge"])
def test_vectors_are_those_of_sentence_transformers_with_the_model_s_prompts(models: Path, model: str) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = load(models / model)
    reference = SentenceTransformer(str(models / model), device="cpu", local_files_only=True)
    prompts = BGE if model == "tiny-bge" else E5
    passages = reference.encode(TEXTS, prompt=prompts.get("passage", ""))
    for text, encoding, expected in zip(TEXTS, encoder.encode_passages(TEXTS), passages, strict=True):
        np.testing.assert_allclose(encoding.vector, expected, atol=1e-5)
        asked = reference.encode(text, prompt=prompts["query"])
        np.testing.assert_allclose(encoder.encode_question(text).vector, asked, atol=1e-5)
    assert encoder.dimension == reference.get_embedding_dimension()


@pytest.mark.parametrize("model", ["tiny-e5", "tiny-multilingual-e5", "tiny-bge"])
def test_offsets_are_the_text_s_own_without_prompt_and_white_space(models: Path, model: str) -> None:
    encoder = load(models / model)
    text = "  query: the   queen\nlays 3 eggs"
    pieces = [text[start:end] for start, end in encoder.encode_question(text).offsets.tolist()]
    assert "".join(pieces) == "query:thequeenlays3eggs"
    assert {"the", "queen", "eggs"} <= set(pieces)
    for encoding, passage in zip(encoder.encode_passages(TEXTS), TEXTS, strict=True):
        assert encoding.tokens.shape == (len(encoding.offsets), encoder.dimension)
        assert all(passage[start:end].strip() for start, end in encoding.offsets.tolist())


def test_a_folder_is_recorded_by_its_whole_path_and_found_from_anywhere(
    models: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(models)
    near = load_encoder("tiny-e5", tmp_path, device="cpu")
    assert near.name == str((models / "tiny-e5").resolve())
    monkeypatch.chdir(tmp_path)
    far = load_encoder(near.name, tmp_path, device="cpu")
    assert far.name == near.name
    np.testing.assert_array_equal(far.encode_question(QUESTION).vector, near.encode_question(QUESTION).vector)


def test_another_encoder_answers_once_every_passage_is_embedded_with_it(shelf: Shelf, models: Path) -> None:
    shelf.add(bees=BEES, lights=LIGHTHOUSES)
    other = load(models / "tiny-bge")
    heard: list[tuple[int, int]] = []
    change_encoder(shelf.library, other, lambda done, total: heard.append((done, total)))
    active = VectorStore(shelf.library.store).encoders.active()
    assert active is not None
    assert (active.name, active.dimension) == (other.name, 48)
    assert heard[-1] == (shelf.library.passages.count(),) * 2
    answer = Shelf(shelf.library, other, shelf.folder).ask(QUESTION)
    assert "two thousand eggs" in answer.citations[0].excerpt
    with pytest.raises(EncoderMismatch, match=r"besa embed --encoder"):
        shelf.ask(QUESTION)


def test_an_interrupted_change_leaves_the_old_encoder_answering_and_goes_on_where_it_stopped(
    shelf: Shelf, models: Path
) -> None:
    hives = "\n\n".join(
        f"Hive number {n} stands at gate {n}. " + "Bees come and go all day long. " * 18 for n in range(50)
    )
    shelf.add(bees=BEES, hives=hives)
    total = shelf.library.passages.count()
    assert total > BATCH_PASSAGES
    other = Interrupted(load(models / "tiny-e5"), after=BATCH_PASSAGES)
    with pytest.raises(KeyboardInterrupt):
        change_encoder(shelf.library, other, lambda done, total: None)
    assert len(other.texts) < total
    answer = shelf.ask(QUESTION)
    assert answer.found
    assert "two thousand eggs" in answer.citations[0].excerpt
    other.after = 2 * total
    change_encoder(shelf.library, other, lambda done, total: None)
    assert len(other.texts) == total
    assert Shelf(shelf.library, other, shelf.folder).ask(QUESTION).citations


def test_a_model_that_was_never_downloaded_is_named_with_the_command_that_does(tmp_path: Path) -> None:
    with pytest.raises(EncoderNotFound, match="hf download intfloat/no-such-e5"):
        load_encoder("intfloat/no-such-e5", tmp_path, device="cpu")


def test_a_model_whose_tokenizer_does_not_say_where_words_stand_is_unsuitable(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import CanineConfig, CanineModel, CanineTokenizer

    parts = tmp_path / "parts"
    CanineTokenizer(model_max_length=64).save_pretrained(parts)  # type: ignore[no-untyped-call]
    config = CanineConfig(
        hidden_size=32,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_hash_buckets=64,
        max_position_embeddings=128,
    )
    CanineModel(config).save_pretrained(parts)
    SentenceTransformer(modules=[Transformer(str(parts)), Pooling(32)], device="cpu").save(str(tmp_path / "canine"))
    with pytest.raises(EncoderUnsuitable, match="tokenizer says where each word stands"):
        load(tmp_path / "canine")


def test_a_model_that_reads_images_too_is_unsuitable(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sentence_transformers import SentenceTransformer

    monkeypatch.setattr(SentenceTransformer, "modalities", property(lambda self: ["text", "image"]))
    with pytest.raises(EncoderUnsuitable, match="not an encoder for text alone"):
        load(models / "tiny-e5")


@pytest.mark.parametrize(
    ("file", "content"),
    [("model.safetensors", b"junk" * 99), ("modules.json", b"{"), ("modules.json", b"[]"), ("config.json", b"{}")],
)
def test_a_damaged_folder_is_unsuitable_and_the_message_says_why(
    models: Path, tmp_path: Path, file: str, content: bytes
) -> None:
    shutil.copytree(models / "tiny-e5", tmp_path / "copy")
    (tmp_path / "copy" / file).write_bytes(content)
    with pytest.raises(EncoderUnsuitable, match=r"copy cannot be loaded .+: .+ --encoder"):
        load(tmp_path / "copy")


def test_weights_in_a_pickle_are_not_read(models: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    shutil.copytree(models / "tiny-e5", tmp_path / "copy")
    weights = tmp_path / "copy" / "model.safetensors"
    torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
    weights.unlink()
    with pytest.raises(EncoderUnsuitable, match="cannot be loaded"):
        load(tmp_path / "copy")


def test_code_that_a_model_brings_along_is_not_run(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models / "tiny-e5", tmp_path / "copy")
    modules = tmp_path / "copy" / "modules.json"
    modules.write_text(modules.read_text().replace("sentence_transformers.base.modules.normalize.Normalize", "mine.It"))
    (tmp_path / "copy" / "mine.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass It: pass")
    with pytest.raises(EncoderUnsuitable):
        load(tmp_path / "copy")
    assert not (tmp_path / "ran").exists()


def test_one_option_of_the_command_changes_the_encoder_for_every_question_after(models: Path, tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library")
    Shelf(library, FakeEncoder(), tmp_path / "files").add(bees=BEES, lights=LIGHTHOUSES)
    library.close()

    def besa(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "BESA_LIBRARY": str(tmp_path / "library"), "HF_HUB_OFFLINE": "1", "NO_COLOR": "1"}
        command = [str(Path(sys.executable).with_name("besa")), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=240, env=environment, cwd=folder)

    changed = besa(models, "embed", "--encoder", "tiny-multilingual-e5")
    assert changed.returncode == 0, changed.stderr
    assert "2 passages have vectors" in changed.stderr
    asked = besa(tmp_path, "ask", QUESTION, "--json")
    assert asked.returncode == 0, asked.stderr
    assert "two thousand eggs" in asked.stdout
    opened = Library.open(tmp_path / "library")
    active = VectorStore(opened.store).encoders.active()
    opened.close()
    assert active is not None
    assert active.name == str((models / "tiny-multilingual-e5").resolve())
