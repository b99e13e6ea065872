"""Writes down what Python reaches and which files it makes; Python imports this by itself where it is on the path.

It is what `tests.support.witness` has to do with where the system lets nobody watch. BESA_AUDIT names the file.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

_NOTES = os.open(os.environ["BESA_AUDIT"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_REACHING = {"socket.connect": 1, "socket.bind": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}
_MAKING = {"os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1}
"""The argument that counts, by event."""


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REACHING:
        address = arguments[_REACHING[event]]
        _write("reached", str(address[0] if isinstance(address, tuple) else address))
    elif event in _MAKING:
        _write("wrote", os.fsdecode(arguments[_MAKING[event]]))
    elif event == "open" and not isinstance(arguments[0], int) and (arguments[2] or 0) & _WRITING:
        _write("wrote", os.fsdecode(arguments[0]))


def _write(kind: str, what: str) -> None:
    os.write(_NOTES, json.dumps([kind, what]).encode() + b"\n")


sys.addaudithook(_note)
