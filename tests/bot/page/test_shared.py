from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from bot.access.rules import AccessRules
from bot.answers import Question
from bot.formats.saved_answers import read_saved_answers
from bot.page import share_button
from bot.page.routes.shared import add_shared_routes
from bot.page.views.conversation import Conversation
from bot.service.shared_answers import SharedAnswer, SharedAnswers
from bot.wording.labels import ENGLISH
from tests.support.browser import HOSTILE_SENTENCE, HOSTILE_TITLE, FakeLibraryService

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2026-11-27"


@pytest.fixture
def service(tmp_path: Path) -> FakeLibraryService:
    service = FakeLibraryService()
    service.kept = SharedAnswers.of_library(tmp_path)
    return service


@pytest.fixture
def client(service: FakeLibraryService) -> TestClient:
    app = FastAPI()
    add_shared_routes(app, service)
    return TestClient(app, base_url="https://besa.example")


def share(service: FakeLibraryService, question: str, language: str = "en") -> str:
    assert service.kept is not None
    answer = service.ask(Question(question))
    name = service.kept.keep(SharedAnswer(answer, DAY, language))
    assert name is not None
    return f"/shared/{name}"


def test_a_shared_answer_is_a_page_with_its_quotations_sources_and_hashes(
    service: FakeLibraryService, client: TestClient
) -> None:
    path = share(service, "June")
    reply = client.get(path)
    assert reply.status_code == 200
    assert "“A worker that hatches in June lives for six weeks.”" in reply.text
    assert "<h1>An answer as it was given</h1>" in reply.text
    assert f'<time datetime="{DAY}">' in reply.text
    assert "SHA-256" in reply.text
    assert '<a href="https://besa.example/?q=June">Ask anew</a>' in reply.text
    assert f'<meta property="og:url" content="https://besa.example{path}">' in reply.text
    assert '<meta property="og:title" content="June">' in reply.text
    assert 'lives for six weeks.”">' in reply.text
    assert '<a href="https://besa.example/document?id=' in reply.text
    assert reply.headers["cache-control"] == "no-store"
    assert "<h1>Eine Antwort, wie sie gegeben wurde</h1>" in client.get(share(service, "June", "de")).text


def test_its_file_is_the_report_that_can_be_verified(service: FakeLibraryService, client: TestClient) -> None:
    reply = client.get(f"{share(service, 'June')}/file")
    saved = read_saved_answers(reply.text)
    assert saved.shown_as_they_are
    assert [each.question for each in saved.answers] == ["June"]
    assert not reply.headers["content-type"].startswith("text/html")


def test_hostile_text_is_shown_as_it_is(service: FakeLibraryService, client: TestClient) -> None:
    text = client.get(share(service, "jars")).text
    for hostile in (HOSTILE_TITLE, HOSTILE_SENTENCE, "<img", "<script>"):
        assert hostile not in text.partition("<script type=")[0]
    assert text.count("<script") == 1
    assert "default-src 'none'" in text


def test_what_has_changed_since_is_said_and_what_is_gone_is_gone(
    service: FakeLibraryService, client: TestClient
) -> None:
    path = share(service, "June")
    (id,) = (each.id for each in service.documents() if "bee" in each.metadata.title)
    service._texts[id] = replace(service._texts[id], sha256="f" * 64)
    assert "Documents quoted here that have changed since: 1." in client.get(path).text
    del service._texts[id]
    reply = client.get(path, headers={"accept-language": "de"})
    assert reply.status_code == 404
    assert "Diese Antwort ist nicht hier" in reply.text
    assert "June" not in reply.text
    assert client.get(f"{path}/file").status_code == 404
    assert client.get("/shared/x").status_code == 404


def request(host: str) -> Request:
    headers = [(b"host", host.encode())]
    return Request({"type": "http", "scheme": "http", "path": "/", "headers": headers, "server": ("127.0.0.1", 7860)})


def test_a_language_that_the_page_does_not_speak_is_no_fault_of_the_server(
    service: FakeLibraryService, client: TestClient
) -> None:
    assert client.get(share(service, "jars", "xx")).status_code == 404


def test_an_address_is_one_that_others_can_reach_or_none() -> None:
    own, named = AccessRules(), AccessRules(allowed_hosts=("besa.example",))
    assert share_button._reached_at(request("127.0.0.1:7860"), own, "127.0.0.1") is None
    assert share_button._reached_at(request("localhost:7860"), own, "0.0.0.0") is None
    assert share_button._reached_at(request("192.168.1.5:7860"), own, "0.0.0.0") == "http://192.168.1.5:7860/"
    assert share_button._reached_at(request("127.0.0.1:7860"), named, "127.0.0.1") == "http://besa.example:7860/"


def test_only_an_answer_of_the_conversation_is_kept(service: FakeLibraryService) -> None:
    asked = Conversation().asking("June").answered(service.ask(Question("June")))
    name = share_button._kept(service, "1", asked, ENGLISH)
    assert service.kept is not None
    shared = service.kept.get(name or "")
    assert shared is not None
    assert shared.answer.question == "June"
    assert "/" not in shared.answer.citations[0].path
    for turn in ("2", "", "x", None, 1, json.dumps({"answer": "June"})):
        assert share_button._kept(service, turn, asked, ENGLISH) is None
    service.kept = None
    assert share_button._kept(service, "1", asked, ENGLISH) is None


def test_what_does_not_stand_in_the_documents_is_not_shared(service: FakeLibraryService) -> None:
    answer = service.ask(Question("June"))
    (cited,) = answer.citations
    made_up = "x" * len(cited.excerpt)
    forged = replace(answer, citations=(replace(cited, excerpt=made_up),))
    assert share_button._kept(service, "1", Conversation().asking("June").answered(forged), ENGLISH) is None
