"""What whoever runs a server asks of it, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from benchmarks.serving import Visitor
from bot.access.rules import AccessRules
from bot.answers import Answer
from bot.limits.rules import LimitRules, Share
from bot.operation.metrics import ServerMetrics, ServerState
from bot.operation.processes import children
from bot.page import Page, build_page
from corpus.errors import LibraryError
from corpus.messages import Message
from tests.support.browser import FakeLibraryService
from tests.support.served import free_port, own_environment, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.answers import Question, Turn
    from embeddings.store.coverage import Coverage

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PATIENCE = 60.0


class SlowService(FakeLibraryService):
    """As its parent; answers when it may, and its library may be gone."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.begun = threading.Event()
        self.is_gone = False

    def ask(self, question: Question, *more: Any) -> Answer:
        self.begun.set()
        assert self.may_answer.wait(PATIENCE)
        return super().ask(question, *more)

    def coverage(self) -> Coverage:
        if self.is_gone:
            raise LibraryError(Message("The library is gone."))
        return super().coverage()


@contextmanager
def served(page: Page, **headers: str) -> Iterator[httpx.Client]:
    _, address, _ = page.launch(prevent_thread_lock=True, quiet=True)
    with httpx.Client(base_url=address, timeout=PATIENCE, headers=headers) as client:
        yield client
    page.close(verbose=False)


def test_health_says_whether_it_lives_and_whether_it_can_answer() -> None:
    service = SlowService()
    with served(build_page(service)) as client:
        for path in ("/health", "/health/ready"):
            assert (client.get(path).status_code, client.get(path).json()) == (200, {"status": "ready"})
        service.is_gone = True
        assert client.get("/health").status_code == 503
        assert client.get("/health/live").json() == {"status": "live"}


def test_figures_are_for_who_shows_a_key_wherever_strangers_are_let_in() -> None:
    with served(build_page(FakeLibraryService())) as client:
        assert "besa_library_documents 3.0" in client.get("/metrics").text
    rules = AccessRules(login=False)
    with served(build_page(FakeLibraryService(), access=rules)) as client:
        assert client.get("/").status_code == 200
        assert client.get("/metrics").status_code == 403
        shown = {"authorization": f"Bearer {rules.secret}"}
        assert client.get("/metrics", headers=shown).headers["content-type"].startswith("text/plain")


def test_questions_and_steps_are_counted_by_what_became_of_them() -> None:
    metrics = ServerMetrics(lambda: ServerState(1, 2, 3, 4, 5, 6, 7))
    nothing = Answer("a", "a", 0.1, (), (), 1.0, timings_ms={"encoding": 20.0})
    for answer in (nothing, replace(nothing, perhaps=True), None):
        metrics.answered(answer, 0.2)
    metrics.refused("rate")
    told = metrics.text().decode()
    for line in (
        'besa_questions_total{outcome="not_found"} 1.0',
        'besa_questions_total{outcome="perhaps"} 1.0',
        'besa_questions_total{outcome="failed"} 1.0',
        'besa_answer_step_seconds_count{step="encoding"} 2.0',
        'besa_refused_requests_total{reason="rate"} 1.0',
        "besa_questions_under_way 1.0",
        "besa_library_passages_embedded 7.0",
    ):
        assert line in told.splitlines()


def test_calls_that_make_no_sense_are_refused_without_a_word_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with served(build_page(FakeLibraryService())) as client:
        for method, path, body, status in (
            ("GET", "/pwa_icon/192", None, 404),
            ("GET", "/monitoring", None, 404),
            ("POST", "/gradio_api/vibe-edit", {}, 404),
            ("GET", "/gradio_api/dev/reload", None, 404),
            ("POST", "/gradio_api/call/v2/ask", {"nothing": 1}, 400),
            ("POST", "/gradio_api/call/submit", [], 422),
            ("POST", "/gradio_api/queue/join", {"data": [], "fn_index": 99_999, "session_hash": "x"}, 400),
        ):
            answer = client.request(method, path, json=body)
            assert answer.status_code == status, path
            assert "Traceback" not in answer.text
        event = client.post("/gradio_api/call/submit", json={"data": []}).json()["event_id"]
        assert "event: error" in client.get(f"/gradio_api/call/submit/{event}").text
    assert "Traceback" not in caplog.text


def test_what_is_being_answered_is_answered_before_the_end_and_nothing_else_is_begun() -> None:
    service = SlowService()
    page = build_page(service)
    _, address, _ = page.launch(server_port=free_port(), prevent_thread_lock=True, quiet=True)
    service.may_answer.clear()
    said: list[str] = []
    with Visitor(address) as visitor:
        asking = threading.Thread(target=lambda: said.append(visitor.ask("How many weeks?").text))
        asking.start()
        assert service.begun.wait(PATIENCE)
        stopping = threading.Thread(target=page.stop)
        stopping.start()
        wait_until(lambda: httpx.get(f"{address}health/ready", timeout=PATIENCE).status_code == 503)
        refused = httpx.post(f"{address}gradio_api/call/submit", json={"data": ["?", None, ""]}, timeout=PATIENCE)
        assert (refused.status_code, bool(refused.headers["retry-after"])) == (503, True)
        service.may_answer.set()
        asking.join(PATIENCE)
        stopping.join(PATIENCE)
    assert "six</strong> weeks" in said[0]
    with pytest.raises(httpx.TransportError):
        httpx.get(address, timeout=PATIENCE)


def test_a_conversation_beyond_the_share_of_its_address_is_forgotten_and_that_is_said() -> None:
    page = build_page(FakeLibraryService(), limits=LimitRules(sessions=Share(10, 2, 2)))
    _, address, _ = page.launch(prevent_thread_lock=True, quiet=True)
    forgotten = "was no more room here"
    with Visitor(address) as first, Visitor(address) as second, Visitor(address) as third:
        first.ask("How many weeks?")
        for each in (second, third):
            assert forgotten not in each.chat("How many weeks?")
        assert forgotten in first.chat("How many weeks?")
        assert forgotten not in third.chat("How many weeks?")
    page.close(verbose=False)


def test_what_nobody_waits_for_keeps_no_question_out() -> None:
    may_end = threading.Event()

    class Suggesting(FakeLibraryService):
        def follow_ups(self, answer: Answer, history: tuple[Turn, ...]) -> tuple[str, ...]:
            may_end.wait(PATIENCE)
            return ()

    page = build_page(Suggesting(), limits=LimitRules(questions=Share(2, 2, 2)))
    _, address, _ = page.launch(prevent_thread_lock=True, quiet=True)
    with Visitor(address) as waiting, Visitor(address) as asking:
        waiting.ask("How many weeks?")
        for _ in range(5):
            waiting.ask_for_follow_ups()
        assert "six</strong> weeks" in asking.ask("How many weeks?").text
        may_end.set()
    page.close(verbose=False)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_sigterm_ends_the_server_and_all_that_it_has_started(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "besa.log"
    command = [sys.executable, "-m", "besa", "serve", "--no-browser", "--port", str(port), "--log-file", str(log)]
    process = subprocess.Popen(
        [*command, "--log-format", "json"],
        env=own_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_until(lambda: _is_ready(port), seconds=240)
        started = children(process.pid)
        assert started
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, said
    assert b"Traceback" not in said
    wait_until(lambda: not any(map(_exists, started)))
    assert any(json.loads(line)["logger"] == "besa.requests" for line in log.read_text("utf-8").splitlines())


def _exists(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=PATIENCE).status_code == 200
    except httpx.TransportError:
        return False
