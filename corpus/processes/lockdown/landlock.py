"""Landlock, by which a Linux process gives up all files but some, for itself and all that it starts, for good.

There is no kept package for it: these are the kernel's own three calls, whose numbers are the same on all processors
(https://docs.kernel.org/userspace-api/landlock.html).
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from dataclasses import dataclass
from enum import IntFlag
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1


class Access(IntFlag):
    """What may be done with a file, or below a folder."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_FOLDER = 1 << 3
    REMOVE_FOLDER = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHARACTER_DEVICE = 1 << 6
    MAKE_FOLDER = 1 << 7
    MAKE_FILE = 1 << 8
    MAKE_SOCKET = 1 << 9
    MAKE_PIPE = 1 << 10
    MAKE_BLOCK_DEVICE = 1 << 11
    MAKE_LINK = 1 << 12
    MOVE = 1 << 13
    TRUNCATE = 1 << 14
    CONTROL_DEVICE = 1 << 15


READ = Access.READ_FILE | Access.READ_FOLDER
RUN = READ | Access.EXECUTE
OWN = (
    READ
    | Access.WRITE_FILE
    | Access.REMOVE_FOLDER
    | Access.REMOVE_FILE
    | Access.MAKE_FOLDER
    | Access.MAKE_FILE
    | Access.MAKE_SOCKET
    | Access.MAKE_LINK
    | Access.MOVE
    | Access.TRUNCATE
)
"""Everything but running what lies there, and making devices."""
_OF_FILES = Access.EXECUTE | Access.WRITE_FILE | Access.READ_FILE | Access.TRUNCATE | Access.CONTROL_DEVICE
_KNOWN_SINCE = ((1, Access(0x1FFF)), (2, Access.MOVE), (3, Access.TRUNCATE), (5, Access.CONTROL_DEVICE))
_TCP_SINCE, _TCP = 4, 0b11  # binding and connecting
_SCOPES_SINCE, _ABSTRACT_SOCKETS, _SIGNALS = 6, 0b01, 0b10


_RULESET = struct.Struct("=QQQ")  # access to files, access to the network, scopes; older versions know the first only
_PATH_RULE = struct.Struct("=Qi")  # access, and a descriptor of the file or folder


@dataclass(frozen=True, slots=True)
class Grant:
    """Some access to a file, or to all below a folder."""

    path: str
    access: Access


@cache
def version() -> int:
    """Return the version of Landlock that this system has; 0 where it has none."""
    if sys.platform != "linux":
        return 0
    return max(0, _syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION)))


def restrict_files(grants: Iterable[Grant], *, keeps_signals: bool) -> None:
    """Give up all files but these, TCP, and sockets without a file; signals to others too, unless it `keeps_signals`.

    It holds for this thread, and for what it starts. What this version of Landlock does not know is not given up; a
    path that is not there is passed over. Privileges are to be renounced before. Raises OSError.
    """
    known = Access(0)
    for since, access in _KNOWN_SINCE:
        known |= access if version() >= since else Access(0)
    scopes = _ABSTRACT_SOCKETS if keeps_signals else _ABSTRACT_SOCKETS | _SIGNALS
    rules = _RULESET.pack(known, _TCP, scopes)[
        : 24 if version() >= _SCOPES_SINCE else 16 if version() >= _TCP_SINCE else 8
    ]
    ruleset = _checked(_syscall(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), ctypes.c_uint32(0)))
    try:
        for grant in grants:
            _add(ruleset, grant, known)
        _checked(_syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)))
    finally:
        os.close(ruleset)


def _add(ruleset: int, grant: Grant, known: Access) -> None:
    try:
        opened = os.open(grant.path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        access = grant.access & known
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            access &= _OF_FILES
        rule = _PATH_RULE.pack(access, opened)
        _checked(_syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0)))
    finally:
        os.close(opened)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _syscall(number: int, *arguments: object) -> int:
    return int(_libc().syscall(ctypes.c_long(number), *arguments))


def _checked(result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
