"""Checks what `python -m build` left in a folder: `python -m release [DIST]`; with --contents, nothing is installed."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from release.contents import repository_files, source_problems, wheel_problems
from release.installed import installed_version

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    parser.add_argument("folder", nargs="?", default=ROOT / "dist", type=Path)
    parser.add_argument("--contents", action="store_true", help="compare the files only")
    given = parser.parse_args()
    (source,), (wheel,) = given.folder.glob("besa-*.tar.gz"), given.folder.glob("besa-*.whl")
    repository = repository_files(ROOT)
    if problems := source_problems(source, repository) + wheel_problems(wheel, repository):
        sys.exit("\n".join(problems))
    print(f"{source.name} holds the repository, {wheel.name} every file of the packages")
    if not given.contents:
        started = time.perf_counter()
        version = installed_version(wheel, ROOT / "constraints.txt")
        print(f"{version} answers in a new environment, made in {time.perf_counter() - started:.0f} seconds")


if __name__ == "__main__":
    main()
