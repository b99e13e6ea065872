"""A program that uses Besa as a library, and what it finds changed in its process afterwards:

    python tests/support/host_program.py DATA CACHE FILE QUESTION

It imports every module of the rooms, adds the file to a library below DATA, asks the question, and serves the page.
Printed as JSON: the answer's sentences, and each part of the process that is another one than before.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import pkgutil
import signal
import socket
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

_ROOMS = ("besa", "corpus", "embeddings", "bot")


def main(data: Path, cache: Path, file: Path, question: str) -> None:
    before = process()
    _import_everything()
    import besa
    from bot.answers import Question
    from bot.page import build_page, launch
    from bot.service.workspace import Workspace

    workspace = Workspace(data / "library", data, cache)
    library = workspace.libraries.open_to_write(make=True)
    added = [outcome.status for outcome in workspace.writer(library).add([file])]
    with besa.open(data / "library") as opened:
        asked = opened.ask(question)
    answer = workspace.answerer(library).answer(Question(question))
    page = build_page(workspace.service(library))
    launch(page, "127.0.0.1", None)
    page.close(verbose=False)
    after = process()
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    texts = [citation.excerpt for each in (asked, answer) for citation in each.citations]
    print(json.dumps({"added": added, "texts": texts, "changed": changed}))


def process() -> dict[str, Any]:
    """Describe what belongs to the whole process, and so to its program."""
    return {
        "environment": dict(os.environ),
        "Matplotlib can be looked for": sys.modules.get("matplotlib", "") is not None,
        "switch interval": sys.getswitchinterval(),
        "signal handlers": {int(each): str(signal.getsignal(each)) for each in signal.valid_signals()},
        "logging": [logging.root.level, [str(each) for each in logging.root.handlers], logging.root.manager.disable],
        "warnings": [str(each) for each in warnings.filters if _is_broad(each)],
        "hooks": [str(each) for each in (sys.excepthook, threading.excepthook, sys.unraisablehook, sys.stdout)],
        "folder": str(Path.cwd()),
        "path": sys.path,
        "seconds of sockets": socket.getdefaulttimeout(),
    }


def _is_broad(filter: tuple[Any, ...]) -> bool:
    """Return whether the filter is about more than the warnings of the one library that set it."""
    _, message, category, module, _ = filter
    return message is None and module is None and category.__module__ == "builtins"


_OTHERS = "besa.frameworks."
"""Each needs a framework, which changes the process as it likes."""


def _import_everything() -> None:
    """Import all but commands, which a `__main__` is, and what other programs have to bring."""
    for room in map(importlib.import_module, _ROOMS):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not module.name.endswith(".__main__") and not module.name.startswith(_OTHERS):
                importlib.import_module(module.name)
    importlib.import_module("app")


if __name__ == "__main__":
    data, cache, file = map(Path, sys.argv[1:4])
    main(data, cache, file, sys.argv[4])
