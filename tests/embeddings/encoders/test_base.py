from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from platformdirs import user_cache_path

from corpus.messages import Message
from embeddings.encoders import export, export_cache, exported_model
from embeddings.encoders.backend import Backend, Precision
from embeddings.encoders.default_model import DEFAULT_MODEL, default_model_folder
from embeddings.encoders.export_cache import load_export
from embeddings.encoders.exported_model import GRAPHS
from embeddings.encoders.fidelity import SAMPLE, min_cosine, reference_vectors
from embeddings.encoders.onnx import OnnxEncoder
from embeddings.encoders.registry import DEFAULT_ENCODER, DefaultEncoder, load_encoder
from embeddings.encoders.sentence_transformers import FAMILIES, Prompts, SentenceTransformersEncoder, _prompts
from embeddings.errors import EncoderNotFound, ExportUnfaithful, ModelChanged, PackagesMissing
from embeddings.models.pinned_files import digest
from embeddings.models.prepared_record import PreparedRecord, user_record
from tests.support.fakes import FakeEncoder
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from embeddings.encoders.base import Encoder, Encoding

TEXTS = [
    "Albania expelled the Iranian ambassador in December 2018.",
    "",
    "  spaced   out  ",
    "Çuçi 🙂 said: “besa” — 日本語",
    "[SEP] [CLS] are words here",
    "one " * 600,
    "!",
]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of this run: the one that the other workers use too, if there are any."""
    run = tmp_path_factory.getbasetemp().parent
    shared = user_cache_path("besa") / "models"
    folder = shared if shared.is_relative_to(run) else tmp_path_factory.mktemp("encoder-cache")
    load_export(DEFAULT_MODEL, default_model_folder, folder)
    return folder


@pytest.fixture(scope="session")
def onnx(cache: Path) -> Encoder:
    return load_encoder(None, cache, threads=2)


@pytest.fixture(scope="session")
def exact(cache: Path) -> Encoder:
    load = partial(load_export, DEFAULT_MODEL, default_model_folder, cache, print)
    return OnnxEncoder(DEFAULT_MODEL, load, threads=1, passages=Precision.FLOAT32)


@pytest.fixture(scope="session")
def reference() -> SentenceTransformersEncoder:
    return SentenceTransformersEncoder(str(default_model_folder()), name=DEFAULT_ENCODER, device="cpu")


def export_folder(cache: Path) -> Path:
    (folder,) = [path for path in cache.iterdir() if not path.name.startswith(".")]
    return folder


def copied_graphs(whole: Path) -> Callable[[Path, Path, object], object]:
    """Stands in for the exporter: the graphs of an export that was made before."""

    def copy(source: Path, target: Path, model: object) -> object:
        for name in GRAPHS.values():
            shutil.copyfile(whole / name, target / name)
        return json.loads((whole / "manifest.json").read_bytes())["made_with"]

    return copy


def check_promises(encoding: Encoding, text: str, dimension: int) -> None:
    assert encoding.vector.shape == (dimension,)
    assert encoding.tokens.shape == (len(encoding.offsets), dimension)
    kinds = [array.dtype.name for array in (encoding.vector, encoding.tokens, encoding.offsets)]
    assert kinds == ["float32", "float32", "int32"]
    assert np.linalg.norm(encoding.vector) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(np.linalg.norm(encoding.tokens, axis=1), 1, atol=1e-5)
    assert all(0 <= start < end <= len(text) for start, end in encoding.offsets.tolist())


@given(st.text(st.characters(), max_size=60))
def test_the_fake_encoder_keeps_an_encoder_s_promises(text: str) -> None:
    check_promises(FakeEncoder().encode_question(text), text, 256)


def test_the_fake_encoder_finds_shared_words_similar_and_others_not() -> None:
    fake = FakeEncoder()
    question = fake.encode_question("Who is Cuci?").vector
    near, far = fake.encode_passages(["Çuçi is a minister.", "Besa means a promise."])
    assert question @ near.vector > 0.4
    assert question @ far.vector == 0


@pytest.mark.encoder
@given(st.text(st.characters(), max_size=80))
@settings(deadline=None, max_examples=60)
def test_any_text_at_all_can_be_encoded(onnx: Encoder, text: str) -> None:
    check_promises(onnx.encode_question(text), text, 384)


@pytest.mark.encoder
def test_a_piece_s_offsets_are_characters_also_after_astral_and_combining_ones(onnx: Encoder) -> None:
    text = "🙂🙂 cafe\u0301 Çuçi ends"
    words = [text[start:end] for start, end in onnx.encode_question(text).offsets.tolist()]
    assert words[-1] == "ends"
    assert "Çuçi" in "".join(words)
    assert "cafe" in words


@pytest.mark.encoder
def test_onnx_gives_the_vectors_that_sentence_transformers_gives(
    onnx: Encoder, exact: Encoder, reference: SentenceTransformersEncoder
) -> None:
    plain = [text for text in TEXTS if "[SEP]" not in text]
    theirs_of = reference.encode_passages(plain)
    of_passages = zip(exact.encode_passages(plain), theirs_of, strict=True)
    of_questions = zip(map(onnx.encode_question, plain), theirs_of, strict=True)
    for ours, theirs in (*of_passages, *of_questions):
        assert ours.vector @ theirs.vector == pytest.approx(1, abs=1e-5)
        np.testing.assert_allclose(ours.tokens, theirs.tokens, atol=1e-4)
        np.testing.assert_array_equal(ours.offsets, theirs.offsets)


@pytest.mark.encoder
def test_passages_in_int8_are_near_those_in_float32(onnx: Encoder, exact: Encoder) -> None:
    small, full = onnx.encode_passages(SAMPLE), exact.encode_passages(SAMPLE)
    for ours, theirs in zip(small, full, strict=True):
        assert 0.97 < ours.vector @ theirs.vector < 0.99999
        np.testing.assert_array_equal(ours.offsets, theirs.offsets)


@pytest.mark.encoder
def test_the_kept_vectors_of_the_sample_are_those_of_sentence_transformers(
    reference: SentenceTransformersEncoder,
) -> None:
    assert min_cosine(reference.encode_passages) > 0.9999
    np.testing.assert_allclose(np.linalg.norm(reference_vectors(), axis=1), 1, atol=1e-6)


@pytest.mark.encoder
def test_the_order_and_the_company_of_passages_do_not_change_their_vectors(onnx: Encoder) -> None:
    texts = TEXTS * 4
    for text, encoding in zip(texts, onnx.encode_passages(texts), strict=True):
        check_promises(encoding, text, 384)
        (alone,) = onnx.encode_passages([text])
        np.testing.assert_allclose(encoding.vector, alone.vector, atol=1e-5)


@pytest.mark.encoder
def test_text_beyond_the_window_is_cut_off(onnx: Encoder) -> None:
    assert len(onnx.encode_question("one " * 600).tokens) == DEFAULT_MODEL.max_pieces - 2


@pytest.mark.encoder
def test_names_of_special_tokens_in_a_text_are_ordinary_words(onnx: Encoder) -> None:
    text = "a [SEP] b"
    words = [text[start:end] for start, end in onnx.encode_question(text).offsets.tolist()]
    assert words == ["a", "[", "SEP", "]", "b"]


@pytest.mark.encoder
def test_no_passages_have_no_encodings(onnx: Encoder) -> None:
    assert onnx.encode_passages([]) == []


@pytest.mark.encoder
def test_threads_that_share_an_encoder_get_the_same_vectors(cache: Path, onnx: Encoder) -> None:
    shared = load_encoder(None, cache, threads=1)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(shared.encode_question, TEXTS))
    for text, encoding in zip(TEXTS, found, strict=True):
        np.testing.assert_allclose(encoding.vector, onnx.encode_question(text).vector, atol=1e-5)


@pytest.mark.encoder
def test_encoding_from_a_cached_export_imports_no_torch(cache: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from embeddings.encoders.registry import load_encoder; "
        "encoder = load_encoder(None, Path(sys.argv[1])); "
        "encoder.encode_question('besa'); encoder.encode_passages(['besa']); "
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program, str(cache)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.encoder
def test_a_second_export_is_read_and_not_made(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_run_exporter", lambda *_: pytest.fail("exported again"))
    for precision in Precision:
        load_export(DEFAULT_MODEL, lambda: pytest.fail("asked for the weights"), cache, precision=precision)


@pytest.mark.encoder
@pytest.mark.parametrize("file", ["model.onnx", "model-int8.onnx", "tokenizer.json", "manifest.json"])
def test_a_damaged_export_is_made_again(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    whole = export_folder(cache)
    copy = tmp_path / "cache" / whole.name
    shutil.copytree(whole, copy)
    damaged = bytearray((copy / file).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (copy / file).write_bytes(damaged)
    monkeypatch.setattr(export, "_run_exporter", copied_graphs(whole))
    said: list[str] = []
    for precision in Precision:
        load_export(DEFAULT_MODEL, default_model_folder, tmp_path / "cache", said.append, precision)
    assert len(said) == 1
    assert (copy / file).read_bytes() == (whole / file).read_bytes()
    assert list((tmp_path / "cache").iterdir()) == [copy]


@pytest.mark.encoder
def test_the_pinned_versions_export_the_pinned_files(cache: Path) -> None:
    whole = export_folder(cache)
    versions = json.loads((whole / "manifest.json").read_bytes())["made_with"]
    pins = dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE))
    if any(version.partition("+")[0] != pins[name] for name, version in versions.items()):
        pytest.skip("made with other versions than the pinned ones")
    assert {name: digest(whole / name) for name in DEFAULT_MODEL.exported} == dict(DEFAULT_MODEL.exported)


@pytest.mark.encoder
def test_an_export_of_other_versions_is_noted_and_then_read(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_run_exporter", copied_graphs(export_folder(cache)))
    unpinned, record = replace(DEFAULT_MODEL, exported={}), PreparedRecord(tmp_path / "record")
    folder, said = tmp_path / "cache", list[str]()
    for _ in range(2):
        load_export(unpinned, default_model_folder, folder, said.append, record=record)
    assert len(said) == 1
    load_export(unpinned, default_model_folder, folder, said.append, record=PreparedRecord(tmp_path / "another"))
    assert len(said) == 2


@pytest.mark.encoder
def test_an_export_of_another_process_that_came_first_stays(cache: Path, tmp_path: Path) -> None:
    whole = export_folder(cache)
    home, workshop = tmp_path / whole.name, tmp_path / "workshop"
    shutil.copytree(whole, home)
    shutil.copytree(whole, workshop / "export")
    (home / "first").touch()
    export_cache._move_in(workshop, home, DEFAULT_MODEL, user_record())
    assert (home / "first").exists()


@pytest.mark.encoder
def test_a_cache_that_cannot_be_written_costs_a_message_and_one_export_in_the_process(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = export_folder(cache)
    monkeypatch.setattr(export, "_run_exporter", copied_graphs(whole))
    (tmp_path / "a file").touch()
    said: list[str] = []
    for precision, name in GRAPHS.items():
        made = load_export(DEFAULT_MODEL, default_model_folder, tmp_path / "a file" / "cache", said.append, precision)
        assert made.graph == (whole / name).read_bytes()
    assert ["cannot be kept" in each for each in said] == [False, True]


@pytest.mark.encoder
def test_threads_that_need_an_export_at_once_make_one(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_run_exporter", copied_graphs(export_folder(cache)))
    said: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(
            lambda precision: load_export(DEFAULT_MODEL, default_model_folder, tmp_path, said.append, precision),
            [*Precision] * 2,
        )
    assert len({each.graph for each in found}) == 2
    assert len(said) == 1


@pytest.mark.encoder
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no UTF-8")
def test_a_cache_below_a_folder_whose_name_is_no_utf_8_serves(cache: Path, tmp_path: Path, onnx: Encoder) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    shutil.copytree(cache, folder)
    encoder = OnnxEncoder(DEFAULT_MODEL, partial(load_export, DEFAULT_MODEL, default_model_folder, folder, pytest.fail))
    np.testing.assert_array_equal(encoder.encode_question("besa").vector, onnx.encode_question("besa").vector)
    np.testing.assert_array_equal(encoder.encode_passages(["besa"])[0].vector, onnx.encode_passages(["besa"])[0].vector)


_EXPORT_OF_NOTHING = """
import json, os, sys
from pathlib import Path
from embeddings.encoders import graph_export
told = []
for step in ("put_weights", "quantize_weights"):
    setattr(graph_export, step, lambda *given: told.append([str(each) for each in given]))
target = Path(sys.argv[1])
graph_export.main(Path("/graph.onnx"), Path("/weights"), target / "model.onnx", target / "model-int8.onnx")
assert Path.cwd() == target
print(json.dumps(told))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no UTF-8")
def test_the_exporter_works_where_it_writes_for_onnx_takes_no_path_that_is_no_utf_8(tmp_path: Path) -> None:
    target = tmp_path / os.fsdecode(b"caf\xe9")
    target.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _EXPORT_OF_NOTHING, target], capture_output=True, text=True, check=True, cwd=ROOT
    )
    graphs = ["model.onnx", "model-int8.onnx"]
    assert json.loads(done.stdout.splitlines()[-1]) == [["/graph.onnx", "/weights", graphs[0]], graphs]


@pytest.mark.parametrize("missing", [["onnx"], ["onnx", "safetensors"]])
def test_an_export_without_what_makes_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: list[str]
) -> None:
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(PackagesMissing, match=rf"onnx and safetensors.* pip install {' '.join(missing)}$"):
        load_export(DEFAULT_MODEL, default_model_folder, tmp_path)
    assert [each for each in tmp_path.iterdir() if not each.name.startswith(".")] == []


@pytest.mark.parametrize("arguments", [{"name": "intfloat/e5-small"}, {"name": None, "backend": Backend.TORCH}])
def test_another_encoder_without_sentence_transformers_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: dict[str, Any]
) -> None:
    for name in ("sentence_transformers", "torch"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(PackagesMissing, match=r"pip install sentence-transformers torch$"):
        load_encoder(cache=tmp_path, **arguments)


@pytest.mark.encoder
@pytest.mark.parametrize(
    ("near", "expected"),
    [({Precision.INT8: 0.99999}, "model.onnx"), ({Precision.INT8: 0.5}, "model-int8.onnx")],
)
def test_an_int8_graph_that_is_not_near_enough_is_not_used(
    cache: Path, monkeypatch: pytest.MonkeyPatch, near: dict[Precision, float], expected: str
) -> None:
    monkeypatch.setattr(exported_model, "LEAST_COSINES", {**exported_model.LEAST_COSINES, **near})
    found = load_export(DEFAULT_MODEL, default_model_folder, cache, precision=Precision.INT8)
    assert found.graph == export_folder(cache) / expected


@pytest.mark.encoder
def test_an_export_that_is_not_faithful_is_neither_used_nor_made_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported_model, "LEAST_COSINES", dict.fromkeys(Precision, 1.1))
    with pytest.raises(ExportUnfaithful, match=r"cosine 1\.0000"):
        load_export(DEFAULT_MODEL, lambda: pytest.fail("asked for the weights"), cache)


def test_where_the_export_is_not_faithful_the_slow_encoder_answers_and_it_is_said_once() -> None:
    class Unfaithful(FakeEncoder):
        def encode_question(self, text: str) -> Encoding:
            raise ExportUnfaithful(Message("other vectors"))

        def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
            raise ExportUnfaithful(Message("other vectors"))

    said: list[str] = []
    loaded: list[Encoder] = []

    def faithful() -> Encoder:
        loaded.append(FakeEncoder())
        return loaded[-1]

    encoder = DefaultEncoder(Unfaithful(), faithful, said.append)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(encoder.encode_question, ["besa"] * 8))
    expected = FakeEncoder().encode_question("besa").vector
    for encoding in (*found, *encoder.encode_passages(["besa"])):
        np.testing.assert_array_equal(encoding.vector, expected)
    assert (len(said), len(loaded)) == (1, 1)
    assert "sentence-transformers" in said[0]


@pytest.mark.encoder
def test_the_torch_backend_runs_the_same_model_on_sentence_transformers(tmp_path: Path, onnx: Encoder) -> None:
    encoder = load_encoder(None, tmp_path / "untouched", backend=Backend.TORCH, device="cpu")
    assert isinstance(encoder, SentenceTransformersEncoder)
    assert encoder.name == DEFAULT_ENCODER
    assert encoder.encode_question("besa").vector @ onnx.encode_question("besa").vector == pytest.approx(1, abs=1e-5)


def test_changed_weights_are_refused_before_they_are_exported(tmp_path: Path) -> None:
    source = tmp_path / "model"
    source.mkdir()
    (source / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(ModelChanged):
        load_export(DEFAULT_MODEL, lambda: source, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("name", [None, DEFAULT_ENCODER])
def test_the_default_encoder_is_known_before_it_is_loaded(tmp_path: Path, name: str | None) -> None:
    encoder = load_encoder(name, tmp_path / "untouched")
    assert (encoder.name, encoder.dimension) == (DEFAULT_ENCODER, 384)
    assert not (tmp_path / "untouched").exists()


@pytest.mark.encoder
def test_an_unknown_encoder_is_an_error_that_names_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(EncoderNotFound, match="hf download"):
        load_encoder("nobody/no-such-encoder", tmp_path)


@pytest.mark.encoder
def test_a_prompt_changes_the_vector_and_leaves_the_offsets_to_the_text(
    reference: SentenceTransformersEncoder,
) -> None:
    prompted = SentenceTransformersEncoder(
        str(default_model_folder()), prompts=Prompts("query: ", "passage: "), device="cpu"
    )
    text = "Besa is a promise."
    plain = reference.encode_question(text)
    question, passage = prompted.encode_question(text), prompted.encode_passages([text])[0]
    np.testing.assert_array_equal(question.offsets, plain.offsets)
    np.testing.assert_array_equal(passage.offsets, plain.offsets)
    assert plain.vector @ question.vector < 0.999
    assert question.vector @ passage.vector < 0.999
    assert prompted.encode_question("").tokens.shape == (0, 384)


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        ("intfloat/e5-small-v2", {}, Prompts("query: ", "passage: ")),
        ("/models/multilingual-e5-base", {"query": "", "document": ""}, Prompts("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", {}, Prompts()),
        ("BAAI/bge-small-en-v1.5", {}, FAMILIES[1][1]),
        ("BAAI/bge-m3", {}, Prompts()),
        ("any/e5-like", {"query": "Q: ", "passage": "P: "}, Prompts("Q: ", "P: ")),
        (DEFAULT_ENCODER, {}, Prompts()),
    ],
)
def test_a_model_s_own_prompts_count_before_its_family_s(name: str, own: dict[str, str], expected: Prompts) -> None:
    assert _prompts(name, own) == expected
