"""What whoever serves a library should know of the processes that read what visitors bring."""

from __future__ import annotations

import logging
import sys

from corpus.processes.lockdown.confinement import missing

_LOG = logging.getLogger("besa")


def warn_of_unconfined_readers() -> None:
    """Warn where this system could confine readers and does not; of systems that never can, `besa info` tells."""
    if sys.platform == "linux" and (lacking := missing()) is not None:
        _LOG.warning("Readers are %s", lacking)
