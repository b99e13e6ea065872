"""Two servers over one library, as processes, and its backup meanwhile."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.support.commands import command_server
from tests.support.paths import ROOT
from tests.support.served import TOKEN, Served, free_port, own_environment, served, wait_until
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.commands import Done

    Besa = Callable[..., Done]

pytestmark = pytest.mark.encoder

EGGS = "How many eggs does the queen lay a day?"
SKAGEN = "When was the lighthouse of Skagen lit?"
SHOWN = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return own_environment(tmp_path, BESA_LIBRARY=str(tmp_path / "library"), BESA_RERANKER="none")


@pytest.fixture
def besa(environment: dict[str, str]) -> Iterator[Besa]:
    with command_server(environment) as run:
        yield lambda *arguments: run(arguments, environment)


@contextmanager
def server(environment: dict[str, str]) -> Iterator[Served]:
    port = free_port()
    command = [sys.executable, "-m", "besa", "serve", "--no-browser", "--api", "--port", str(port)]
    with served(command, f"http://127.0.0.1:{port}", ROOT, environment) as page:
        yield page


def cited(page: Served, question: str) -> list[str]:
    body = {"question": question}
    answer = httpx.post(f"{page.address}/api/v1/ask", json=body, headers=SHOWN, timeout=60).raise_for_status().json()
    return [each["path"] for each in answer["citations"]] if answer["status"] == "answered" else []


def test_what_one_adds_and_removes_the_other_knows_and_a_backup_of_both_comes_back(
    besa: Besa, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "bees.txt").write_text(BEES)
    assert besa("add", str(tmp_path / "bees.txt")).returncode == 0
    with server(environment) as one, server(environment) as other:
        _change_both(one, other, besa, tmp_path)


def _change_both(one: Served, other: Served, besa: Besa, folder: Path) -> None:
    assert cited(one, EGGS)[0] == cited(other, EGGS)[0] == "bees.txt"
    assert one.add("lighthouses.txt", LIGHTHOUSES).json()["status"] == "added"
    wait_until(lambda: "lighthouses.txt" in cited(other, SKAGEN))

    backup = str(folder / "both.besa-backup")
    assert besa("backup", backup).returncode == 0
    there = ("--library", str(folder / "elsewhere"))
    assert besa(*there, "restore", backup).returncode == 0
    told = besa(*there, "ask", SKAGEN)
    assert "1858" in told.stdout

    (document,) = [
        each["document"]
        for each in httpx.get(f"{other.address}/api/v1/sources", headers=SHOWN).raise_for_status().json()["sources"]
        if each["path"] == "lighthouses.txt"
    ]
    gone = httpx.delete(f"{other.address}/api/v1/documents/{document}", headers=SHOWN, timeout=60)
    assert gone.status_code == 200, gone.text
    wait_until(lambda: "lighthouses.txt" not in cited(one, SKAGEN))
    assert cited(one, EGGS)[0] == "bees.txt"
