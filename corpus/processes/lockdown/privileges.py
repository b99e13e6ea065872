"""Giving up what a Linux process may do beyond others, for good; root keeps its name and nothing else."""

from __future__ import annotations

import ctypes
import os
import struct

_NO_NEW_PRIVILEGES = 38  # of prctl
_HEADER = struct.Struct("=Ii")
_CAPABILITIES_VERSION = 0x20080522
_NO_CAPABILITIES = bytes(24)
"""Effective, permitted and inheritable ones, 32 bits each, twice."""


def renounce_privileges() -> None:
    """Give up this process's capabilities, and let no program that it starts have more rights. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))):
        raise _last_error()
    if libc.capset(_HEADER.pack(_CAPABILITIES_VERSION, 0), _NO_CAPABILITIES):
        raise _last_error()


def _last_error() -> OSError:
    error = ctypes.get_errno()
    return OSError(error, os.strerror(error))
