"""Runs a command in a network that has nothing but the loopback, and writes down how often anybody tried to leave it:

unshare --map-root-user --net python tests/support/loopback_only.py NOTES COMMAND...
"""

from __future__ import annotations

import fcntl
import re
import socket
import struct
import subprocess
import sys
from pathlib import Path

_SIOCSIFFLAGS = 0x8914
_UP_AND_RUNNING = 0x41


def main(notes: Path, command: list[str]) -> int:
    """Return the command's exit status."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _UP_AND_RUNNING))
    status = subprocess.run(command, check=False).returncode
    notes.write_text(str(_without_route()))
    return status


def _without_route() -> int:
    """Return how many packets and connections there was no way for in this network, as the kernel counts them."""
    names, values = (line.split() for line in Path("/proc/net/snmp").read_text().splitlines()[:2])
    version6 = re.search(r"Ip6OutNoRoutes\s+(\d+)", Path("/proc/net/snmp6").read_text())
    return int(values[names.index("OutNoRoutes")]) + (int(version6[1]) if version6 else 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
