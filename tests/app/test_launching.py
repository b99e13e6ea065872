"""Every way to start the page, as a new user would, from a copy of the checkout; each answers through the page."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from typer.testing import CliRunner

import app
from tests.support.paths import ROOT
from tests.support.served import PATIENCE, Served, free_port, own_environment, served
from tests.support.shelves import LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON = sys.executable
GRADIO = Path(PYTHON).with_name("gradio")
OTHER_LOOPBACK = "127.0.0.2"
"""An address of this machine that says nothing of where its visitors are."""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's files, as a clone has them."""
    folder = tmp_path_factory.mktemp("clone") / "besa"
    folder.mkdir()
    for name in [each.name for each in ROOT.iterdir() if each.suffix == ".py" or (each / "__init__.py").exists()]:
        ignored = shutil.ignore_patterns("__pycache__", "results")
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the sample library is made already."""
    home = tmp_path_factory.mktemp("sample")
    command = [PYTHON, "app.py", "info"]
    subprocess.run(command, cwd=ROOT, env=own_environment(home), check=True, capture_output=True, timeout=PATIENCE)
    return home / "data"


@pytest.fixture
def environment(sample: Path, tmp_path: Path) -> dict[str, str]:
    shutil.copytree(sample, tmp_path / "data")
    return own_environment(tmp_path)


def looks_and_answers(page: Served) -> bool:
    return "--on-marker" in page.page() and "Ashraf-3" in page.answer()


def adds_and_answers(page: Served) -> bool:
    """Whether a document that is dropped into the page becomes the visitor's own library, and answers."""
    added = page.add("lighthouses.txt", LIGHTHOUSES)
    assert (added.status_code, added.text.count('"added"')) == (200, 1), added.text
    until = time.monotonic() + PATIENCE
    while (listed := page.documents())["embedded"] < listed["passages"]:
        assert time.monotonic() < until, "its vectors were never made"
        time.sleep(0.5)
    assert [each["title"] for each in listed["documents"]] == ["Lighthouses"]
    return "1858" in page.answer("When was the lighthouse of Skagen lit?")


# What is given, what the environment says, and where the page is served then


@pytest.mark.parametrize(
    ("arguments", "environment", "address"),
    [
        ([], {}, ("127.0.0.1", None)),
        (["serve"], {}, ("127.0.0.1", None)),
        ([], {"GRADIO_SERVER_NAME": "0.0.0.0", "GRADIO_SERVER_PORT": "7999"}, ("0.0.0.0", 7999)),
        ([], {"GRADIO_SERVER_NAME": "0.0.0.0", "BESA_HOST": "::1"}, ("::1", None)),
        (["serve"], {"GRADIO_SERVER_PORT": "7999", "BESA_PORT": "8000"}, ("127.0.0.1", 8000)),
        (["serve", "--host", "localhost"], {"BESA_HOST": "::1", "BESA_PORT": "8000"}, ("localhost", 8000)),
        (["serve", "--port", "8001"], {"BESA_HOST": "", "BESA_PORT": "8000"}, ("127.0.0.1", 8001)),
    ],
)
def test_an_option_goes_before_besa_s_own_variables_and_those_before_gradio_s(
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    address: tuple[str, int | None],
) -> None:
    for name in ("GRADIO_SERVER_NAME", "GRADIO_SERVER_PORT", "BESA_HOST", "BESA_PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    served_at: list[tuple[str, int | None]] = []
    monkeypatch.setattr(app, "_page", lambda *_, **__: None)
    monkeypatch.setattr(app, "prepare_page", lambda: None)  # this process is not Besa's own
    monkeypatch.setattr(app, "write_log", lambda _: None)  # nor is its log
    monkeypatch.setattr("bot.page.serve", lambda page, host, port, **_: served_at.append((host, port)))
    monkeypatch.setattr(os, "_exit", lambda status: None)
    done = CliRunner().invoke(app.commands, arguments)
    assert done.exit_code == 0, done.output
    assert served_at == [address]


@pytest.mark.parametrize("arguments", [[], ["serve"]])
@pytest.mark.parametrize("port", ["many", "0", "65536"])
def test_a_variable_that_is_no_port_is_misuse_and_is_named(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], port: str
) -> None:
    monkeypatch.setenv("BESA_PORT", port)
    done = CliRunner().invoke(app.commands, arguments)
    assert done.exit_code == 2
    assert "BESA_PORT" in done.stderr


def test_serve_s_help_names_the_variables() -> None:
    shown = CliRunner().invoke(app.commands, ["serve", "--help"], env={"COLUMNS": "200"}).stdout
    for name in ("BESA_HOST", "GRADIO_SERVER_NAME", "BESA_PORT", "GRADIO_SERVER_PORT", "BESA_LIBRARY"):
        assert name in shown


# The ways in


@pytest.mark.encoder
def test_python_app_py_serves_where_the_environment_says(checkout: Path, environment: dict[str, str]) -> None:
    port = free_port(OTHER_LOOPBACK)
    there = {"GRADIO_SERVER_NAME": OTHER_LOOPBACK, "BESA_PORT": str(port)}
    with served([PYTHON, "app.py"], f"http://{OTHER_LOOPBACK}:{port}", checkout, environment | there) as page:
        assert looks_and_answers(page)
        assert httpx.get(f"{page.address}/besa/documents").status_code == 401
        assert adds_and_answers(page)
    assert "Traceback" not in page.said


@pytest.mark.encoder
def test_the_page_of_a_script_that_imports_the_app_answers_and_takes_documents(
    checkout: Path, environment: dict[str, str]
) -> None:
    port = free_port()
    script = f"import app; app.demo.launch(server_port={port})"
    with served([PYTHON, "-c", script], f"http://127.0.0.1:{port}", checkout, environment) as page:
        assert looks_and_answers(page)
        assert adds_and_answers(page)
        assert "To add and remove documents" in page.hear()
    assert "Traceback" not in page.said


@pytest.mark.encoder
def test_a_space_answers_and_its_visitors_change_nothing(checkout: Path, environment: dict[str, str]) -> None:
    """As Hugging Face starts it, but for the address: nothing that a test starts is seen beyond this machine."""
    port = free_port(OTHER_LOOPBACK)
    space = {
        "SYSTEM": "spaces",
        "SPACE_ID": "somebody/besa",
        "GRADIO_SERVER_NAME": OTHER_LOOPBACK,
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_SSR_MODE": "true",
    }
    with served([PYTHON, "app.py"], f"http://{OTHER_LOOPBACK}:{port}", checkout, environment | space) as page:
        assert looks_and_answers(page)
        listed = httpx.get(f"{page.address}/besa/documents").raise_for_status().json()
        assert listed["uploads"] is None
        address = f"{page.address}/besa/documents"
        assert httpx.post(address, params={"name": "a.txt"}, content=b"a").status_code == 403


@pytest.mark.encoder
def test_gradio_app_py_answers_and_answers_on_after_its_files_were_edited(
    checkout: Path, environment: dict[str, str]
) -> None:
    port = free_port()
    there = {"BESA_PORT": str(port)}
    labels = checkout / "bot" / "wording" / "labels.py"
    edited = labels.read_text("utf-8").replace("Ask your documents", "Ask the keeper")
    address = f"http://127.0.0.1:{port}"
    with edits(labels), served([GRADIO, "app.py"], address, checkout, environment | there) as page:
        assert looks_and_answers(page)
        edit_until_seen(page, labels, edited)
        assert comes_to_show(page, "Ask the keeper")
        assert looks_and_answers(page)
        assert adds_and_answers(page)
    assert page.said.count("Changes detected") >= 1
    assert "Traceback" not in page.said


def edit_until_seen(page: Served, file: Path, text: str) -> None:
    """Writes the file again and again: gradio takes no notice of what was written before it began to watch."""
    until = time.monotonic() + PATIENCE
    while "Changes detected" not in page.hear():
        assert time.monotonic() < until, "gradio never saw the file change"
        file.write_text(text, "utf-8")
        time.sleep(1)


def comes_to_show(page: Served, text: str) -> bool:
    """While gradio puts a new page in place of the one before, it may refuse a request: so ask again."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(httpx.HTTPStatusError):
            if text in page.page():
                return True
        time.sleep(0.2)
    return False


@contextmanager
def edits(file: Path) -> Iterator[None]:
    """Whatever is written to the file is undone afterwards."""
    before = file.read_bytes()
    yield
    file.write_bytes(before)


@pytest.mark.encoder
def test_the_demo_has_the_process_as_the_command_has_it_and_an_import_changes_nothing(
    environment: dict[str, str],
) -> None:
    script = """
import json, os, sys
stubs = []
sys.addaudithook(lambda event, told: event == "open" and str(told[0]).endswith(".pyi") and stubs.append(told[0]))
before, finders = dict(os.environ), list(sys.meta_path)
import app
imported = dict(os.environ) == before and sys.meta_path == finders
app.demo
of_the_demo = {name for name in os.environ if os.environ[name] != before.get(name)}
one = app.demo is app.demo
print(json.dumps([imported, one, sorted(of_the_demo), [*stubs, *(each for each in sys.modules if each == "mcp")]]))
"""
    command = [PYTHON, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    imported, one, changed, of_no_use = json.loads(done.stdout.splitlines()[-1])
    assert imported
    assert one
    assert of_no_use == []
    assert {"GRADIO_ANALYTICS_ENABLED", "HF_HUB_DISABLE_TELEMETRY", "OPENBLAS_NUM_THREADS", "NO_PROXY"} <= set(changed)
