"""What is set for a whole process, and for whose."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from platformdirs import user_cache_path

from bot.service import own_process
from tests.support import host_program
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = """
import json, os, sys
from bot.service.own_process import prepare_page, prepare_process
prepare_process(); prepare_page()
print(json.dumps({**os.environ, "interval": sys.getswitchinterval(), "matplotlib": "matplotlib" in sys.modules}))
"""


def prepared(**environment: str) -> dict[str, Any]:
    """Return the environment of a process of Besa's own that was started in this one."""
    command = [sys.executable, "-c", _SHOWN]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("collects", [True, False])
def test_garbage_is_left_alone_while_much_is_imported_and_then_as_it_was_before(collects: bool) -> None:
    meanwhile = []
    try:
        if not collects:
            gc.disable()
        with own_process.uncollected():
            meanwhile.append(gc.isenabled())
        assert [*meanwhile, gc.isenabled()] == [False, collects]
    finally:
        gc.enable()


@pytest.mark.encoder
def test_a_program_that_imports_besa_finds_its_process_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "flat.md"
    file.write_text("# The flat\n\nThe monthly rent is 870 euros.\n")
    cache = user_cache_path("besa")
    arguments = [*map(str, (tmp_path / "data", cache, file)), "How much is the rent?"]
    command = [sys.executable, host_program.__file__, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, cwd=tmp_path, timeout=240, check=True)
    found = json.loads(done.stdout)
    assert found["added"] == ["added"]
    assert found["texts"] == ["The monthly rent is 870 euros."] * 2
    assert found["changed"] == {}


def test_a_process_of_besas_own_is_kept_quiet_whoever_started_it(tmp_path: Path) -> None:
    found = prepared(HOME=str(tmp_path), ORT_DISABLE_TELEMETRY="0")
    assert found["ORT_DISABLE_TELEMETRY"] == "1"
    assert found["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert found["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert found["interval"] == own_process.SWITCH_SECONDS
    assert found["matplotlib"] is True


def test_what_a_person_has_set_stays() -> None:
    found = prepared(OPENBLAS_NUM_THREADS="4", NO_PROXY="intranet", no_proxy="localhost", GRADIO_TEMP_DIR="/srv/gradio")
    assert found["OPENBLAS_NUM_THREADS"] == "4"
    assert found["GRADIO_TEMP_DIR"] == "/srv/gradio"
    assert found["NO_PROXY"] == "intranet,127.0.0.1,localhost"
    assert found["no_proxy"] == "localhost,127.0.0.1"


def test_gradios_folder_is_the_users_own_also_where_the_cache_cannot_be_written(tmp_path: Path) -> None:
    own, shared = tmp_path / "cache", tmp_path / "tmp"
    shared.mkdir()
    settings = {"XDG_CACHE_HOME": str(own), "HOME": str(tmp_path), "TMPDIR": str(shared)}
    assert prepared(**settings)["GRADIO_TEMP_DIR"].startswith(str(tmp_path))
    (tmp_path / "file").touch()
    other = prepared(**settings | {"XDG_CACHE_HOME": str(tmp_path / "file")})["GRADIO_TEMP_DIR"]
    assert other.startswith(str(shared) + "/besa-")
