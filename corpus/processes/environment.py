"""Variables of the environment for the moment in which a library reads them."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

QUIET_ONNX_RUNTIME = MappingProxyType({"ORT_DISABLE_TELEMETRY": "1"})
"""What keeps onnxruntime from reporting to its maker, where it stands in the environment when that is imported.

What was tried is in docs/decisions/0020-nothing-leaves.md.
"""
_CHANGING = threading.RLock()


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """Set these variables while the block runs; afterwards they are what they were, also where a library changed them.

    The environment belongs to the process, which may be another program's that imports Besa. Blocks of several
    threads run one after the other, so that none takes another's variables for what was there before.
    """
    with _CHANGING:
        before = {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
