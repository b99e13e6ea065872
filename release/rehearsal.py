"""Carry out the Dockerfile without Docker: the same steps, in a folder that stands for the file system of the image.

    python -m release.rehearsal FOLDER

Paths of the image become paths in FOLDER, and what its system installs (apt-get, useradd) is taken from this machine.
Then the image's own command serves the page on this machine alone, its health check is run, and the page is asked.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from benchmarks.serving import Visitor
from release.build_context import context_files
from release.dockerfile import filled, read_stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from release.dockerfile import Instruction, Stage

REPOSITORY = Path(__file__).resolve().parents[1]
_TOP = re.compile(r"(?<![\w.:/-])/(opt|src|data|documents|home/besa)\b")
"""The folders of the image that the Dockerfile names."""
_OF_THE_SYSTEM = ("apt-get ", "useradd ")
_PATIENCE = 300.0


@dataclass(slots=True)
class Image:
    """A stage as it has been carried out: the folder that stands for its root, its variables, and where it works."""

    root: Path
    environment: dict[str, str]
    folder: Path
    skipped: list[str] = field(default_factory=list)

    def inside(self, text: str) -> str:
        """Return a text with the image's paths turned into those below its root."""
        return _TOP.sub(lambda found: str(self.root / found[1]), text)

    def path(self, written: str) -> Path:
        return self.folder / self.inside(written)

    def words(self, instruction: Instruction) -> list[str]:
        """Return the words of an instruction with its paths and variables as they are here."""
        return [filled(self.inside(word), self.environment) for word in instruction.words()]

    def run(self, command: str | list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command as the image would, to its end. Raises CalledProcessError."""
        shell = isinstance(command, str)
        written = self.inside(command) if isinstance(command, str) else [self.inside(word) for word in command]
        return subprocess.run(
            written, shell=shell, cwd=self.folder, env=self.environment, text=True, check=True, capture_output=True
        )


def rehearse(
    folder: Path,
    environment: dict[str, str],
    arguments: Mapping[str, str],
    before_run: Callable[[Image, str], None],
) -> Image:
    """Carry out both stages in `folder` and return the last; `environment` is that of their base image.

    `arguments` are docker build's, an empty one left out; `before_run` is told each command that follows. Raises
    CalledProcessError where one fails.
    """
    stages = read_stages(REPOSITORY / "Dockerfile")
    images: dict[str | None, Image] = {}
    for stage in stages:
        root = folder / "root"
        image = Image(root, dict(environment), root)
        root.mkdir(parents=True)
        for instruction in stage.instructions:
            _carry_out(instruction, image, images, arguments, before_run)
        if stage is not stages[-1]:
            images[stage.name] = image
            image.root = root.rename(folder / (stage.name or "stage"))  # the next one's paths are the same
    return image


def _carry_out(
    instruction: Instruction,
    image: Image,
    images: dict[str | None, Image],
    arguments: Mapping[str, str],
    before_run: Callable[[Image, str], None],
) -> None:
    match instruction.name:
        case "ENV":
            image.environment |= dict(word.split("=", 1) for word in image.words(instruction))
        case "ARG":
            name, _, value = instruction.value.partition("=")
            if given := arguments.get(name, value):
                image.environment[name] = given
        case "WORKDIR":
            image.folder = image.folder / image.words(instruction)[0]
            image.folder.mkdir(parents=True, exist_ok=True)
        case "COPY":
            _copy(image.words(instruction), image, images)
        case "RUN" if instruction.value.startswith(_OF_THE_SYSTEM):
            image.skipped.append(instruction.value)
        case "RUN":
            before_run(image, instruction.value)
            image.run(instruction.value)


def _copy(words: list[str], image: Image, images: dict[str | None, Image]) -> None:
    *sources, target = words
    if sources[0].startswith("--from="):
        origin = images[sources.pop(0).removeprefix("--from=")]
        for source in sources:
            here = Path(source).relative_to(image.root)  # both stages had the same root when they were carried out
            shutil.copytree(origin.root / here, target, symlinks=True, dirs_exist_ok=True)
        return
    for file in context_files(REPOSITORY):
        if "." in sources or file.as_posix() in sources:
            copy = image.folder / target / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / file, copy)


@contextmanager
def served(image: Image, stage: Stage) -> Iterator[str]:
    """Return the address of the page that the image's own command serves, on this machine alone, for the block."""
    port = free_port()
    variables = image.environment | {"BESA_HOST": "127.0.0.1", "BESA_PORT": str(port)}
    command = stage.command("ENTRYPOINT") + stage.command("CMD")
    program = shutil.which(command[0], path=variables["PATH"]) or command[0]
    process = subprocess.Popen([program, *command[1:]], cwd=image.folder, env=variables)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield address
    finally:
        process.send_signal(signal.Signals[stage.values("STOPSIGNAL")[-1]])
        if process.wait(60) not in (0, 130):
            raise subprocess.CalledProcessError(process.returncode, command)


def check_health(image: Image, stage: Stage, address: str) -> None:
    """Run the image's health check on the page. Raises CalledProcessError where it is not well."""
    image.run([word.replace("http://127.0.0.1:7860", address) for word in stage.health_check()])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(address, timeout=60).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"No page came to {address}.")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m release.rehearsal", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("--build-arg", action="append", default=[], metavar="NAME=VALUE", help="as docker build's")
    given = parser.parse_args()
    folder = given.folder.resolve()
    venv.create(folder / "base", with_pip=True)
    kept = {name: value for name, value in os.environ.items() if name.startswith(("UV_", "PIP_", "SSL_"))}
    path = f"{folder / 'base' / 'bin'}:{os.environ['PATH']}"
    arguments = dict(each.split("=", 1) for each in given.build_arg)
    started = time.perf_counter()
    image = rehearse(folder, kept | {"PATH": path, "HOME": str(folder)}, arguments, say)
    print(f"{_megabytes(image.root)} MB in {time.perf_counter() - started:.0f} seconds", flush=True)
    stage = read_stages(REPOSITORY / "Dockerfile")[-1]
    with served(image, stage) as address, Visitor(address) as visitor:
        check_health(image, stage, address)
        print(visitor.ask("Who raided Ashraf-3?").text)


def say(image: Image, command: str) -> None:
    print(f"RUN {' '.join(command.split())}", file=sys.stderr, flush=True)


def _megabytes(folder: Path) -> int:
    """Return the size of all files below it, links not followed."""
    return sum(each.lstat().st_size for each in folder.rglob("*")) // 2**20


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.stderr}")
