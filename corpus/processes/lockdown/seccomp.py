"""The one door to libseccomp, by which a Linux process gives up system calls, for itself and all that it starts.

The library belongs to the system (systemd and package managers need it); its packages for Python call it like this.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LIBRARY = "libseccomp.so.2"
_ALLOW = 0x7FFF0000
_FAIL = 0x00050000
_AS_TREE = (8, 2)
"""Attribute of a filter, and its value: calls are looked up in a tree, so that many rules cost little."""


class Compare(IntEnum):
    """How an argument compares to a value for a rule to hold."""

    NOT_EQUAL = 1
    EQUAL = 4
    MASKED_EQUAL = 7


class _Argument(ctypes.Structure):
    _fields_ = (
        ("number", ctypes.c_uint),
        ("compare", ctypes.c_int),
        ("value", ctypes.c_uint64),
        ("other", ctypes.c_uint64),
    )


@dataclass(frozen=True, slots=True)
class Condition:
    """One argument of a call compared to `value`; for MASKED_EQUAL that is the mask, and the rest is to be `masked`."""

    argument: int
    compare: Compare
    value: int
    masked: int = 0


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """A system call that fails with `error` from now on, where all `conditions` hold; the system may not know it."""

    call: str
    conditions: tuple[Condition, ...] = ()
    error: int = errno.EPERM


def is_available() -> bool:
    """Return whether this system has seccomp, and the library for it."""
    return _library() is not None


def refuse_calls(refusals: Iterable[RefusedCall]) -> None:
    """Let these calls fail in this thread and all that it starts. Raises OSError where that is not possible."""
    library = _library()
    if library is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    rules = library.seccomp_init(ctypes.c_uint32(_ALLOW))
    if not rules:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    rules = ctypes.c_void_p(rules)
    try:
        library.seccomp_attr_set(rules, *_AS_TREE)  # older ones do not know it, and look through a list
        for each in refusals:
            number = library.seccomp_syscall_resolve_name(each.call.encode())
            if number >= 0:
                _checked(_add(library, rules, number, each))
        _checked(library.seccomp_load(rules))
    finally:
        library.seccomp_release(rules)


def _add(library: ctypes.CDLL, rules: ctypes.c_void_p, number: int, refusal: RefusedCall) -> int:
    conditions = refusal.conditions
    compared = (_Argument * len(conditions))(
        *(_Argument(each.argument, each.compare, each.value, each.masked) for each in conditions)
    )
    action = ctypes.c_uint32(_FAIL | refusal.error)
    return int(library.seccomp_rule_add_array(rules, action, number, len(conditions), compared))


@cache
def _library() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL(_LIBRARY, use_errno=True)
        library.seccomp_init.restype = ctypes.c_void_p
    except (OSError, AttributeError):
        return None
    return library


def _checked(result: int) -> None:
    if result < 0:
        raise OSError(-result, os.strerror(-result))
