"""What goes on behind a page, and that nothing of it is left when the page is served no more."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.page import PageOptions, compose_page
from bot.service.uploads import UploadQuery
from bot.service.workspace import Workspace
from tests.support.fakes import FakeEncoder
from tests.support.papers import draw, paper
from tests.support.shelves import BEES

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 30.0

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def open_files_of(folder: Path) -> list[str]:
    """The files below a folder that this process holds open."""
    held = []
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            held.append(os.readlink(descriptor))  # noqa: PTH115
        except OSError:
            continue
    return [each for each in held if each.startswith(str(folder.resolve()))]


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def names(threads: set[threading.Thread]) -> set[str]:
    return {each.name for each in threads}


def comes_true(said: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not said() and time.monotonic() < until:
        time.sleep(0.05)
    return said()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not list open files")
@pytest.mark.parametrize("watched", [False, True])
def test_a_page_that_is_served_no_more_leaves_no_process_and_no_file_open(
    tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embeddings.encoders.registry.load_encoder", lambda *_, **__: FakeEncoder())
    before, threads = children(), set(threading.enumerate())
    workspace = Workspace(None, tmp_path / "data", tmp_path / "cache", reranker="none")  # preparing it takes seconds
    sample, is_sample = workspace.libraries.open_to_read()
    (tmp_path / "notes").mkdir()
    options = PageOptions([tmp_path / "notes"] if watched else [])
    page = compose_page(workspace, sample, is_sample, options, lambda outcome: None)
    page.launch(prevent_thread_lock=True, quiet=True)
    assert page.editor is not None
    partial = page.editor.partial()
    pdf = paper()
    draw(pdf, 72, 100, [BEES])
    partial.write_bytes(bytes(pdf.output()))
    added = page.editor.take(partial, UploadQuery("bees.pdf"))
    assert added.status == "added"
    assert page.service.page_image(str(added.document), 1, ())
    assert open_files_of(tmp_path)
    assert len(children() - before) == 2, "one process reads, one draws"
    page.close(verbose=False)
    page.behind.close()
    assert children() == before
    assert comes_true(lambda: not open_files_of(tmp_path)), "what a thread is using just now is closed after that"
    assert comes_true(
        lambda: not {"embedding", "watching"} & {each.name for each in {*threading.enumerate()} - threads}
    )
