"""Every command with an output that is full, or that nobody reads: a message and status 1, never a cut file with 0."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.main import get_group

import app
from tests.support.command_server import CLOSED_PIPE
from tests.support.commands import command_server
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typer.core import TyperGroup

    from tests.support.commands import Run

if not Path("/dev/full").exists():
    pytest.skip("a full device is what Linux has", allow_module_level=True)
pytestmark = pytest.mark.encoder

FULL = "/dev/full"
EGGS = "How many eggs does the queen lay a day?"
HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
HELLO_LINE = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO}) + "\n"
"""What a host says to `besa mcp` first."""
PRINTING = {
    "--help": ["both"],
    "--version": ["both"],
    "add files": ["both"],
    "add files --json": [FULL],
    "ask QUESTION": [CLOSED_PIPE],
    "ask QUESTION --json": [FULL],
    "ask --questions questions.jsonl --json": [CLOSED_PIPE],
    "cite QUESTION": [FULL],
    "cite --answers answers.jsonl --format bibtex": [CLOSED_PIPE],
    "cite --answers answers.jsonl --format html": [FULL],
    "doctor": [CLOSED_PIPE],
    "doctor --check --json": [FULL],
    "evaluate set.jsonl": [FULL],
    "evaluate set.jsonl --json": [CLOSED_PIPE],
    "info": ["both"],
    "info --json": [CLOSED_PIPE],
    "mcp": ["both"],
    "migrate library moved": [FULL],
    "remove one.txt": [FULL],
    "remove two.txt --json": [CLOSED_PIPE],
    "reread files": [FULL],
    "restore kept.besa-backup --force": [CLOSED_PIPE],
    "show bees.txt": ["both"],
    "sources": ["both"],
    "sources --json": [CLOSED_PIPE],
    "users add program --key": ["both"],
    "users list": ["both"],
    "users list --json": [FULL],
    "verify answers.jsonl --json": [FULL],
    "watch FOLDER": ["both"],
    "watch FOLDER --json": [CLOSED_PIPE],
}
SILENT = (
    "backup again.besa-backup",
    "embed",
    "users remove nobody",
    "verify answers.jsonl",
)
"""What these say is for a person, on standard error."""
SERVES = "serve"
"""It ends when it is told to, and says where it is on standard error."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "files").mkdir()
    (folder / "files" / "bees.txt").write_text(BEES)
    (folder / "files" / "lighthouses.md").write_text(LIGHTHOUSES)
    for name in ("one", "two"):
        (folder / f"{name}.txt").write_text(f"The story of number {name} is a short one.")
    (folder / "questions.jsonl").write_text(json.dumps({"question": EGGS}) + "\n")
    gold = {"document": "bees.txt", "start": BEES.index("two thousand"), "end": BEES.index(" eggs a day")}
    (folder / "set.jsonl").write_text(json.dumps({"question": EGGS, "answers": [gold]}) + "\n")
    return folder


@pytest.fixture(scope="module")
def environment(home: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("BESA_")},
        "XDG_DATA_HOME": str(home / "data"),
        "BESA_LIBRARY": str(home / "library"),
        "BESA_RERANKER": "none",
        "HF_HUB_OFFLINE": "1",
        "NO_COLOR": "1",
    }


@pytest.fixture(scope="module")
def run(home: Path, environment: Mapping[str, str]) -> Iterator[Run]:
    """Run commands in `home`, over a library of four documents with saved answers and a user."""
    with pytest.MonkeyPatch.context() as patch, command_server(environment) as forked:
        patch.chdir(home)
        for command in ("add files one.txt two.txt", "users add nobody --key", "backup kept.besa-backup"):
            assert forked(tuple(command.split()), environment).returncode == 0
        saved = forked(("ask", EGGS, "--json", "--top", "1"), environment)
        (home / "answers.jsonl").write_text(saved.stdout)
        yield forked


def words(command: str, folder: Path) -> tuple[str, ...]:
    """Return the arguments; FOLDER has a file that is new to the library, or watching it would have nothing to say."""
    if "FOLDER" in command:
        (folder / "new.txt").write_text(f"This is the story of {folder.name}.")
    there = {"QUESTION": EGGS, "FOLDER": str(folder)}
    return tuple(there.get(word, word) for word in command.split())


@pytest.mark.parametrize(
    ("command", "output"),
    [
        (command, output)
        for command, outputs in PRINTING.items()
        for output in ([FULL, CLOSED_PIPE] if outputs == ["both"] else outputs)
    ],
)
def test_an_output_that_cannot_be_written_is_said_and_the_status_is_1(
    run: Run, environment: dict[str, str], tmp_path: Path, command: str, output: str
) -> None:
    done = run(words(command, tmp_path), environment, HELLO_LINE if command == "mcp" else "", stdout=output)
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("The output is not whole: it could not be written (")
    assert done.returncode == 1


@pytest.mark.parametrize("command", SILENT)
def test_what_prints_nothing_needs_no_output(
    run: Run, environment: dict[str, str], tmp_path: Path, command: str
) -> None:
    done = run(words(command, tmp_path), environment, stdout=FULL)
    assert "The output is not whole" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_every_command_is_tried() -> None:
    tried = {command.split()[0] for command in (*PRINTING, *SILENT, SERVES) if not command.startswith("-")}
    commands: TyperGroup = get_group(app.commands)
    assert tried == set(commands.commands)
    of_users = {command.split()[1] for command in (*PRINTING, *SILENT) if command.startswith("users")}
    assert of_users == set(commands.commands["users"].commands)  # type: ignore[attr-defined]
