"""Another module of a name that Besa needs is said to be one, with what to do; nothing strange happens instead."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from besa.collisions import PACKAGES, check_names
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOREIGN = '"""Another package."""\n'


def run(site: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python isolated from this checkout: Besa is what stands in `site`."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=site.parent,
        env={"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder in which Besa's packages are installed."""
    folder = tmp_path / "site-packages"
    for name in ("besa", *PACKAGES):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", folder)
    return folder


@pytest.fixture
def script(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "script.py").write_text("import besa\nprint(besa.__version__)\n")
    return folder / "script.py"


def test_besas_own_names_are_its_own() -> None:
    check_names([*PACKAGES, "app"])


def test_nothing_is_said_where_nothing_collides(site: Path, script: Path) -> None:
    for name in ("app.py", "corpus.txt"):  # a script may be called app, and so may what is no module
        (script.parent / name).write_text(FOREIGN)
    (script.parent / "corpus").mkdir()
    done = run(site, script)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", PACKAGES)
def test_a_module_beside_a_script_is_named_with_what_to_do(site: Path, script: Path, name: str) -> None:
    (script.parent / f"{name}.py").write_text(FOREIGN)
    done = run(site, script)
    said = done.stderr.splitlines()[-1]
    assert said.startswith(f"ImportError: {script.parent / name}.py is found before Besa's own '{name}'")
    assert "Rename it" in said
    assert "environment of its own" in said


def test_a_script_that_has_such_a_name_itself_is_told(site: Path, script: Path) -> None:
    renamed = script.rename(script.with_name("bot.py"))
    assert f"{renamed} is found before Besa's own 'bot'" in run(site, renamed).stderr


def test_a_module_that_is_imported_already_is_named_too(site: Path, script: Path) -> None:
    (script.parent / "corpus.py").write_text(FOREIGN)
    script.write_text("import corpus, sys\nsys.path.pop(0)\nimport besa\n")
    assert f"{script.with_name('corpus.py')} is found before" in run(site, script).stderr


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_that_was_overwritten_is_told_from_besas(site: Path, script: Path, name: str) -> None:
    (site / name / "__init__.py").write_text(FOREIGN)
    said = run(site, script).stderr.splitlines()[-1]
    assert said.startswith(f"ImportError: Besa's own '{name}' in {site} was overwritten")
    assert "install Besa again" in said


def test_what_the_other_packages_removal_leaves_is_told_too(site: Path, script: Path) -> None:
    (site / "embeddings" / "__init__.py").unlink()
    assert "Besa's own 'embeddings'" in run(site, script).stderr.splitlines()[-1]
    shutil.rmtree(site / "embeddings")
    without_others = run(site, "-S", script)
    assert f"'embeddings' is missing from {site}" in without_others.stderr.splitlines()[-1]


def test_the_command_says_so_in_one_sentence_where_another_app_is_installed(site: Path) -> None:
    assert run(site, "-m", "besa", "--version").stdout.startswith("besa ")
    (site / "app").mkdir()
    (site / "app" / "__init__.py").write_text(FOREIGN)
    done = run(site, "-m", "besa", "--version")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Besa's own 'app' in ")
    assert "Traceback" not in done.stderr
