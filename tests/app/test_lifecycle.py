"""What happens to a person's documents over time, as whole processes: kept in step, filtered, removed for good."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from platformdirs import user_cache_path
from typer.testing import CliRunner

import app
from bot.answers import Question
from bot.service.workspace import Workspace
from corpus.store.library import Library
from tests.support.commands import command_server
from tests.support.paths import ROOT
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.commands import Run

    Besa = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.encoder

COMMAND = [sys.executable, str(ROOT / "app.py")]
SECRET = "The zanzibarquake happened at Quillwick on a Thursday."


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("BESA_")},
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "BESA_LIBRARY": str(tmp_path / "library"),
        "HF_HUB_OFFLINE": "1",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }


@pytest.fixture(scope="module")
def run_command() -> Iterator[Run]:
    with command_server({**os.environ, "COLUMNS": "200"}) as run:
        yield run


@pytest.fixture
def besa(run_command: Run, environment: dict[str, str]) -> Besa:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        done = run_command(tuple(map(str, arguments)), environment, "")
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "bees.txt").write_text(BEES)
    (folder / "lighthouses.md").write_text("---\ntitle: Lighthouses\ndate: 2020-01-04\n---\n\n" + LIGHTHOUSES)
    return folder


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_removed_document_leaves_a_receipt_and_nothing_else(besa: Besa, files: Path, tmp_path: Path) -> None:
    (files / "secret.txt").write_text(SECRET)
    besa("add", files)
    besa("ask", "Where did the zanzibarquake happen?")
    library = tmp_path / "library"
    assert any(b"Quillwick" in file.read_bytes() for file in library.iterdir())
    (receipt,) = rows(besa("remove", "secret.txt", "--json"))
    assert Path(receipt["path"]) == files / "secret.txt"
    assert receipt["purged"] == {"documents": 1, "passages": 1, "vectors": 1, "token_vectors": 1}
    assert receipt["clean"] is True
    for file in library.iterdir():
        data = file.read_bytes().lower()
        assert not any(word in data for word in (b"zanzibarqu", b"quillwick", b"thursday")), file.name
    assert (files / "secret.txt").read_text() == SECRET
    (answer,) = rows(besa("ask", "Where did the zanzibarquake happen?", "--json"))
    assert "secret" not in json.dumps(answer["citations"]).lower()


def test_remove_refuses_a_folder_and_a_name_of_several_files(besa: Besa, files: Path) -> None:
    (files / "sub").mkdir()
    (files / "sub" / "bees.txt").write_text("Other bees.")
    besa("add", files)
    assert "--prune" in besa("remove", files).stderr
    refused = besa("remove", "bees.txt")
    assert refused.returncode == 1
    assert "2 documents" in refused.stderr
    assert len(rows(besa("sources", "--json"))) == 3


def test_add_prune_drops_what_is_gone_and_names_it(besa: Besa, files: Path) -> None:
    besa("add", files)
    (files / "bees.txt").unlink()
    done = besa("add", "--prune", files, "--json")
    status = {Path(row["path"]).name: row["status"] for row in rows(done)}
    assert status == {"lighthouses.md": "unchanged", "bees.txt": "removed"}
    assert done.returncode == 0
    (files / "lighthouses.md").unlink()
    kept = besa("add", "--prune", files)
    assert kept.returncode == 1
    assert "mounted" in kept.stderr
    assert len(rows(besa("sources", "--json"))) == 1


def test_dates_and_sources_choose_the_documents(besa: Besa, files: Path) -> None:
    (files / "bees.txt.meta.json").write_text(
        json.dumps({"title": "On bees", "author": "A. Keeper", "publisher": "Hive Press", "date": "2019-05"})
    )
    besa("add", files)

    def titles(*options: str) -> list[str]:
        return [row["title"] for row in rows(besa("sources", "--json", *options))]

    assert titles("--before", "2019") == ["On bees"]
    assert titles("--after", "2019-06") == ["Lighthouses"]
    assert titles("--source", "hive*") == ["On bees"]
    assert titles("--after", "2019-05-20", "--before", "2020-01-04") == ["On bees", "Lighthouses"]
    assert "A. Keeper · Hive Press · 2019-05" in besa("sources").stdout
    asked = besa("ask", "How many eggs does the queen lay a day?", "--json", "--before", "2019")
    assert {citation["title"] for citation in rows(asked)[0]["citations"]} == {"On bees"}
    assert "Skagen" in besa("cite", "When was the lighthouse lit?", "--after", "2020").stdout
    assert besa("ask", "How many eggs?", "--after", "2021").returncode == 1


@pytest.mark.parametrize("wrong", ["20", "2020-13", "2020-02-30", "04.01.2020", "2020-1-4", "٢٠٢٠"])
def test_a_date_in_another_format_is_misuse_and_the_format_is_named(wrong: str) -> None:
    for command in (["sources"], ["ask", "Who?"], ["cite", "Who?"], ["evaluate", "x.jsonl"]):
        done = CliRunner().invoke(app.commands, [*command, "--after", wrong])
        assert done.exit_code == 2
        assert "YYYY-MM-DD" in done.stderr


def test_names_that_would_forge_a_line_or_steer_the_terminal_are_printed_safely(besa: Besa, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    names = ["two\nadded  lines.txt", "quo\"tes'.txt", "\u202egnirts.txt", "\x1b[31mred.txt"]
    for number, name in enumerate(names):
        (folder / name).write_text(f"The file has the number {number}.")
    (Path(os.fsdecode(os.fsencode(folder) + b"/latin\xe9.txt"))).write_text("Named in Latin-1.")
    shown = besa("add", folder)
    assert len(shown.stdout.splitlines()) == len(names)
    assert not any(sign in shown.stdout + shown.stderr for sign in ("\u202e", "\x1b"))
    assert "not valid UTF-8" in shown.stderr
    listed = rows(besa("add", folder, "--json"))
    assert {Path(row["path"]).name for row in listed if row["status"] == "unchanged"} == set(names)
    assert [row["path"].encode("utf-8", "surrogateescape")[-10:] for row in listed if row["status"] == "failed"] == [
        b"latin\xe9.txt"
    ]


def test_an_answer_says_how_much_is_embedded_until_all_is(besa: Besa, files: Path, tmp_path: Path) -> None:
    besa("add", files)
    library = Library.open(tmp_path / "library")
    with library.store.writing() as connection:
        connection.execute("DELETE FROM vectors WHERE passage = (SELECT max(passage) FROM vectors)")
        connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")
    passages = library.passages.count()
    library.close()
    partly = f"{passages - 1} of {passages} passages are embedded"
    assert f"{partly}; ranking by words for the rest" in besa("ask", "How many eggs does the queen lay?").stdout
    (answer,) = rows(besa("ask", "How many eggs does the queen lay?", "--json"))
    assert answer["index"] == {"passages": passages, "embedded": passages - 1}
    (described,) = rows(besa("info", "--json"))
    assert (described["passages"], described["embedded"], described["pending"]) == (passages, passages - 1, 1)
    assert partly in besa("info").stdout
    besa("embed")
    assert "embedded" not in besa("ask", "How many eggs does the queen lay?").stdout


@pytest.fixture
def watching(environment: dict[str, str], files: Path) -> Iterator[subprocess.Popen[str]]:
    command = [*COMMAND, "watch", str(files), "--json"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def told(process: subprocess.Popen[str]) -> tuple[str, str]:
    assert process.stdout is not None
    row = json.loads(process.stdout.readline())
    return Path(row["path"]).name, row["status"]


def test_what_one_process_watches_another_answers_from_at_once(
    watching: subprocess.Popen[str], files: Path, tmp_path: Path
) -> None:
    assert {told(watching), told(watching)} == {("bees.txt", "added"), ("lighthouses.md", "added")}
    room = Workspace(tmp_path / "library", tmp_path / "data", user_cache_path("besa"))
    library, _ = room.libraries.open_to_read()
    service = room.service(library)
    question = Question("Where did the zanzibarquake happen?")
    (files / "news.txt").write_text(SECRET)
    assert told(watching) == ("news.txt", "added")
    assert service.ask(question).citations[0].excerpt == SECRET
    (files / "news.txt").write_text(SECRET.replace("Thursday", "Friday"))
    assert told(watching) == ("news.txt", "updated")
    assert "Friday" in service.ask(question).citations[0].excerpt
    deadline = time.monotonic() + 120
    while (answer := service.ask(question)).coverage is None or answer.coverage.pending:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    (files / "news.txt").unlink()
    assert told(watching) == ("news.txt", "removed")
    assert not any("zanzibarquake" in citation.excerpt for citation in service.ask(question).citations)
    library.close()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_watch_ends_cleanly_when_it_is_told_to(watching: subprocess.Popen[str], sent: signal.Signals) -> None:
    told(watching)
    watching.send_signal(sent)
    _, messages = watching.communicate(timeout=120)
    assert watching.returncode == 0, messages
    assert "Traceback" not in messages
    assert "Ended" in messages
