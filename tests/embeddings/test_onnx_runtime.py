"""ONNX Runtime is quiet, in a process of Besa's own and in anybody's."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from onnx import TensorProto, helper

from corpus.processes.environment import environment
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_OPENING = """
import logging, os, sys
import numpy as np
logging.basicConfig(format="%(message)s", stream=sys.stdout)
before = dict(os.environ)
from embeddings.onnx_runtime import open_session
session = open_session(open(sys.argv[1], "rb").read())
assert session.run(None, {"x": np.array([-1], np.float32)})[0] == 0
assert dict(os.environ) == before
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"]
    made = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "relu", values[:1], values[1:])
    file = tmp_path_factory.mktemp("graph") / "relu.onnx"
    file.write_bytes(
        helper.make_model(made, ir_version=10, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString()
    )
    return file


def said_by(program: str, graph: Path, home: Path, **variables: str) -> str:
    """Return what a program prints that has the graph, a home of its own, and no other variables: no CI's either."""
    settings = {"PATH": os.environ["PATH"], "HOME": str(home), **variables}
    done = subprocess.run(
        [sys.executable, "-c", program, graph], cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("variables", [{}, {"ORT_DISABLE_TELEMETRY": "0"}])
def test_a_session_leaves_no_identifier_and_the_environment_as_it_was(
    graph: Path, tmp_path: Path, variables: dict[str, str]
) -> None:
    assert said_by(_OPENING, graph, tmp_path, **variables) == ""
    assert list(tmp_path.rglob("*")) == []


def test_a_program_that_imported_it_before_is_told_how_to_keep_it_quiet(graph: Path, tmp_path: Path) -> None:
    program = "import onnxruntime" + _OPENING
    assert "ORT_DISABLE_TELEMETRY=1" in said_by(program, graph, tmp_path, CI="true")  # so that this test sends nothing
    assert said_by(program, graph, tmp_path, ORT_DISABLE_TELEMETRY="1") == ""


def test_a_variable_is_another_one_in_the_block_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BESA_ONE", "before")
    monkeypatch.delenv("BESA_TWO", raising=False)
    with suppress(KeyError), environment(BESA_ONE="inside", BESA_TWO="inside"):
        assert os.environ["BESA_ONE"] == os.environ["BESA_TWO"] == "inside"
        os.environ["BESA_TWO"] = "changed by a library"
        raise KeyError
    assert os.environ["BESA_ONE"] == "before"
    assert "BESA_TWO" not in os.environ


def test_blocks_of_two_threads_leave_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BESA_ONE", raising=False)
    inside, met = threading.Event(), threading.Barrier(2, timeout=60)

    def first() -> None:
        with environment(BESA_ONE="first"):
            inside.set()
            met.wait()

    def second() -> None:
        inside.wait(timeout=60)
        met.wait()
        with environment(BESA_ONE="second"):
            pass

    threads = [threading.Thread(target=each) for each in (first, second)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert "BESA_ONE" not in os.environ
