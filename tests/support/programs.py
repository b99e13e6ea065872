"""A page over a small library, with all that programs may ask, served as `besa serve --api --mcp` serves it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from besa.library import OpenLibrary
from besa.programs import programs
from bot.access.rules import AccessRules
from bot.access.users import UsersFile
from bot.access.visitors import Role
from bot.page import PageOptions, compose_page, launch
from bot.service.workspace import Workspace
from tests.support.fakes import FakeEncoder
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "a token of the link"
READER = "r" * 43
"""The key of a program that may read."""
EGGS = "How many eggs does the queen lay a day?"
PATIENCE = 60.0


@contextmanager
def served_to_programs(folder: Path, host: str = "127.0.0.1") -> Iterator[httpx.Client]:
    """A client without a key; `folder` is where the library, its files and users lie."""
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "bees.txt").write_text(BEES)
    (folder / "files" / "lighthouses.md").write_text("---\ntitle: Lighthouses\ndate: 2020-01-04\n---\n\n" + LIGHTHOUSES)
    UsersFile(folder / "access" / "users.json").add("reader", Role.READ, key=READER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("embeddings.encoders.registry.load_encoder", lambda *_, **__: FakeEncoder())
        workspace = Workspace(folder / "library", folder / "data", folder / "cache", reranker="none")
        with OpenLibrary(workspace) as opened:
            assert {outcome.status for outcome in opened.add(folder / "files")} == {"added"}
        access = AccessRules(folder=folder / "access", fixed_token=TOKEN)
        options = PageOptions(access=access, programs=programs(api=True, mcp=True))
        page = compose_page(workspace, workspace.libraries.open_to_write(), False, options, lambda _: None)
        with page.behind, httpx.Client(base_url=launch(page, host, None), timeout=PATIENCE) as client:
            yield client
            page.close(verbose=False)


def with_key(key: str = TOKEN) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}
