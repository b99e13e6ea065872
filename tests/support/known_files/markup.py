"""Texts with markup: what is words of them, and what is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.support.known_files.known_file import KnownFile
from tests.support.known_files.prose import in_language, paragraphs, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator


def markup_files() -> Iterator[KnownFile]:
    """Make them."""
    yield _known("notes.md", *_markdown())
    yield _known("guide.rst", *_rst())
    yield _known("guide.org", *_org())
    yield _known("notebook.ipynb", *_notebook())
    for code in ("en", "sq", "zh_ja"):
        text = in_language(code)
        yield KnownFile("Text", f"plain-{code}.txt", text.encode(), text)


def _known(name: str, text: str, says: list[str], title: str | None = None) -> KnownFile:
    return KnownFile("Markup", name, text.encode(), "\n\n".join(says), title)


def _markdown() -> tuple[str, list[str], str]:
    """Front matter, emphasis, links, images, rules, comments, code, items, a list of links into the page."""
    said, items = paragraphs("markdown", 8), sentences("markdown items", 4)
    first, second, third, *rest = said
    word, linked = first.split()[1], second.replace(". ", ". [", 1).rstrip(".")
    lines = [
        "---\ntitle: Notes on lamps\ndate: 2021-05-04\n---",
        "# Notes on lamps",
        "- [Notes](#notes-on-lamps)\n- [Rules](#rules)\n- [Further](#further)",
        first.replace(word, f"**{word}**", 1),
        f"<!-- secret remark -->\n\n{linked}](https://lamps.example/a_b.html).",
        "---",
        "## Rules",
        third.replace(third.split()[2], f"*{third.split()[2]}*", 1),
        "\n".join(f"- {each}" for each in items[:2]),
        "\n".join(f"{at}. {each}" for at, each in enumerate(items[2:], 1)),
        "![a drawing](lamp.png)",
        "> " + rest[0],
        "```python\nlamp = kindle(oil)\n```",
        "## Further",
        *rest[1:],
        "[one]: https://lamps.example/one",
    ]
    says = ["Notes on lamps", first, second, "Rules", third, *items[:2]]
    says += [*(f"{at}. {each}" for at, each in enumerate(items[2:], 1)), "a drawing", rest[0], "lamp = kindle(oil)"]
    return "\n\n".join(lines) + "\n", [*says, "Further", *rest[1:]], "Notes on lamps"


def _rst() -> tuple[str, list[str], str]:
    """Roles, targets, directives, substitutions, literal blocks, notes, field lists."""
    said = paragraphs("rst", 8)
    first, second, third, *rest = said
    word, other = first.split()[1], third.split()[3]
    lines = [
        ".. _start:",
        "Guide to lamps\n==============",
        ".. contents::\n   :local:",
        first.replace(word, f"*{word}*", 1),
        f"See :ref:`the rules <rules>` and `the list <https://lamps.example>`_. {second}",
        ".. image:: lamp.png\n   :width: 40",
        "Rules\n-----",
        third.replace(other, f":term:`{other}`", 1),
        ".. note:: " + rest[0],
        "Write it so::\n\n   kindle the lamp --oil",
        ".. code-block:: yaml\n   :linenos:\n\n   lamp: brass",
        *rest[1:],
    ]
    says = ["Guide to lamps", first, f"See the rules and the list. {second}", "Rules", third, rest[0]]
    return (
        "\n\n".join(lines) + "\n",
        [*says, "Write it so:", "kindle the lamp --oil", "lamp: brass", *rest[1:]],
        "Guide to lamps",
    )


def _org() -> tuple[str, list[str], str]:
    """Drawers, tags, keywords, links, a table, items, a source block, emphasis."""
    said, items = paragraphs("org", 6), sentences("org items", 2)
    word = said[0].split()[1]
    lines = [
        "#+TITLE: Guide in Org\n#+AUTHOR: Ida Holm",
        "* First :old:\n:PROPERTIES:\n:ID: 1\n:END:\n" + said[0].replace(word, f"*{word}*", 1),
        "# a secret remark",
        f"See [[https://lamps.example][the list]]. {said[1]}",
        "\n".join(f"- {each}" for each in items),
        "| Town | Boats |\n|------+-------|\n| Kelva | 12 |\n| Orrin | 17 |",
        "** TODO Second\n" + said[2],
        *said[3:],
    ]
    says = [
        "Guide in Org",
        "First",
        said[0],
        f"See the list. {said[1]}",
        *items,
        "Town: Kelva\nBoats: 12\n\nTown: Orrin\nBoats: 17",
    ]
    return "\n\n".join(lines) + "\n", [*says, "Second", *said[2:]], "Guide in Org"


def _notebook() -> tuple[str, list[str], str]:
    """Cells of Markdown and code, an output, a picture and an error."""
    said = paragraphs("notebook", 6)
    outputs = [
        {"output_type": "stream", "text": ["seventeen lamps\n"]},
        {"output_type": "display_data", "data": {"image/png": "aGlkZGVu"}},
        {"output_type": "error", "ename": "LampError", "evalue": "went out", "traceback": ["secret"]},
    ]
    cells: list[dict[str, object]] = [{"cell_type": "markdown", "source": ["# Lamps in numbers\n"]}]
    cells += [{"cell_type": "markdown", "source": each} for each in said[:3]]
    cells.append({"cell_type": "code", "source": "count = lit(lamps)", "outputs": outputs})
    cells += [{"cell_type": "markdown", "source": each} for each in said[3:]]
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    says = ["Lamps in numbers", *said[:3], "count = lit(lamps)", "seventeen lamps", *said[3:]]
    return text, says, "Lamps in numbers"
