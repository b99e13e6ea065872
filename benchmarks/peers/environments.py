"""An environment for each peer, made when it is missing, which sees the packages of this one and has its own before."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.errors import PeerMissing
from benchmarks.peers.known import BESA
from bot.wording.terminal import say

if TYPE_CHECKING:
    from benchmarks.peers.known import Known

_SEEN = "seen-from-besa.pth"
_DONE = "installed.txt"


def requirements(peer: Known) -> Path:
    """The file of what a peer needs beside Besa's own packages; the versions in it are fixed."""
    return Path(__file__).with_name(f"requirements-{peer.key}.txt")


def environment_for(peer: Known, folder: Path) -> str:
    """The Python that has a peer's packages: this one where it needs none. Raises PeerMissing.

    What Besa is installed with is used as it is, PyTorch and FAISS among it, where the peer can; another version goes
    into the peer's own environment only.
    """
    if peer is BESA:
        return sys.executable
    own = folder / peer.key
    wanted = requirements(peer).read_text("utf-8")
    done = own / _DONE
    if not (done.exists() and done.read_text("utf-8") == wanted):
        _make(peer, own)
        done.write_text(wanted, "utf-8")
    return str(_python(own))


def _make(peer: Known, own: Path) -> None:
    say(f"Installing {peer.title} into {own} …")
    _run(peer, [sys.executable, "-m", "venv", "--clear", "--without-pip", str(own)])
    packages = subprocess.run(
        [_python(own), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    seen = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    (Path(packages.stdout.strip()) / _SEEN).write_text("\n".join(seen) + "\n", "utf-8")
    # pip is Besa's, which the environment sees now.
    _run(peer, [str(_python(own)), "-m", "pip", "install", "--quiet", "--requirement", str(requirements(peer))])


def _python(own: Path) -> Path:
    return own / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _run(peer: Known, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = (errors or done.stderr.strip().splitlines() or ["for no reason that it said"])[-1]
        raise PeerMissing(
            f"not installed: {reason.removeprefix('ERROR: ')} (by hand, to see more: {' '.join(command)})"
        )
