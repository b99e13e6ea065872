"""A small library of documents that say of themselves who wrote them and when, each in a way of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corpus.folders.importer import add_files
from corpus.readers.sandbox.reader import Reader

if TYPE_CHECKING:
    from tests.support.shelves import Shelf

FRONT_MATTER = """---
title: The ferries of Lake Koman
author: Mira Holt
date: 2021-04-05
publisher: Lake Office
---

# The ferries of Lake Koman

Two ferries cross the lake in summer. One ferry crosses it in winter.
"""
BYLINE = """On baking bread

By Arben Lleshi, 3 May 2019

Bread is flour, water and time. Salt comes last.
"""
IN_HEAD = """<html lang="en"><head><title>Owls of the tower</title><meta name="author" content="Dora Prifti">
<meta property="article:published_time" content="2020-09-01"></head><body><h1>Owls of the tower</h1>
<p>Four owls nest in the tower. They hunt by night.</p></body></html>
"""
SIDE_CAR = {"title": "Minutes of the bakers", "author": "Lleshi, Arben; Dora Prifti", "date": "2020"}
MINUTES = "The bakers met in the old mill. They will buy an oven of stone.\n"
ARTICLE = """The Mill on the Hill

The Mill on the Hill is a novel of 1931 about a miller and his seven daughters. It was written by Petra Gold.
"""
ABOUT_ARTICLE = {"author": "Anton Kola", "date": "2018-02-03", "publisher": "Pocket Encyclopaedia"}
UNDATED = "Rules of the house\n\nThe door is locked at ten. Guests leave by eleven.\n"


def fill(shelf: Shelf) -> Shelf:
    """Add and embed them: five that say who wrote them, of which two are of 2020, and one that says nothing."""
    texts = {
        "ferries.md": FRONT_MATTER,
        "bread.txt": BYLINE,
        "owls.html": IN_HEAD,
        "minutes.txt": MINUTES,
        "minutes.txt.meta.json": json.dumps(SIDE_CAR),
        "mill.txt": ARTICLE,
        "mill.txt.meta.json": json.dumps(ABOUT_ARTICLE),
        "rules.txt": UNDATED,
    }
    shelf.folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (shelf.folder / name).write_text(text, encoding="utf-8")
    with Reader() as reader:
        paths = [shelf.folder / name for name in texts if not name.endswith(".json")]
        outcomes = list(add_files(shelf.library, paths, reader))
    assert [outcome.status for outcome in outcomes] == ["added"] * 6
    shelf.embed()
    return shelf
