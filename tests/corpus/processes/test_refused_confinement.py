"""A system that has Landlock and seccomp and refuses them: files are read all the same, and it is said."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from corpus.processes.lockdown import landlock, seccomp
from corpus.processes.lockdown.confinement import Layer, missing, without
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HAS_BOTH = bool(landlock.version()) and seccomp.is_available()
PROGRAM = """
import sys
from pathlib import Path
from corpus.processes.lockdown import confinement, seccomp
from corpus.processes.lockdown.seccomp import Compare, Condition, RefusedCall
from corpus.readers.sandbox.reader import Reader
refused = {
    "files": [RefusedCall("landlock_restrict_self")],
    "calls": [RefusedCall("seccomp"), RefusedCall("prctl", (Condition(0, Compare.EQUAL, 22),))],  # two ways to a filter
}
seccomp.refuse_calls(each for name in sys.argv[2:] for each in refused[name])
print(confinement.missing())
with Reader() as reader:
    for _ in range(2):
        (part,) = reader.parse(reader.load(Path(sys.argv[1])))
        print(part.content.text.split()[0])
"""


@pytest.mark.skipif(not HAS_BOTH, reason="this system lacks Landlock or libseccomp")
@pytest.mark.parametrize("layers", [[Layer.FILES], list(Layer)])
def test_what_is_refused_is_told_and_said_once_by_who_reads(layers: list[Layer], tmp_path: Path) -> None:
    file = tmp_path / "bees.html"
    file.write_text("<p>Honeybees dance.</p>")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, file, *layers],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    told, *words = done.stdout.splitlines()
    assert told == str(without(True, True, layers))
    assert told != "None"
    assert words == ["Honeybees"] * 2
    assert done.stderr.splitlines() == [f"Files are read by a process that is {told}"]


@pytest.mark.skipif(not HAS_BOTH, reason="this system lacks Landlock or libseccomp")
def test_nothing_is_said_where_all_of_it_holds() -> None:
    assert missing() is None


@pytest.mark.parametrize(
    ("has_files", "has_calls", "refused", "said"),
    [
        (True, True, (), None),
        (False, True, (), "without Landlock"),
        (True, False, (), "without libseccomp"),
        (False, False, (), "without Landlock and libseccomp"),
        (True, True, (Layer.FILES,), "refuses Landlock"),
        (True, True, (Layer.CALLS,), "refuses seccomp"),
        (True, True, tuple(Layer), "not confined: this system refuses it"),
        (False, True, (Layer.CALLS,), "not confined: this system refuses it"),
        (True, False, (Layer.FILES,), "not confined: this system refuses it"),
    ],
)
def test_what_readers_keep_is_said(has_files: bool, has_calls: bool, refused: tuple[Layer, ...], said: str) -> None:
    told = without(has_files, has_calls, refused)
    assert (told is None) if said is None else (said in str(told))
