from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from bot.page.routes import own_app
from bot.page.routes.documents import DocumentChanges
from tests.bot.page.kept.test_clippings import clipping
from tests.bot.page.kept.test_files import SAID, conversation
from tests.bot.page.kept.test_reopening import kept, packed
from tests.support.browser import FakeLibraryService


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(own_app(FakeLibraryService(), DocumentChanges(lambda: None)))


def test_what_a_browser_keeps_is_looked_at_compressed_or_not(client: TestClient) -> None:
    turn = kept(FakeLibraryService())
    file = conversation(turn)
    for body in (file, packed(json.loads(file))):
        assert client.post("/kept/conversation", content=body).json() == {"title": "Bees", "turns": [turn]}
    found = client.post("/kept/quotations", content=packed(file)).json()
    assert [(each["quotation"], each["status"]) for each in found["quotations"]] == [(SAID, "verified")]
    assert client.post("/kept/standing", content=packed([clipping()])).json() == ["verified"]
    taken = client.post("/kept/clippings?format=bibtex", content=packed([clipping()])).json()
    assert taken["name"].endswith(".bib")
    assert taken["text"].startswith("@misc{")


@pytest.mark.parametrize("route", ["conversation", "quotations", "standing", "clippings?format=ris"])
@pytest.mark.parametrize("body", ["", "{", "z:AAAA", "[]", "7", '"<p>"', b"\xff", "[" * 100_000])
def test_what_makes_no_sense_is_refused_in_words(client: TestClient, route: str, body: str | bytes) -> None:
    refused = client.post(f"/kept/{route}", content=body, headers={"accept-language": "de"})
    assert 400 <= refused.status_code < 500
    assert refused.json()["reason"]
