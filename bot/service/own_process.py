"""What is set for a whole process: only for one that is Besa's own, never for a program that imports Besa.

Such are the commands of `besa`, the process that answers for `besa serve`, and what `gradio app.py` or a Space starts.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from bot.service.lean_gradio import import_lean_gradio
from corpus.processes.environment import QUIET_ONNX_RUNTIME

if TYPE_CHECKING:
    from collections.abc import Iterator

SWITCH_SECONDS = 0.0005
"""How long a thread waits for Python's lock at most, which a search leaves and takes some forty times."""

_SETTINGS = MappingProxyType(
    {
        "GRADIO_ANALYTICS_ENABLED": "False",  # the page is built without; this holds for gradio's own commands, too
        "HF_HUB_OFFLINE": "1",  # models are looked for on this machine alone
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",  # Besa has its own
        "OPENBLAS_NUM_THREADS": "1",  # NumPy's products here are small: more threads only wait
    }
)
"""What libraries read from the environment; a person who has set one of these knows better."""


def prepare_process() -> None:
    """Set what libraries read once, while they are imported: call it before numpy, huggingface_hub and gradio are.

    Where gradio came first, as with `gradio app.py`, it is too late for the threads of OpenBLAS and for the Hub's
    settings. Nothing is sent all the same: the page is built without analytics, and models are looked for on this
    machine alone. Processes that are started from here find all of this in their environment.
    """
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ.update(QUIET_ONNX_RUNTIME)
    for name in ("NO_PROXY", "no_proxy"):  # gradio asks its own page whether it is up, and would ask a proxy for it
        given = filter(None, os.environ.get(name, "").split(","))
        os.environ[name] = ",".join(dict.fromkeys([*given, "127.0.0.1", "localhost"]))


def prepare_threads() -> None:
    """Let threads take turns often; each would wait up to 5 ms for its own."""
    sys.setswitchinterval(SWITCH_SECONDS)


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage while much is imported, which all stays: a sixth of what importing the page takes."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def prepare_page() -> None:
    """Set what a process needs that serves the page: call it before gradio is imported, as far as that can be.

    Where gradio came first, its folder for temporary files stays the one that all users of a machine share, and the
    start takes as long as gradio's whole import.
    """
    prepare_threads()
    import_lean_gradio()
    os.environ.setdefault("GRADIO_TEMP_DIR", str(_gradio_folder()))
    # gradio looks for Matplotlib with each answer; this is how Python marks what cannot be imported
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]


def _gradio_folder() -> Path:
    """Return a folder of the user's own that can be written to; what gradio puts there, Besa never needs."""
    folder = user_cache_path("besa") / "gradio"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="besa-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="besa-"))
