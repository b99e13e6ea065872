"""What the page's script asks the server for beside gradio's own traffic. Anyone can; nothing here changes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.page.desk import Librarian

AROUND = 1_000
"""So many characters before and after an excerpt are shown at most, whole sentences where there is room."""


def add_routes(app: FastAPI, librarian: Librarian) -> None:
    def around(document: str, start: int, end: int) -> dict[str, str]:
        """What stands before and after `[start, end)` of a document; nothing where there is no such place."""
        found = librarian.document(document)
        if found is None or not 0 <= start < end <= len(found.text):
            return {"before": "", "after": ""}
        first = max(found.body.start, start - AROUND) if start >= found.body.start else start
        return {"before": _from_a_start(found.text[first:start]), "after": _to_an_end(found.text[end : end + AROUND])}

    app.add_api_route("/besa/around", around, methods=["GET"], include_in_schema=False)


def _from_a_start(text: str) -> str:
    """Without the words of the sentence that is cut at the beginning, if others remain."""
    if len(text) < AROUND:
        return text
    starts = [at for mark in ("\n", ". ") if (at := text.find(mark)) != -1]
    return text[min(starts) + 1 :] if starts else text


def _to_an_end(text: str) -> str:
    if len(text) < AROUND:
        return text
    return text[: max(text.rfind("\n"), text.rfind(". ") + 1, 0)] or text
