"""Models that were downloaded before are found on this machine, and nobody is asked about them."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from embeddings.encoders.default_model import default_model_folder
from tests.support.paths import ROOT
from tests.support.witness import Seen, bare, watch

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.encoder,
    pytest.mark.skipif(sys.platform == "win32", reason="on Windows, no variable leads to another home"),
]

_LOADING = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from embeddings.encoders.registry import load_encoder
from embeddings.errors import EncoderNotFound
from embeddings.models.hub_cache import model_folder
def dimension(name):
    try:
        return load_encoder(name, Path("nowhere"), device="cpu").dimension
    except EncoderNotFound:
        return None
places = {{name: str(model_folder(name)) for name in sys.argv[1:]}}
print(json.dumps([places, {{name: dimension(name) for name in sys.argv[1:]}}]))
"""
DOWNLOADED = ("tiny", "sentence-transformers/tiny", "meadow/bare")
MISSING = ("nonesuch", "meadow/nonesuch", "meadow/bare/more", "no such name", "../bare", "/nowhere/at/all")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Seen, list[dict[str, Any]]]:
    """A cache with two models, one of which is no sentence-transformers model, and what came of all names."""
    folder = tmp_path_factory.mktemp("person")
    hub = folder / "home/.cache/huggingface/hub"
    for name, left_out in (("sentence-transformers--tiny", ()), ("meadow--bare", ("modules.json",))):
        model = hub / f"models--{name}"
        (model / "refs").mkdir(parents=True)
        (model / "refs/main").write_text("0123abcd")
        shutil.copytree(default_model_folder(), model / "snapshots/0123abcd", ignore=lambda *_: left_out)  # noqa: B023
    command = [sys.executable, "-c", _LOADING, *DOWNLOADED, *MISSING]
    seen = watch(command, bare(folder), folder / "notes")
    return hub, seen, json.loads(seen.output)


def test_a_model_is_found_by_its_name_where_the_hub_keeps_it(
    loaded: tuple[Path, Seen, list[dict[str, Any]]],
) -> None:
    hub, _, (places, dimensions) = loaded
    for name, kept in zip(DOWNLOADED, ("sentence-transformers--tiny",) * 2 + ("meadow--bare",), strict=True):
        assert places[name] == str(hub / f"models--{kept}/snapshots/0123abcd")
        assert dimensions[name] == 384
    assert {places[name] for name in MISSING} == {"None"}
    assert {dimensions[name] for name in MISSING} == {None}


def test_a_model_by_name_is_loaded_without_a_word_to_the_hub(
    loaded: tuple[Path, Seen, list[dict[str, Any]]],
) -> None:
    _, seen, _ = loaded
    assert seen.reached == set()
    assert seen.unrouted == 0
    assert seen.calls > 20
