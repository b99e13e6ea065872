"""The check of the pins sees a missing wheel, on an index of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

EVERYWHERE, ONLY_LINUX_X86 = "py3-none-any", "py3-none-manylinux_2_28_x86_64"


def wheel(folder: Path, name: str, tag: str, *needed: str) -> None:
    """Write the version 1.0 of a package that holds nothing but its metadata."""
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n" + "".join(f"Requires-Dist: {n}\n" for n in needed)
    described = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-{tag}.whl", "w") as package:
        package.writestr(f"{described}/METADATA", metadata)
        package.writestr(f"{described}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        package.writestr(f"{described}/RECORD", "")


def checked(folder: Path, pins: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the check on a project that needs `fig` and, to work on it, `date`."""
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "tree"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["fig"]\n'
        '[dependency-groups]\ndev = ["date"]\n'
    )
    (folder / "constraints.txt").write_text(pins)
    return subprocess.run(
        [sys.executable, ROOT / ".ci" / "platforms.py", folder],
        env={**os.environ, "UV_NO_INDEX": "1", "UV_FIND_LINKS": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_pins_that_are_wheels_everywhere_pass(tmp_path: Path) -> None:
    wheel(tmp_path, "fig", EVERYWHERE)
    wheel(tmp_path, "date", EVERYWHERE)
    done = checked(tmp_path, "fig==1.0\ndate==1.0\n")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 4 * 4
    assert "Windows x64, Python 3.14: 2 wheels" in lines


def test_a_wheel_that_one_system_lacks_is_named_with_the_system(tmp_path: Path) -> None:
    wheel(tmp_path, "fig", EVERYWHERE)
    wheel(tmp_path, "date", ONLY_LINUX_X86)
    done = checked(tmp_path, "fig==1.0\ndate==1.0\n")
    assert done.returncode == 1
    assert "Linux x86-64, Python 3.12: 2 wheels" in done.stdout
    for line in ("Linux ARM, Python 3.11: ", "macOS on Apple silicon, Python 3.13: ", "Windows x64, Python 3.14: "):
        assert "date==1.0 has no wheels" in done.stdout.partition(line)[2].partition("\n\n")[0]


def test_what_is_needed_and_not_pinned_is_named(tmp_path: Path) -> None:
    wheel(tmp_path, "fig", EVERYWHERE, "seed")
    wheel(tmp_path, "date", EVERYWHERE)
    wheel(tmp_path, "seed", EVERYWHERE)
    done = checked(tmp_path, "fig==1.0\ndate==1.0\n")
    assert done.returncode == 1
    assert "Linux ARM, Python 3.12: not pinned: seed" in done.stdout


def test_an_index_that_does_not_answer_is_no_success(tmp_path: Path) -> None:
    nobody = {"UV_NO_INDEX": "0", "UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple", "UV_HTTP_RETRIES": "0"}
    done = checked(tmp_path, "fig==1.0\ndate==1.0\n", **nobody)
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stdout
    assert "wheels" not in done.stdout
