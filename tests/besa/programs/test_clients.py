"""Clients that know nothing of Besa: OpenAI's, gradio's, and that of the Model Context Protocol."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from gradio_client import Client as GradioClient
from gradio_client.exceptions import AppError
from mcp import Client as ToolsClient
from mcp import MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from bot.limits.turns import TurnTaking
from bot.page import search
from tests.support.programs import EGGS, PATIENCE, READER, TOKEN, served_to_programs, with_key
from tests.support.served import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    import openai  # takes a second to import, which every worker would at collecting

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

HEIGHT = "How tall is the lighthouse of Skagen?"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served_to_programs(tmp_path_factory.mktemp("served") / "private-folder") as client:
        yield client


@pytest.fixture(scope="module")
def chat(server: httpx.Client) -> openai.OpenAI:
    import openai

    return openai.OpenAI(base_url=f"{server.base_url}v1", api_key=READER, max_retries=0)


def said(*texts: str) -> list[Any]:
    """A conversation that begins and ends with the user."""
    return [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(texts)]


def test_openai_s_client_lists_the_model_and_gets_an_answer_with_its_citations(
    chat: openai.OpenAI, server: httpx.Client
) -> None:
    assert [each.id for each in chat.models.list()] == [chat.models.retrieve("besa").id]
    reply = chat.chat.completions.create(model="any", messages=said(EGGS), extra_body={"source": "bees.txt"})
    message = reply.choices[0].message
    assert message.content
    assert message.annotations
    noted = message.annotations[0].url_citation
    assert "two thousand eggs" in message.content[noted.start_index : noted.end_index]
    answer = reply.model_dump()["besa"]
    assert answer["citations"][0]["path"] == "bees.txt"
    shown = httpx.get(noted.url, headers=with_key())
    assert shown.status_code == 200
    assert str(server.base_url) in noted.url


def test_openai_s_client_streams_the_same_answer(chat: openai.OpenAI) -> None:
    whole = chat.chat.completions.create(model="besa", messages=said(EGGS)).choices[0].message
    stream = chat.chat.completions.create(
        model="besa", messages=said(EGGS), stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    deltas = [each.choices[0].delta for each in chunks if each.choices]
    assert "".join(each.content or "" for each in deltas) == whole.content
    assert [each.choices[0].finish_reason for each in chunks if each.choices][-1] == "stop"
    assert chunks[-1].usage is not None
    (noted,) = [each.annotations for each in deltas if hasattr(each, "annotations")]
    assert noted[0]["url_citation"]["title"]


def test_a_follow_up_leans_on_what_was_answered(chat: openai.OpenAI) -> None:
    first = chat.chat.completions.create(model="besa", messages=said(HEIGHT)).choices[0].message.content
    assert first
    system = {"role": "system", "content": "Answer in verse."}
    second = chat.chat.completions.create(model="besa", messages=[system, *said(HEIGHT, first, "When was it built?")])  # type: ignore[list-item]
    assert "Skagen" in second.model_dump()["besa"]["standalone_question"]


def test_openai_s_client_is_told_what_is_wrong(chat: openai.OpenAI, server: httpx.Client) -> None:
    import openai

    with pytest.raises(openai.UnprocessableEntityError, match="no word to look for"):
        chat.chat.completions.create(model="besa", messages=said("?"))
    with pytest.raises(openai.UnprocessableEntityError, match="has to be the question"):
        chat.chat.completions.create(model="besa", messages=said(HEIGHT, "46 metres"))
    with pytest.raises(openai.NotFoundError, match="one model"):
        chat.models.retrieve("gpt")
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(base_url=f"{server.base_url}v1", api_key="wrong", max_retries=0).models.list()


def test_gradio_s_client_finds_ask_by_its_name(server: httpx.Client) -> None:
    client = GradioClient(str(server.base_url), verbose=False)
    answer = client.predict(EGGS, top=1, api_name="/ask")
    assert (answer["status"], [each["file"] for each in answer["citations"]]) == ("answered", ["bees.txt"])
    history = '[{"question": "How tall is the lighthouse of Skagen?", "answer": "46 metres"}]'
    follow_up = client.predict("When was it built?", history=history, source="light*", api_name="/ask")
    assert "Skagen" in follow_up["standalone_question"]
    for wrong, reason in (
        ({"question": "?"}, "no word"),
        ({"question": EGGS, "history": "["}, "JSON"),
        ({"question": 7}, "question: expected a string"),
        ({"question": EGGS, "top": 0}, "top: expected"),
        ({"question": EGGS, "top": {"path": "/etc/passwd"}}, "top: expected"),
        ({"question": ["eggs"]}, "Name a person|empty|question"),
    ):
        with pytest.raises(AppError, match=reason):
            client.predict(**wrong, api_name="/ask")
    assert "private-folder" not in str((answer, follow_up))


def called(server: httpx.Client, tool: str, key: str | None = None, **arguments: Any) -> Any:
    async def call() -> Any:
        headers = with_key(key) if key else {}
        async with create_mcp_http_client(headers) as http:
            transport = streamable_http_client(f"{server.base_url}mcp", http_client=http)
            async with ToolsClient(transport) as client:
                assert {each.name for each in (await client.list_tools()).tools} == {"ask", "show", "sources", "verify"}
                return await client.call_tool(tool, arguments)

    return anyio.run(call)


@pytest.mark.parametrize("key", [None, READER, TOKEN])
def test_a_host_asks_over_http_and_what_it_gets_can_be_shown_and_verified(
    server: httpx.Client, key: str | None
) -> None:
    answer = called(server, "ask", key, question=EGGS).structured_content
    cited = answer["citations"][0]
    assert cited["path"] == "bees.txt"
    place = {"document": cited["document"], "start": cited["start"], "end": cited["end"]}
    assert called(server, "show", key, **place).structured_content["text"] == cited["excerpt"]
    assert called(server, "verify", key, answers=[answer]).structured_content["verified"] is True


def test_a_host_waits_for_one_search_of_another_visitor_and_not_for_all(
    server: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, may_go_on, answered = TurnTaking(1, "test"), threading.Event(), threading.Event()
    monkeypatch.setattr(search, "_SEARCHERS", turns)
    held = turns.submit("greedy", lambda: may_go_on.wait(PATIENCE))
    turns.submit("greedy", lambda: None)
    later = [turns.submit("greedy", lambda: answered.wait(PATIENCE)) for _ in range(3)]
    with ThreadPoolExecutor(1) as host:
        asked = host.submit(called, server, "ask", question=EGGS)
        wait_until(lambda: len(turns._waiting) == 2)
        may_go_on.set()
        assert asked.result(PATIENCE).structured_content["citations"][0]["path"] == "bees.txt"
        answered.set()
    assert all(each.result(PATIENCE) for each in (held, *later))


def test_a_host_is_told_what_is_wrong_but_not_where_files_lie(server: httpx.Client) -> None:
    listed = called(server, "sources")
    assert listed.structured_content["count"] == 2
    named = called(server, "show", document="bees.txt")
    assert "honey" in named.structured_content["text"].lower()
    folder = called(server, "show", document="files/bees.txt")
    assert folder.is_error
    assert "1 to 50" in str(called(server, "ask", question=EGGS, top=51).content)
    assert "private-folder" not in str((listed, named, folder))


def test_a_host_with_a_wrong_key_is_not_let_in(server: httpx.Client) -> None:
    assert server.post("/mcp", json={}, headers=with_key("wrong" * 9)).status_code == 401
    with pytest.RaisesGroup(MCPError, flatten_subgroups=True):
        called(server, "sources", "wrong" * 9)
