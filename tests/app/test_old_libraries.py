"""Libraries of earlier versions, as a person meets them: their commands go on as before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

import app
from corpus.store import migrations
from corpus.store.database import CORPUS
from tests.support.old_libraries import VERSIONS, rows, unpack

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

pytestmark = pytest.mark.parametrize("version", VERSIONS)


def besa(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app.commands, ["--library", str(folder), *arguments])


def printed(done: Result) -> Any:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.encoder
def test_a_question_is_answered_from_its_vectors(version: int, tmp_path: Path) -> None:
    (answer,) = printed(besa(unpack(version, tmp_path), "ask", "When was the lighthouse of Skagen lit?", "--json"))
    assert answer["status"] == "answered"
    assert answer["answer"][0]["text"] == "The lighthouse of Skagen was lit in 1858."
    assert answer["index"]["embedded"] == answer["index"]["passages"]


def test_its_documents_are_listed_and_removed_with_a_receipt(version: int, tmp_path: Path) -> None:
    folder = unpack(version, tmp_path)
    listed = printed(besa(folder, "sources", "--json"))
    assert {"bees.txt", "lighthouse.md", "pages.pdf"} <= {each["path"].rpartition("/")[2] for each in listed}
    (receipt,) = printed(besa(folder, "remove", "pages.pdf", "--json"))
    assert receipt["purged"] == {"documents": 1, "passages": 1, "vectors": 1, "token_vectors": 1}
    assert len(printed(besa(folder, "sources", "--json"))) == len(listed) - 1


def test_a_backup_of_it_is_restored_and_brought_up_to_date(version: int, tmp_path: Path) -> None:
    old, file, now = unpack(version, tmp_path / "old"), tmp_path / "old.besa-backup", tmp_path / "now"
    assert besa(old, "backup", str(file)).exit_code == 0
    with ZipFile(file) as archive:
        noted = json.loads(archive.read("manifest.json"))["schemas"].get("corpus")
    assert noted == (version if version > 2 else None), "it was brought up to date before"
    restored = besa(now, "restore", str(file))
    assert restored.exit_code == 0, restored.output
    assert {"well", "noticed"} >= {line.split()[0] for line in restored.stdout.splitlines()}
    assert dict(rows(now, "SELECT name, version FROM schemas"))["corpus"] == CORPUS.version
    assert printed(besa(now, "sources", "--json")) == printed(besa(old, "sources", "--json"))


def test_nothing_is_said_of_a_migration_unless_it_takes_long(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert besa(unpack(version, tmp_path / "quick"), "sources").stderr == ""
    monkeypatch.setattr(migrations, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(migrations, "_INSTRUCTIONS", 1)
    said = besa(unpack(version, tmp_path / "slow"), "sources").stderr
    assert said.count("made by an earlier Besa") == 1
    assert besa(tmp_path / "slow", "sources").stderr == ""
