"""Do the distributions hold what they should: the whole repository, and every file of the packages?"""

from __future__ import annotations

import subprocess
import tarfile
from typing import TYPE_CHECKING
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

PACKAGES = ("besa", "bot", "corpus", "embeddings")
_MADE = ("PKG-INFO", "setup.cfg", "besa.egg-info/")
"""What setuptools adds to a source distribution."""


def repository_files(root: Path) -> dict[str, bytes]:
    """Return every file that the repository has, by its path. Raises CalledProcessError outside of one."""
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout  # wherever git is installed
    names = [name for name in listed.decode().split("\0") if name]
    return {name: (root / name).read_bytes() for name in names if (root / name).is_file()}


def source_problems(archive: Path, repository: Mapping[str, bytes]) -> list[str]:
    """Return what a source distribution lacks of the repository, has beside it, or has otherwise."""
    with tarfile.open(archive) as packed:
        held = {
            member.name.partition("/")[2]: content.read()
            for member in packed.getmembers()
            if (content := packed.extractfile(member)) is not None
        }
    return _differences(archive, held, repository, (name for name in held if name.startswith(_MADE)))


def wheel_problems(archive: Path, repository: Mapping[str, bytes]) -> list[str]:
    """Return what a wheel lacks of the packages and `app.py`, has beside them, or has otherwise."""
    folders = tuple(f"{package}/" for package in PACKAGES)
    wanted = {name: data for name, data in repository.items() if name.startswith(folders) or name == "app.py"}
    with ZipFile(archive) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    return _differences(archive, held, wanted, (name for name in held if ".dist-info/" in name))


def _differences(
    archive: Path, held: Mapping[str, bytes], wanted: Mapping[str, bytes], made: Iterable[str]
) -> list[str]:
    missing, more = wanted.keys() - held.keys(), held.keys() - wanted.keys() - set(made)
    other = {name for name in wanted.keys() & held.keys() if wanted[name] != held[name]}
    return [
        f"{archive.name}: {name} {what}"
        for names, what in ((missing, "is missing"), (more, "is not of the repository"), (other, "differs"))
        for name in sorted(names)
    ]
