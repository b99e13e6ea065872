"""The tools as a host calls them, through the client of the protocol's own package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

import besa
from besa.mcp.server import MOST_CHARACTERS, tools_server
from tests.support.fakes import FakeEncoder
from tests.support.paths import ROOT
from tests.support.served import own_environment
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EGGS = "How many eggs does the queen lay a day?"
PATIENCE = 240


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[besa.OpenLibrary]:
    monkeypatch.setattr("embeddings.encoders.registry.load_encoder", lambda *_, **__: FakeEncoder())
    monkeypatch.setenv("BESA_RERANKER", "none")
    with besa.open(tmp_path / "library") as opened:
        assert {outcome.status for outcome in opened.add(_files(tmp_path))} == {"added"}
        yield opened


def _files(folder: Path) -> Path:
    files = folder / "files"
    files.mkdir()
    (files / "bees.txt").write_text(BEES)
    (files / "lighthouses.md").write_text("---\ntitle: Lighthouses\ndate: 2020-01-04\n---\n\n" + LIGHTHOUSES)
    return files


def _called(server: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    async def call() -> list[Any]:
        async with Client(server) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(call)


def _result(library: besa.OpenLibrary, tool: str, **arguments: Any) -> dict[str, Any]:
    (result,) = _called(tools_server(library), (tool, arguments))
    assert not result.is_error, result.content
    structured: dict[str, Any] = result.structured_content
    return structured


def _refusal(library: besa.OpenLibrary, tool: str, **arguments: Any) -> str:
    (result,) = _called(tools_server(library), (tool, arguments))
    assert result.is_error
    return str(result.content[0].text)


def test_every_tool_says_that_it_only_reads(library: besa.OpenLibrary) -> None:
    async def listed() -> Any:
        async with Client(tools_server(library)) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(listed)
    assert {tool.name for tool in tools} == {"ask", "show", "sources", "verify"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


def test_what_is_asked_can_be_shown_and_verified_until_it_is_falsified(library: besa.OpenLibrary) -> None:
    answer = _result(library, "ask", question=EGGS)
    cited = answer["citations"][0]
    assert answer["status"] == "answered"
    place = {"document": cited["document"], "start": cited["start"], "end": cited["end"]}
    assert _result(library, "show", **place)["text"] == cited["excerpt"]
    assert _result(library, "verify", answers=[answer])["verified"] is True
    cited["excerpt"] = cited["excerpt"].replace("a", "b")
    falsified = _result(library, "verify", answers=[answer])
    assert (falsified["verified"], falsified["findings"][0]["status"]) == (False, "altered")


def test_a_follow_up_leans_on_the_history(library: besa.OpenLibrary) -> None:
    history = [{"question": "How tall is the lighthouse of Skagen?", "answer": "46 metres"}]
    answer = _result(library, "ask", question="When was it built?", history=history, top=2)
    assert "Skagen" in answer["standalone_question"]
    assert len(answer["citations"]) <= 2


def test_sources_come_in_parts_and_are_chosen_as_elsewhere(library: besa.OpenLibrary) -> None:
    assert [each["title"] for each in _result(library, "sources", after="2020")["sources"]] == ["Lighthouses"]
    second = _result(library, "sources", first=1, most=1)
    assert (second["count"], len(second["sources"])) == (2, 1)


def test_a_long_document_is_shown_in_parts(library: besa.OpenLibrary, tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text("The bell rings at noon. " * 2_000)
    library.add(long)
    first = _result(library, "show", document="long.txt")
    assert len(first["text"]) == first["end"] == MOST_CHARACTERS < first["length"]
    rest = _result(library, "show", document="long.txt", start=first["end"], end=first["length"])
    assert first["text"] + rest["text"] == library.show("long.txt")


def test_what_goes_wrong_is_told_with_its_remedy(library: besa.OpenLibrary) -> None:
    assert "nowhere.txt" in _refusal(library, "show", document="nowhere.txt")
    assert "0 to" in _refusal(library, "show", document="bees.txt", start=10**9)
    assert "1 to 50" in _refusal(library, "ask", question=EGGS, top=51)
    assert "answer 1" in _refusal(library, "verify", answers=[{"question": "?"}])
    assert "question" in _refusal(library, "ask", question=" ")


@pytest.mark.encoder
def test_a_host_starts_the_command_and_asks(tmp_path: Path) -> None:
    environment = own_environment(tmp_path)
    add = [sys.executable, "app.py", "add", str(_files(tmp_path))]
    subprocess.run(add, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=PATIENCE)
    host = StdioServerParameters(command=sys.executable, args=["app.py", "mcp"], env=environment, cwd=ROOT)
    answer, found = _called(host, ("ask", {"question": EGGS}), ("sources", {}))
    assert "two thousand eggs" in answer.structured_content["answer"][0]["text"]
    assert found.structured_content["count"] == 2


@pytest.mark.encoder
def test_nothing_but_the_protocol_comes_on_standard_output(tmp_path: Path) -> None:
    command = [sys.executable, "app.py", "mcp"]
    with subprocess.Popen(
        command, cwd=ROOT, env=own_environment(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
        lines: list[dict[str, Any]] = [
            {"id": 1, "method": "initialize", "params": hello},
            {"method": "notifications/initialized"},
            {"id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": "What is besa?"}}},
        ]
        process.stdin.writelines(json.dumps({"jsonrpc": "2.0", **line}) + "\n" for line in lines)
        process.stdin.flush()
        said: list[dict[str, Any]] = []
        while not said or said[-1].get("id") != 2:
            said.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert process.stdout.read() == ""
    assert all(each["jsonrpc"] == "2.0" for each in said)
    assert said[-1]["result"]["structuredContent"]["citations"]  # of the sample library, which was made on the way
    assert process.returncode == 0


def test_without_the_package_the_command_says_how_to_install_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['mcp'] = None; import app; app.main(['mcp'])"
    environment = {**own_environment(tmp_path), "PYTHONPATH": os.fspath(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert 'pip install "besa[mcp]"' in ended.stderr
