"""What strace wrote down of a program: whom it reached, and which files it made or wrote to."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

_FILES = "open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mknodat"
_NAME_SERVICES = frozenset({53, 853, 5353, 5355})
_ACCOUNTS = "/nscd/socket"
"""Where glibc asks for the names of users, too; that nobody is looked up there shows in what is connected to next."""
_REACHING = re.compile(r"(?:connect|bind|sendto|sendmsg|sendmmsg)\((.*)")
_ADDRESS = re.compile(r'htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
_SOCKET_FILE = re.compile(r'sun_path=@?"([^"]*)"')
_OPENING = re.compile(r"(?:open|openat|openat2|creat)\((.*)")
_MAKING = re.compile(r"(?:mkdir|rename|link|symlink|mknod)(?:at2?)?\((.*)")
_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"')


@dataclass(slots=True)
class Trace:
    """Addresses beyond the loopback, and name services anywhere; absolute paths; how many calls were looked at."""

    reached: set[str] = field(default_factory=set)
    wrote: set[Path] = field(default_factory=set)
    calls: int = 0


def strace(notes: Path) -> list[str]:
    """Return what to put before a command for it to be traced into the folder; nothing where that is not allowed."""
    command = ["strace", "--seccomp-bpf", "-ff", "-y", "-s", "0", "-e", "signal=none", "-e", f"trace=network,{_FILES}"]
    if shutil.which("strace") is None:
        return []
    tried = subprocess.run([*command, "-o", notes / "tried", "true"], capture_output=True, check=False)
    if tried.returncode or not list(notes.glob("tried.*")):
        return []
    return [*command, "-o", str(notes / "trace")]


def read_trace(notes: Path) -> Trace:
    """Read what was traced into the folder: a file for each thread, a line for each call."""
    trace = Trace()
    for file in notes.glob("trace.*"):
        for line in file.read_text("utf-8", "replace").splitlines():
            trace.calls += 1
            _read_network(line, trace)
            _read_files(line, trace)
    return trace


def _read_network(line: str, trace: Trace) -> None:
    if not (call := _REACHING.match(line)):
        return
    for port, address in _ADDRESS.findall(call[1]):
        if not ip_address(address).is_loopback or int(port) in _NAME_SERVICES:
            trace.reached.add(f"{address}:{port}")
    trace.reached.update(path for path in _SOCKET_FILE.findall(call[1]) if not path.endswith(_ACCOUNTS))


def _read_files(line: str, trace: Trace) -> None:
    if (call := _OPENING.match(line)) and (_WRITING.search(call[1]) or line.startswith("creat")):
        named = _PATH.findall(call[1])[:1]
    elif (call := _MAKING.match(line)) and "EEXIST" not in line:
        named = _PATH.findall(call[1])[-1:]  # what is renamed or linked was made before
    else:
        return
    trace.wrote.update(Path(folder, path) for folder, path in named)
