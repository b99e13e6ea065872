"""What a process that reads what nobody vouches for may still do, and what the programs may that it has run for it.

Both may read what programs are made of, and write into a folder of their own; there is no network for either. The
process itself starts no other, and can do nothing to any but its own group. A system without Landlock or libseccomp,
or one that refuses their rules, leaves some of that open: `missing` says which.
"""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import suppress
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.messages import Message
from corpus.processes.lockdown import landlock, seccomp
from corpus.processes.lockdown.landlock import OWN, READ, RUN, Access, Grant
from corpus.processes.lockdown.privileges import renounce_privileges
from corpus.processes.lockdown.seccomp import Compare, Condition, RefusedCall

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_ROOT = Path(__file__).resolve().parents[3]
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix", "/gnu", "/snap")
_SETTINGS = (
    "alternatives fonts group java ld.so.cache ld.so.conf ld.so.conf.d libreoffice locale.alias locale.conf localtime "
    "mime.types nsswitch.conf os-release papersize passwd timezone"
)
_SEEN = (
    "/proc",
    "/sys/devices/system",
    "/sys/fs/cgroup",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_CLONE_THREAD = 0x00010000
_NAMESPACES = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
"""CLONE_NEWNS and the like: in a namespace of its own a process can be root."""
_OF_OTHERS = (
    "process_vm_readv process_vm_writev ptrace pidfd_getfd pidfd_open pidfd_send_signal kcmp perf_event_open bpf "
    "io_uring_setup userfaultfd add_key keyctl request_key tkill rt_sigqueueinfo rt_tgsigqueueinfo"
)
"""What looks into other processes or sends them signals, and what does other calls on one's behalf."""
_OF_SYSTEM = (
    "mount umount2 pivot_root chroot move_mount open_tree fsopen fsmount fsconfig fspick mount_setattr setns unshare "
    "init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff acct quotactl quotactl_fd "
    "settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname syslog ioperm iopl name_to_handle_at "
    "open_by_handle_at personality vhangup"
)
_OF_FILES = (
    "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat setxattr lsetxattr fsetxattr removexattr "
    "lremovexattr fremovexattr mknod mknodat"
)
"""What Landlock does not look at."""
_LOCAL_SOCKET = 1
_NO_ERROR = 0
"""LibreOffice ends where it cannot offer other windows a socket, so it is let to believe that it could."""
_OF_GROUPS = "setsid setpgid"
"""By which a process would get away from whoever ends its group."""
_OF_READER = (
    "fork vfork execve execveat socket connect bind listen accept accept4 sendto utime utimes futimesat utimensat "
    "truncate setrlimit"
)
"""What a reader has no use for, though a program may."""


class Layer(StrEnum):
    """A part of the confinement that a system may have and refuse all the same."""

    FILES = "files"
    CALLS = "calls"


def confine_reader(folder: str) -> tuple[Layer, ...]:
    """Confine this process, which must have one thread, to computing and to writing below `folder`.

    Returns the layers that the system has and refused, without which it goes on.
    """
    _renounce()
    refused = list[Layer]()
    if landlock.version():
        try:
            landlock.restrict_files([*_grants(READ), Grant(folder, OWN)], keeps_signals=True)
        except OSError:
            refused.append(Layer.FILES)
    if seccomp.is_available():
        try:
            seccomp.refuse_calls(_refused_to_reader())
        except OSError:
            refused.append(Layer.CALLS)
    return tuple(refused)


def confine_programs(folder: str, programs: Iterable[str]) -> None:
    """Confine this process, which must have one thread, to starting programs of the system, and these, in `folder`."""
    _renounce()
    with suppress(OSError):
        if landlock.version():
            own = [Grant(each, RUN) for path in programs for each in _prefixes(path)]
            landlock.restrict_files([*_grants(RUN), *own, Grant(folder, OWN)], keeps_signals=False)
    with suppress(OSError):
        seccomp.refuse_calls(_refused_to_programs())


@cache
def missing() -> Message | None:
    """Say what of the confinement this system does not have, or refuses; None if all of it holds.

    What it refuses, only a process that tries can know, which takes the start of Python.
    """
    if sys.platform != "linux":
        return Message("not confined: only on Linux can Besa take network and files from the processes that read")
    return without(bool(landlock.version()), seccomp.is_available(), _tried())


def without(has_files: bool, has_calls: bool, refused: Collection[Layer]) -> Message | None:
    """Say what readers keep on a system that has Landlock, libseccomp, and refuses these layers; None for nothing."""
    if {Layer.FILES, Layer.CALLS} <= {*refused} or (refused and not (has_files and has_calls)):
        return Message("not confined: this system refuses it, so readers keep the network and your files")
    if Layer.FILES in refused:
        return Message("partly confined: this system refuses Landlock, so readers have no network, but keep your files")
    if Layer.CALLS in refused:
        return Message(
            "partly confined: this system refuses seccomp, so readers may start programs and use more than TCP"
        )
    if not has_files and not has_calls:
        return Message("not confined: without Landlock and libseccomp, readers keep the network and your files")
    if not has_files:
        return Message("partly confined: without Landlock (Linux 5.13), readers have no network, but keep your files")
    if not has_calls:
        return Message("partly confined: without libseccomp, readers may start programs and use more than TCP")
    return None


def _tried() -> tuple[Layer, ...]:
    """Let a process of its own try to be confined, and return what it was refused."""
    program = f"from {__name__} import confine_reader; print(*confine_reader({tempfile.gettempdir()!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    if done.returncode:  # ended for trying
        return tuple(Layer)
    return tuple(map(Layer, done.stdout.decode().split()))


def _renounce() -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            renounce_privileges()


def _grants(access: Access) -> Iterator[Grant]:
    """Yield the grants of what programs are made of, `access` to each, and of what tells them about the system."""
    for path in (*_SYSTEM, *_of_python()):
        yield Grant(path, access)
    for path in (*_SEEN, *(f"/etc/{name}" for name in _SETTINGS.split())):
        yield Grant(path, READ)
    for path in _DEVICES:
        yield Grant(path, READ | Access.WRITE_FILE)


def _of_python() -> set[str]:
    """Return where Python, its packages and the libraries that they load lie, Besa's own reading part among them."""
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *sysconfig.get_paths().values()}
    is_checkout = _ROOT.name not in ("site-packages", "dist-packages")
    found |= {path for path in sys.path if path and not (is_checkout and Path(path).resolve() == _ROOT)}
    found |= {str(_ROOT / "corpus"), os.environ.get("TESSDATA_PREFIX", "")}
    found |= set(os.environ.get("LD_LIBRARY_PATH", "").split(":"))
    return found - {"", "/"}


def _prefixes(program: str) -> Iterator[str]:
    """Yield the folders of a program's installation: the one of its `bin`, as it is called and as it is."""
    for path in (Path(program), Path(program).resolve()):
        if path.parent.name == "bin" and path.parents[1] != Path.home() and len(path.parents) > 2:
            yield str(path.parents[1])
        else:
            yield str(path.parent)


def _refused_to_reader() -> Iterator[RefusedCall]:
    yield from _refused_to_both()
    yield from map(RefusedCall, _OF_READER.split())
    yield RefusedCall("clone", (Condition(0, Compare.MASKED_EQUAL, _CLONE_THREAD, 0),))
    yield RefusedCall("kill", (Condition(0, Compare.NOT_EQUAL, 0),))  # 0 is its own group
    yield RefusedCall("tgkill", (Condition(0, Compare.NOT_EQUAL, os.getpid()),))
    yield RefusedCall("prlimit64", (Condition(2, Compare.NOT_EQUAL, 0),))


def _refused_to_programs() -> Iterator[RefusedCall]:
    yield from _refused_to_both()
    yield RefusedCall("connect")
    yield RefusedCall("socket", (Condition(0, Compare.NOT_EQUAL, _LOCAL_SOCKET),), errno.EAFNOSUPPORT)
    yield from (RefusedCall(call, error=_NO_ERROR) for call in ("bind", "listen"))
    for each in _NAMESPACES:
        yield RefusedCall("clone", (Condition(0, Compare.MASKED_EQUAL, each, each),))


def _refused_to_both() -> Iterator[RefusedCall]:
    yield from map(RefusedCall, f"{_OF_OTHERS} {_OF_SYSTEM} {_OF_FILES} {_OF_GROUPS}".split())
    yield RefusedCall("clone3", error=errno.ENOSYS)  # its arguments cannot be looked at; `clone` is used instead
