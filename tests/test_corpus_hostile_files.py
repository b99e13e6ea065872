"""A folder of files that mean harm: each is told what becomes of it, soon, and the good ones go in."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hostile import SECRET, Hostile
from hostile_packages import packages
from hostile_pdfs import pdfs
from hostile_texts import texts

from corpus.document_store import Library

ROOT = Path(__file__).resolve().parent.parent
MIB = 2**20
PARENTS_MEMORY = 1200 * MIB
ADDING = """
import json, resource, sys
from dataclasses import asdict
from pathlib import Path
from corpus.adding import add_files, files_to_add
from corpus.document_store import Library
from corpus.reading import Limits, Reader

library, folder, parents, file_bytes, memory, seconds = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (int(parents), int(parents)))
files, failures = files_to_add([Path(folder)])
with Reader(Limits(int(file_bytes), int(memory), float(seconds))) as reader:
    for outcome in (*failures, *add_files(Library.open(Path(library)), files, reader)):
        print(json.dumps(asdict(outcome)), flush=True)
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Hostile]:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text(SECRET)
    return {each.name: each for each in (*texts(secret.as_uri()), *pdfs(), *packages(secret.as_uri()))}


@pytest.fixture(scope="module")
def folder(hostile: dict[str, Hostile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("folder")
    for name, each in hostile.items():
        (folder / name).write_bytes(each.data)
    return folder


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> dict[str, dict[str, Any]]:
    limits = map(str, (PARENTS_MEMORY, 24 * MIB, 1024 * MIB, 8))
    done = subprocess.run(
        [sys.executable, "-c", ADDING, folder / "library", folder, *limits],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        check=True,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(row["path"]).name: row for row in rows}


def test_show(outcomes: dict[str, dict[str, Any]], hostile) -> None:
    for name, row in outcomes.items():
        print(name, row["status"], row["documents"], row["passages"], row["reason"])
