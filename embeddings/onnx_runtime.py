"""The one door to ONNX Runtime. It keeps the library from reporting to its maker.

From 1.29 on, importing onnxruntime leaves a lasting identifier of the machine and a queue of events in the user's
cache folder, and sends them from nine seconds later on. Its switch is read once, while it is imported: the variable
stands in the environment that long and no longer, for the process may be another program's. What was tried is in
docs/decisions/0020-nothing-leaves.md.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from corpus.processes.environment import QUIET_ONNX_RUNTIME, environment

if TYPE_CHECKING:
    from pathlib import Path

    from onnxruntime import InferenceSession as InferenceSession

log = logging.getLogger(__name__)
_importing = threading.Lock()
_EXACT_INT8 = "session.x64quantprecision"
"""Option of a session, in ONNX Runtime's words."""
_SURROGATES = re.compile("[\ud800-\udfff]")


def open_session(graph: Path | bytes, threads: int = 1) -> InferenceSession:
    """Return a session that runs the graph on the CPU, one call on as many threads as `threads` says.

    Products of int8 are the same on every processor: without the option, those of x64 without VNNI overflow unnoticed,
    which changed the re-ranker's scores by .3 on average (docs/decisions/0033-second-stage.md).

    Raises what onnxruntime does for a graph that cannot be run.
    """
    onnxruntime = _quiet_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry(_EXACT_INT8, "1")
    return onnxruntime.InferenceSession(_source(graph), options, providers=["CPUExecutionProvider"])


def _source(graph: Path | bytes) -> str | bytes:
    """Return the path as text, or the file's bytes where the path is no UTF-8, which a file's name may be."""
    if isinstance(graph, bytes):
        return graph
    return graph.read_bytes() if _SURROGATES.search(str(graph)) else str(graph)


def quantize_weights(graph: Path, target: Path) -> None:
    """Write the same graph with weights of int8, one scale for each column; activations get theirs as it runs.

    Seven bits of each weight are used: with eight, the sums of processors without VNNI overflow unnoticed.
    """
    _quiet_onnxruntime()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(graph, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def _quiet_onnxruntime() -> Any:
    with _importing:
        return _imported()


@cache
def _imported() -> Any:
    if "onnxruntime" in sys.modules and os.environ.get("ORT_DISABLE_TELEMETRY", "0") in ("", "0"):
        log.warning(
            "onnxruntime was imported before Besa, so it may report to its maker. "
            "To prevent that, start this program with ORT_DISABLE_TELEMETRY=1 in its environment."
        )
    with environment(**QUIET_ONNX_RUNTIME):
        import onnxruntime
    onnxruntime.disable_telemetry_events()  # where another program let it start: it says nothing of Besa's sessions
    return onnxruntime
