from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.errors import CannotDo
from bot.operation.failures import Observed
from bot.operation.logs import FloodFilter, JsonLines, LogFormat, LogLevel, LogSettings, write_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def loggers() -> Iterator[logging.Logger]:
    """The root logger, left as it was; with the levels of Besa's own."""
    root, own = logging.getLogger(), [logging.getLogger(name) for name in ("besa", "bot", "corpus", "embeddings")]
    before, levels = list(root.handlers), [each.level for each in (root, *own)]
    yield root
    for each in [each for each in root.handlers if each not in before]:
        root.removeHandler(each)
        each.close()
    for logger, level in zip((root, *own), levels, strict=True):
        logger.setLevel(level)


def failing() -> FastAPI:
    made = FastAPI()

    @made.get("/works")
    def works() -> str:
        return "here"

    @made.get("/breaks")
    def breaks() -> str:
        raise RuntimeError("a secret")

    return made


def test_a_file_has_a_json_object_for_each_request_and_nothing_of_what_was_asked(
    loggers: logging.Logger, tmp_path: Path
) -> None:
    write_log(LogSettings(tmp_path / "besa.log", format=LogFormat.JSON))
    client = TestClient(Observed(failing()), client=("10.0.0.1", 1))
    client.get("/works?q=private&token=secret")
    lines = [json.loads(line) for line in (tmp_path / "besa.log").read_text("utf-8").splitlines()]
    told = next(each for each in lines if each["logger"] == "besa.requests")
    assert {name: told[name] for name in ("level", "address", "method", "path", "status")} == {
        "level": "info",
        "address": "10.0.0.1",
        "method": "GET",
        "path": "/works",
        "status": 200,
    }
    assert "private" not in str(lines)
    assert "secret" not in str(lines)


def test_what_nobody_foresaw_is_in_the_log_a_few_times_and_never_before_a_visitor(
    loggers: logging.Logger, tmp_path: Path
) -> None:
    write_log(LogSettings(tmp_path / "besa.log", LogLevel.WARNING))
    client = TestClient(Observed(failing()))
    for _ in range(100):
        answer = client.get("/breaks")
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
    written = (tmp_path / "besa.log").read_text("utf-8")
    assert 1 <= written.count("RuntimeError: a secret") <= 5


def test_how_often_something_came_is_told_with_the_next() -> None:
    now = [0.0]
    flood = FloodFilter(lambda: now[0])

    def passed(message: str, level: int = logging.WARNING) -> str | None:
        record = logging.LogRecord("a", level, "", 0, message, ("x",), None)
        return record.getMessage() if flood.filter(record) else None

    assert [passed("full: %s") for _ in range(7)] == ["full: x"] * 5 + [None] * 2
    assert passed("another: %s") == "another: x"
    assert [passed("a request: %s", logging.INFO) for _ in range(9)] == ["a request: x"] * 9
    now[0] = 61.0
    assert passed("full: %s") == "full: x (and 2 more like it before)"


def test_an_error_in_json_says_where_it_was() -> None:
    try:
        raise ValueError("no")
    except ValueError as error:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "failed", None, (ValueError, error, error.__traceback__))
    assert "ValueError: no" in json.loads(JsonLines().format(record))["exception"]


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="cannot be written"):
        write_log(LogSettings(tmp_path / "nowhere" / "besa.log"))
