"""The API as programs ask it, over HTTP."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.programs import EGGS, READER, TOKEN, served_to_programs, with_key
from tests.support.shelves import BEES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ASK = "/api/v1/ask"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served_to_programs(tmp_path_factory.mktemp("served") / "private-folder") as client:
        yield client


def asked(client: httpx.Client, **body: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.post(ASK, json=body).raise_for_status().json()
    return answer


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert "Traceback" not in answer.text
    return answer.status_code, answer.json()["reason"]


def bees(client: httpx.Client) -> str:
    (record,) = client.get("/api/v1/sources", params={"source": "bees.txt"}).json()["sources"]
    return str(record["document"])


def test_what_is_asked_can_be_shown_and_verified_until_it_is_falsified(client: httpx.Client) -> None:
    answer = asked(client, question=EGGS, top=2)
    cited = answer["citations"][0]
    assert (answer["status"], len(answer["citations"])) == ("answered", 2)
    place = {"start": cited["start"], "end": cited["end"]}
    shown = client.get(f"/api/v1/documents/{cited['document']}", params=place).json()
    assert (shown["text"], shown["sha256"]) == (cited["excerpt"], cited["sha256"])
    for body in (answer, [answer], {"answers": [answer]}):
        assert client.post("/api/v1/verify", json=body).json()["verified"] is True
    cited["excerpt"] = cited["excerpt"].replace("a", "b")
    falsified = client.post("/api/v1/verify", json=answer).json()
    assert (falsified["verified"], falsified["findings"][0]["status"]) == (False, "altered")


def test_one_question_may_stand_in_the_address(client: httpx.Client) -> None:
    answer = client.get(ASK, params={"question": EGGS, "top": 1, "source": "bees*"}).json()
    assert answer["answer"] == asked(client, question=EGGS, top=1, source="bees*")["answer"]


def test_several_questions_are_answered_in_order_and_one_that_cannot_be_asked_says_why(client: httpx.Client) -> None:
    history = [{"question": "How tall is the lighthouse of Skagen?", "answer": "46 metres"}]
    questions = [{"question": EGGS}, {"question": "?"}, {"question": "When was it built?", "history": history}]
    first, second, third = asked(client, questions=questions)["answers"]
    assert first["status"] == "answered"
    assert (second["status"], second["citations"]) == ("not_found", [])
    assert "no word to look for" in second["reason"]
    assert "Skagen" in third["standalone_question"]


def test_filters_choose_documents(client: httpx.Client) -> None:
    for chosen in ({"source": "light*"}, {"after": "2020"}, {"documents": [bees(client)], "source": "bees.txt"}):
        files = {
            each["path"] for each in asked(client, question="What is tall, and what do bees do?", **chosen)["citations"]
        }
        assert files == {"bees.txt" if "documents" in chosen else "lighthouses.md"}
    assert refusal(client.post(ASK, json={"question": EGGS, "source": "nothing*"}))[0] == 404
    assert refusal(client.post(ASK, json={"question": EGGS, "documents": ["0" * 12]}))[0] == 404
    nothing = {"question": EGGS, "documents": [bees(client)], "after": "2020"}
    assert "No document fits your choice" in refusal(client.post(ASK, json=nothing))[1]


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"{", 400, "not JSON"),
        (b"\xff\xfe", 400, "UTF-8"),
        (b"[" * 100_000, 400, "nested too deeply"),
        (b"[]", 422, "expected an object"),
        (b"{}", 422, "“question”"),
        (b'{"question": "a", "questions": []}', 422, "length >= 1"),
        (b'{"question": 1}', 422, "question: expected a string"),
        (b'{"question": "a bee", "top": 51}', 422, "top: "),
        (b'{"question": "a bee", "scource": "x"}', 422, "“scource” is none of these: question, history"),
        (b'{"question": "a bee", "after": "soon"}', 422, "“soon” is no date"),
        (b'{"question": " "}', 422, "question"),
        (b'{"question": "' + b"a" * 100_000 + b'"}', 422, "characters"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_with_what_is_wrong(
    client: httpx.Client, body: bytes, status: int, reason: str
) -> None:
    refused = refusal(client.post(ASK, content=body))
    assert refused[0] == status
    assert reason in refused[1]


def test_an_address_that_makes_no_sense_is_refused(client: httpx.Client) -> None:
    assert refusal(client.get("/api/v1/nothing"))[0] == 404
    put = client.put(ASK)
    assert refusal(put)[0] == 405
    assert put.headers["allow"]
    assert "most: expected" in refusal(client.get("/api/v1/sources", params={"most": "many"}))[1]
    assert "first and most" in refusal(client.get("/api/v1/sources", params={"frist": 1}))[1]
    assert '"question" is missing' in refusal(client.get(ASK))[1]
    assert refusal(client.get("/api/v1/documents/bees.txt"))[0] == 404
    place = {"start": 5, "end": 10**9}
    assert "0 to" in refusal(client.get(f"/api/v1/documents/{bees(client)}", params=place))[1]
    assert "answer 1" in refusal(client.post("/api/v1/verify", json={"answers": [{}]}))[1]


def test_reasons_come_in_the_language_that_is_wanted(client: httpx.Client) -> None:
    refused = client.get("/api/v1/nothing", headers={"accept-language": "sq"})
    assert "nuk ka asgjë" in refused.json()["reason"]


def test_a_pattern_says_nothing_of_folders(client: httpx.Client) -> None:
    for pattern in ("*/private-folder/*", "*private*", "/*"):
        assert refusal(client.get("/api/v1/sources", params={"source": pattern}))[0] == 404
        assert refusal(client.post(ASK, json={"question": EGGS, "source": pattern}))[0] == 404


def test_a_question_of_a_program_counts_in_the_metrics(client: httpx.Client) -> None:
    def told(name: str) -> float:
        lines = client.get("/metrics").raise_for_status().text.splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

    before = told("besa_questions_total")
    asked(client, question=EGGS)
    assert told("besa_questions_total") == before + 1
    assert told("besa_library_documents") == 2


def test_sources_come_in_parts(client: httpx.Client) -> None:
    first = client.get("/api/v1/sources", params={"most": 1}).json()
    second = client.get("/api/v1/sources", params={"first": 1, "most": 1}).json()
    assert [each["path"] for each in first["sources"] + second["sources"]] == ["bees.txt", "lighthouses.md"]
    assert first["count"] == second["count"] == 2


def test_text_that_utf_8_cannot_carry_comes_back_as_it_was_sent(client: httpx.Client) -> None:
    answer = client.post(ASK, content=b'{"question": "the hive \\ud800"}')
    assert answer.json()["question"] == "the hive \ud800"


def test_nothing_tells_where_files_lie(client: httpx.Client) -> None:
    place = f"/api/v1/documents/{bees(client)}"
    told = [
        client.get("/api/v1/sources"),
        client.post(ASK, json={"question": EGGS, "top": 50}),
        client.post(ASK, json={"question": "What is the newest document?"}),
        client.get(place),
        client.get(f"{place}/..%2f..%2fbees.txt"),
        client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": EGGS}]}),
    ]
    assert all(each.content for each in told)
    assert [each.url for each in told if "private-folder" in each.text] == []


def test_documents_are_added_and_removed_by_who_may_edit(client: httpx.Client) -> None:
    add = {"params": {"name": "../../herons.txt"}, "content": b"Ardea cinerea nests in the reeds of Shkodra."}
    for headers in ({}, with_key(READER)):
        assert client.post("/api/v1/documents", **add, headers=headers).status_code == 403  # type: ignore[arg-type]
    added = client.post("/api/v1/documents", **add, headers=with_key())  # type: ignore[arg-type]
    assert (added.status_code, added.json()["status"], added.json()["name"]) == (201, "added", "herons.txt")
    again = client.post("/api/v1/documents", **add, headers=with_key())  # type: ignore[arg-type]
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")
    assert asked(client, question="Where does Ardea cinerea nest?")["citations"][0]["path"] == "herons.txt"
    place = f"/api/v1/documents/{added.json()['document']}"
    assert client.delete(place, headers=with_key(READER)).status_code == 403
    assert client.delete(place, headers=with_key()).json()["status"] == "removed"
    assert client.delete(place, headers=with_key()).status_code == 404
    assert client.get(place).status_code == 404


def test_a_file_that_cannot_be_added_is_refused_with_the_reason(client: httpx.Client) -> None:
    def add(name: str, content: bytes, **headers: str) -> tuple[int, str]:
        sent = {"params": {"name": name}, "content": content}
        return refusal(client.post("/api/v1/documents", **sent, headers={**with_key(), **headers}))  # type: ignore[arg-type]

    assert "kind of file" in add("program.exe", b"MZ")[1]
    assert add("bees.pdf", b"no PDF at all, and no text either: \x00\x01")[0] == 422
    assert add("form.txt", b"--x", **{"content-type": "multipart/form-data; boundary=x"})[0] == 415
    assert "name" in refusal(client.post("/api/v1/documents", content=b"a", headers=with_key()))[1]


def test_no_other_page_and_no_wrong_key_gets_an_answer(client: httpx.Client) -> None:
    for path in (ASK, "/v1/models", "/docs", "/openapi.json", "/mcp"):
        assert client.get(path, headers={"host": "evil.example"}).status_code == 403
        assert client.get(path, headers={"origin": "http://evil.example"}).status_code == 403
    assert client.get(ASK, headers=with_key("wrong" * 8)).status_code == 401
    client.get("/v1/models", headers=with_key()).raise_for_status()


def test_beyond_this_machine_a_key_is_needed(tmp_path_factory: pytest.TempPathFactory) -> None:
    with served_to_programs(tmp_path_factory.mktemp("beyond") / "own", "127.0.0.2") as client:
        for path in ("/api/v1/sources", "/v1/models", "/docs", "/openapi.json"):
            assert client.get(path).status_code == 401
            for key in (TOKEN, READER):
                assert client.get(path, headers=with_key(key)).status_code == 200
        assert client.post("/mcp", json={}).status_code == 401


def test_what_there_is_to_ask_is_described_and_every_reference_leads_somewhere(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()
    assert set(description["paths"]) >= {ASK, "/api/v1/documents", "/api/v1/documents/{id}", "/v1/chat/completions"}
    assert not [path for path in description["paths"] if "gradio" in path]
    schemas = description["components"]["schemas"]
    assert set(re.findall(r'"#/components/schemas/(\w+)"', client.get("/openapi.json").text)) <= set(schemas)
    assert set(schemas["AnswerObject"]["properties"]) == set(asked(client, question=EGGS))
    assert set(schemas["Citation"]["properties"]) == set(asked(client, question=EGGS)["citations"][0])
    assert schemas["AskRequest"]["properties"]["top"]["maximum"] == 50


def test_the_page_of_the_api_fetches_nothing_and_its_commands_name_this_server(client: httpx.Client) -> None:
    page = client.get("/docs")
    assert "<script" not in page.text
    assert re.findall(r'(?:src|href)="([^"]*)"', page.text) == [str(client.base_url.join("/openapi.json"))]
    assert f"curl '{client.base_url.join(ASK)}?" in unescape(page.text)
    assert "script-src 'none'" in page.headers["content-security-policy"]


def test_the_text_of_a_document_comes_exactly(client: httpx.Client) -> None:
    assert client.get(f"/api/v1/documents/{bees(client)}").json()["text"] == BEES
