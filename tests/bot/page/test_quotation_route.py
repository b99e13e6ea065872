from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.page.routes.quotations import add_quotation_route
from tests.support.browser import FakeLibraryService

SERVICE = FakeLibraryService()
APP = FastAPI()
add_quotation_route(APP, SERVICE)
CLIENT = TestClient(APP)
(BEES,) = (each.id for each in SERVICE.documents() if "bee" in each.metadata.title)


def asked(quoted: str, style: str = "apa", language: str = "en") -> tuple[int, dict[str, str]]:
    reply = CLIENT.get("/quotation", params={"style": style, "quoted": quoted}, headers={"accept-language": language})
    return reply.status_code, reply.json() if reply.status_code == 200 else {}


def test_places_of_documents_are_quoted_in_a_style() -> None:
    stored = SERVICE.document(BEES)
    assert stored is not None
    at = stored.text.index("A colony")
    status, styled = asked(f"{BEES}-{at}-{at + 8}_{BEES}-{at + 2}-{at + 8}")
    assert status == 200
    assert "“A colony” (Holm, 2021" in styled["text"]
    assert styled["text"].count("The year of a honey bee colony") == 1
    assert "<em>The year of a honey bee colony</em>" in styled["html"]
    assert "„A colony“" in asked(f"{BEES}-{at}-{at + 8}", language="de")[1]["text"]


def test_what_is_not_there_is_not_quoted() -> None:
    for quoted in ("", "x", f"{'f' * 12}-0-5", f"{BEES}-5-5", f"{BEES}-9-5", f"{BEES}-0-999999", f"{BEES}-0-5_x"):
        assert asked(quoted)[0] == 404
    assert asked(f"{BEES}-0-5", style="exe")[0] == 422
    assert asked(f"{BEES}-0-5_" * 400)[0] == 422
