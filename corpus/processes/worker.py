"""What a child process does on its own side of the pipes."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from typing import IO


def take_standard_output() -> IO[bytes]:
    """Return this process's standard output for messages alone; what is printed goes to standard error from now on."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return replies


def end_with_parent() -> None:
    """End this process, and what it has started, as soon as nobody is left who could send it a message.

    It need not be waiting for one. On Windows it has to be.
    """
    if sys.platform != "win32":
        threading.Thread(target=_wait_for_parent, name="parent", daemon=True).start()


def _wait_for_parent() -> None:
    if sys.platform != "win32":
        hung_up = select.poll()
        hung_up.register(sys.stdin.fileno(), 0)  # which is reported without being asked for, and messages are not
        hung_up.poll()
        os.kill(0, signal.SIGKILL) if os.getpgrp() == os.getpid() else os._exit(1)  # 0 is the group
