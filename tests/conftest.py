from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.service.lean_gradio import import_lean_gradio
from corpus.store.library import Library
from tests.support.browser import KeptChromium
from tests.support.fakes import FakeEncoder
from tests.support.shelves import Shelf

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import_lean_gradio()  # as `besa serve` does
settings.register_profile("busy", deadline=None)  # the machine may have much else to do
settings.load_profile("busy")
chromium = KeptChromium()
LONG = frozenset(
    {"test_benchmarks.py", "test_distributions.py", "test_durability.py", "test_hostile_files.py", "test_learning.py"}
)
"""Files that take many seconds, though they need neither the page nor a model."""


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where several workers run, what one of them or a command of theirs exports is there for the others."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = tmp_path_factory.getbasetemp().parent
        os.environ |= {"XDG_CACHE_HOME": str(run / "cache"), "XDG_CONFIG_HOME": str(run / "config")}


@pytest.fixture(scope="module")
def browser() -> Browser:
    """One Chromium for the tests of a file, and of the files after it; they are skipped where there is none."""
    return chromium.browser()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Chromium goes before a file that drives none: as long as it is there, an event loop runs in this thread."""
    try:
        return (yield)
    finally:
        if nextitem is None or (nextitem.path != item.path and not nextitem.get_closest_marker("browser")):
            chromium.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.open(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def shelf(library: Library, encoder: FakeEncoder, tmp_path: Path) -> Shelf:
    return Shelf(library, encoder, tmp_path / "files")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leaves garbage alone meanwhile, and for good what is there then: what was imported stays, and is much."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no worker is left with it at the end.

    The tests of the export come before all: a worker makes it there, while the other one is at the page.
    """

    def turn(item: pytest.Item) -> int:
        if item.path.match("embeddings/encoders/test_base.py"):
            return 0
        marked = (at for at, mark in enumerate(("browser", "encoder"), 1) if item.get_closest_marker(mark))
        return next(marked, 3 if item.path.name in LONG else 4)

    items.sort(key=turn)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests measured, which none of them asserts: the machine may be busy."""
    figures = [
        value
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "figure"
    ]
    if figures:
        terminalreporter.section("the page over the sample library")
    for figure in figures:
        terminalreporter.write_line(str(figure))
