"""The built wheel as a new user has it: installed in an environment of its own, used far from the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from release.build_context import context_files
from tests.support.paths import ROOT
from tests.support.served import PATIENCE, RAID, free_port, own_environment, served
from tests.support.shelves import LIGHTHOUSES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.encoder

ELSEWHERE = "Bücher und Ähnliches – të gjitha"
"""A folder as people have them."""
BIN = "Scripts" if sys.platform == "win32" else "bin"


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment in which the wheel is, and the packages of the tests' own environment.

    pip finds everything that the wheel asks for there, in the versions of constraints.txt, and asks no index.
    """
    folder = tmp_path_factory.mktemp("wheel")
    for file in context_files(ROOT):
        (folder / "source" / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, folder / "source" / file)
    pip = (sys.executable, "-m", "pip")
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, folder / "source")
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "environment")
    (packages,) = (folder / "environment").glob("[Ll]ib/**/site-packages")
    others = [each for each in sys.path if each.endswith("site-packages")]
    (packages / "others.pth").write_text("\n".join(others), "utf-8")
    into = (*pip, "--python", folder / "environment", "install")
    run(*into, "--ignore-installed", "--no-deps", wheel)
    run(*into, "--constraint", ROOT / "constraints.txt", wheel)
    return folder / "environment" / BIN


def run(*command: str | Path) -> None:
    offline = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, **offline}
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / ELSEWHERE
    folder.mkdir()
    (folder / "lighthouses.txt").write_text(LIGHTHOUSES, "utf-8")
    return folder


def besa(programs: Path, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [str(programs / "besa"), *arguments],
        cwd=folder,
        env=own_environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_installed_command_is_the_wheel_s_and_answers_far_from_the_repository(
    programs: Path, elsewhere: Path
) -> None:
    assert str(ROOT) not in besa(programs, elsewhere, "sources", "--json")
    assert "Ashraf-3" in besa(programs, elsewhere, "ask", RAID)


def test_the_installed_command_serves_the_sample_and_then_what_is_added_far_from_the_repository(
    programs: Path, elsewhere: Path
) -> None:
    port = free_port()
    command: list[str | Path] = [programs / "besa", "serve", "--no-browser", "--port", str(port)]
    address, environment = f"http://127.0.0.1:{port}", own_environment(elsewhere)
    with served(command, address, elsewhere, environment) as page:
        assert "--on-marker" in page.page()
        assert "Ashraf-3" in page.answer()
    assert "Traceback" not in page.said
    besa(programs, elsewhere, "add", "lighthouses.txt")
    with served(command, address, elsewhere, environment) as page:
        assert "1858" in page.answer("When was the lighthouse of Skagen lit?")
    assert "Traceback" not in page.said
