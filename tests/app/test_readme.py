"""The README's commands do what it says, run as it prints them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from fpdf import FPDF

from benchmarks.serving import Visitor
from tests.support.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PRINTED = re.findall(r"^(?:\.venv/bin/)?besa (.+?)(?:\s+#.*)?$", README, re.MULTILINE)
BESA = Path(sys.executable).with_name("besa")

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "corpus" / "sample_library", home / "articles")
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica")
    paper.multi_cell(0, text="The lighthouse of Skagen was lit in 1858.")
    paper.output(str(home / "report.pdf"))
    (home / "questions.jsonl").write_text(json.dumps({"question": "What does besa mean?"}) + "\n")
    gold = {"question": "What does besa mean?", "answers": [{"document": "besa.md", "text": "keep the promise"}]}
    (home / "gold.jsonl").write_text(json.dumps(gold) + "\n")
    return home


@pytest.fixture(scope="module")
def environment(home: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("BESA_")},
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "HF_HUB_OFFLINE": "1",
    }


def test_the_readme_shows_every_kind_of_command() -> None:
    shown = {shlex.split(command)[0] for command in PRINTED}
    assert shown >= {"add", "serve", "ask", "cite", "verify", "evaluate", "sources", "show", "remove", "info", "watch"}


def test_every_command_of_the_readme_works_in_order(home: Path, environment: dict[str, str]) -> None:
    for command in PRINTED:
        if command.split()[0] in ("serve", "watch"):  # which do not end by themselves
            continue
        done = subprocess.run(
            f"{shlex.quote(str(BESA))} {command}",
            shell=True,
            cwd=home,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert done.returncode == 0, f"besa {command}: {done.stderr}"
        if command.startswith("ask") and ">" not in command:
            assert "esa" in done.stdout or "MEK" in done.stdout


def test_besa_alone_prints_the_address_of_a_page_that_answers(home: Path, environment: dict[str, str]) -> None:
    serving = subprocess.Popen(
        [BESA], cwd=home, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert serving.stderr is not None
    said = []
    try:
        for line in serving.stderr:
            said.append(line)
            if address := re.search(r"http://[\d.:]+", line):
                break
        assert address, "".join(said)
        with urllib.request.urlopen(address[0], timeout=60) as page:
            assert "Besa" in page.read().decode()
        with Visitor(address[0]) as visitor:
            assert "Ashraf-3" in visitor.ask("Who raided Ashraf-3?").text
    finally:
        os.killpg(serving.pid, signal.SIGINT)  # as Ctrl+C does
        # What it started has this standard error too: it is read to its end only when they are all gone.
        _, left = serving.communicate(timeout=30)
        assert serving.returncode in (0, 130)
        assert "Traceback" not in left
