"""A whole run, watched at the operating system: nothing leaves the machine, and files are Besa's folders' alone."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import whole_run, witness
from tests.support.paths import ROOT
from tests.support.sample_folder import Planted, make
from tests.support.witness import Seen, bare, watch

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.encoder,
    pytest.mark.skipif(sys.platform == "win32", reason="on Windows, no variable leads to another home"),
]

_FOLDERS = {"darwin": ("Library/Application Support/besa", "Library/Caches/besa")}
_SYSTEM = re.compile(
    r"/__pycache__(/|$)"  # Python's, beside the code
    r"|^/dev/(null|tty|shm/sem\.[^/]+)$"  # a semaphore goes as soon as it is open
    r"|/gradio/hash_seed\.txt$"  # gradio's salt for names of files, made once for an installation
    r"|/tmp/besa-reading-[^/]+(/|$)"  # a reading process' own folder, which goes with it
    r"|/tmp/[a-z0-9_]{8}$"  # Python sees whether it can write there
)
_STRAY = """
import os, socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
    try:
        stranger.connect(("192.0.2.1", 53))
    except OSError:
        pass
open(os.path.expanduser("~/identifier"), "w").close()
"""
"""No packet leaves when such a socket is connected."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked for, seen and found of a run whose person's folders lie in `folder`."""

    folder: Path
    planted: list[Planted]
    seen: Seen
    found: dict[str, Any]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("person")
    files = folder / "files"
    planted, _ = make(files)
    command = [sys.executable, whole_run.__file__, str(files), planted[0].question]
    seen = watch(command, bare(folder), folder / "notes")
    return Run(folder, planted, seen, json.loads(seen.output))


def test_the_whole_run_reads_every_format_and_answers(run: Run) -> None:
    rows = [json.loads(line) for line in run.found["added"].splitlines()]
    added = {row["path"] for row in rows if row["status"] == "added"}
    assert {str(each.path) for each in run.planted} <= added
    assert run.planted[0].sentence in run.found["told"]
    assert all("keep the promise" in run.found[said] for said in ("answer", "later"))
    assert all(each.is_dir() for each in documented(run.folder))
    assert run.seen.calls > 20


def test_nothing_is_reached_beyond_this_machine_and_nothing_is_looked_up(run: Run) -> None:
    assert run.seen.reached == set()
    assert run.seen.unrouted == 0
    say_what_was_not_seen(run.seen)


def test_nothing_is_written_outside_of_the_documented_folders(run: Run) -> None:
    assert strays(run.folder, run.seen.wrote) == []
    assert list((run.folder / "tmp").iterdir()) == []
    say_what_was_not_seen(run.seen)


def test_the_export_of_the_model_says_nothing_of_the_machine_it_was_made_on(run: Run) -> None:
    graphs = [each.read_bytes() for each in documented(run.folder)[1].rglob("*.onnx")]
    assert len(graphs) == 3
    assert not any(told in graph for graph in graphs for told in (b"site-packages", bytes(ROOT)))


def test_the_page_loads_nothing_from_elsewhere(run: Run) -> None:
    own = r'<link rel="canonical" href="http://127\.0\.0\.1:\d+/">'  # where the page itself is; nothing is loaded
    elsewhere, found = re.subn(own, "", run.found["page"])
    assert found == 1
    loaded = re.findall(r"""(?:src|href|action)=["']?((?:https?:)?//[^"'> ]+)""", elsewhere)
    assert loaded == []
    assert 'src="./assets/' in run.found["page"]


@pytest.mark.parametrize("allowed", [("strace", "_alone"), ("strace",), ("_alone",), ()])
def test_the_witness_sees_whoever_reaches_out_and_leaves_a_file(
    allowed: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in {"strace", "_alone"} - {*allowed}:
        monkeypatch.setattr(witness, each, lambda _: [])
    seen = watch([sys.executable, "-c", _STRAY], bare(tmp_path), tmp_path / "notes")
    assert seen.unrouted == 1 or any(each.startswith("192.0.2.1") for each in seen.reached)
    assert strays(tmp_path, seen.wrote) == [str(tmp_path / "home/identifier")]
    assert tmp_path / "home/identifier" in seen.wrote


def documented(folder: Path) -> list[Path]:
    """Return the folder of libraries and the one of what can be made again, as the README names them."""
    below = _FOLDERS.get(sys.platform, (".local/share/besa", ".cache/besa"))
    return [folder / "home" / each for each in below]


def strays(folder: Path, wrote: frozenset[Path]) -> list[str]:
    """Return what was made, or is left, outside of the documented folders; the way to these may be made."""
    own = documented(folder)
    paths = wrote | {path for each in ("home", "tmp") for path in (folder / each).rglob("*")}
    return sorted(
        str(path)
        for path in paths
        if not any(path.is_relative_to(each) or each.is_relative_to(path) for each in own)
        and not _SYSTEM.search(str(path))
    )


def say_what_was_not_seen(seen: Seen) -> None:
    if seen.blind:
        pytest.skip("; ".join(seen.blind))
