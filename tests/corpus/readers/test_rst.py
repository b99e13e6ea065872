"""What the reader of reStructuredText finds in a text that it leaves as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import readers
from corpus.readers.plain.rst import read_rst
from corpus.text.passages import split

if TYPE_CHECKING:
    from corpus.documents import Content

GUIDE = """.. comment: not shown

==============
 The Old Mill
==============

:Author: Ida Bell
:Date: 4 May 2023
:Organization: The Mill Society
:Language: en
:URL: https://mill.example/guide
:Abstract: What there is
   to see.

It was built in 1871.

The ``wheel`` and *its* :ref:`parts <p>`
----------------------------------------

The wheel has forty buckets.

.. note::

   Mind the gap
   ------------

   It is deep.

1. Paths
========

* one
* two

They are dry. ::

    Not a title
    ===========

Buckets
-------
Each holds nine litres.
"""


def read(text: str, name: str = "old_mill.rst") -> Content:
    (part,) = readers.read(text.encode(), name)
    return part.content


def headings_of(content: Content) -> list[tuple[int, str, str]]:
    return [(each.level, each.text, each.span.of(content.text)) for each in content.headings]


def test_headings_are_found_by_their_adornment_and_the_text_stays_as_it_is() -> None:
    content = read(GUIDE)
    assert content.text == GUIDE
    assert content.body.of(GUIDE) == GUIDE
    assert headings_of(content) == [
        (1, "The Old Mill", "==============\n The Old Mill\n=============="),
        (
            2,
            "The wheel and its parts",
            "The ``wheel`` and *its* :ref:`parts <p>`\n----------------------------------------",
        ),
        (3, "1. Paths", "1. Paths\n========"),
        (2, "Buckets", "Buckets\n-------"),
    ]


def test_fields_at_the_top_say_what_the_document_is() -> None:
    said = read(GUIDE).metadata
    assert (said.title, said.author, said.publisher) == ("The Old Mill", "Ida Bell", "The Mill Society")
    assert (said.date, said.language, said.url) == ("2023-05-04", "en", "https://mill.example/guide")


@pytest.mark.parametrize(
    ("fields", "author", "date"),
    [
        (":authors: Ida; Tom\n:date: 2023/05/04", "Ida, Tom", "2023-05-04"),
        (":Authors:\n  - Ida\n  - Tom\n:Date: $Date: 2023-05-04 10:00:00 $", "Ida, Tom", "2023-05-04"),
        (":Author: Ida\n   Bell\n:Date: soon", "Ida Bell", None),
        ("Some text.\n\n:Author: Ida", None, None),
    ],
)
def test_fields_may_be_lists_and_keywords_but_stand_at_the_top(
    fields: str, author: str | None, date: str | None
) -> None:
    for text in (f"{fields}\n\nMill\n====\n\nText.\n", f"Mill\n====\n\n{fields}\n\nText.\n"):
        said = read(text).metadata
        assert (said.title, said.author, said.date) == ("Mill", author, date)


def test_a_document_without_headings_is_called_by_its_title_field_or_its_file() -> None:
    assert read(":title: On mills\n\nText.").metadata.title == "On mills"
    assert read("Text.").metadata.title == "Old mill"


@pytest.mark.parametrize(
    "text",
    [
        "A paragraph that\nruns on here\n------------\n\nMore.",
        "- item\n------\n",
        ".. note\n-------\n",
        "Text.\n\n----\n\nMore.",
        "=====  =====\nA      B\n=====  =====\n1      2\n=====  =====\n",
        "+----+\n| A  |\n+----+\n",
        "A long line over\n---",
        "Code follows\n\n::\n\n  Mill\n  ====\n",
        "====\n----\n====\n",
        "x" * 300 + "\n" + "=" * 300,
        "=====\nMill\n-----",
        "    Mill\n    ====",
    ],
)
def test_what_only_looks_like_a_title_is_none(text: str) -> None:
    assert read(text).headings == ()


def test_titles_keep_their_places_with_any_line_ends() -> None:
    text = "\ufeffMill\r\n====\r\nWheel\r\n-----\r\n\r\nIt turns.\r\n"
    content = read(text)
    assert content.text == text
    assert headings_of(content) == [(1, "Mill", "Mill\r\n===="), (2, "Wheel", "Wheel\r\n-----")]


def test_each_sentence_is_found_below_its_heading() -> None:
    content = read(GUIDE)
    above = {sentence.of(GUIDE): passage.heading for passage in split(content) for sentence in passage.sentences}
    assert above["It was built in 1871."] == "The Old Mill"
    assert above["The wheel has forty buckets."] == "The wheel and its parts"
    assert above["Each holds nine litres."] == "Buckets"


_LINES = st.sampled_from(
    [
        "Mill",
        " Mill",
        "====",
        "----",
        "====  ====",
        "..",
        ".. note::",
        "::",
        "",
        "   x",
        ":Author: Ida",
        "- a",
        "`a <b>`_",
    ]
)


@settings(deadline=None)
@given(st.lists(_LINES | st.text(max_size=8), max_size=30).map("\n".join))
def test_any_text_is_kept_and_its_headings_lie_in_it_in_order(text: str) -> None:
    data = text.encode("utf-8", "replace")
    content = read_rst(data, "a.rst")
    assert "\0" in text or content.text == data.decode()
    end = content.body.start
    for heading in content.headings:
        assert end <= heading.span.start < heading.span.end <= content.body.end
        assert heading.span.of(content.text).strip() == heading.span.of(content.text)
        end = heading.span.end


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("=-~^"), st.booleans()), min_size=1, max_size=12))
def test_planted_titles_are_found_with_their_levels(styles: list[tuple[str, bool]]) -> None:
    order = list(dict.fromkeys(styles))
    text, planted = "", []
    for nth, style in enumerate(styles):
        title = f"Part {nth} of the mill"
        line = style[0] * len(title)
        text += (f"{line}\n" if style[1] else "") + f"{title}\n{line}\n\nIt turns {nth} times.\n\n"
        planted.append((min(6, order.index(style) + 1), title))
    content = read(text)
    assert [(each.level, each.text) for each in content.headings] == planted
    sentences = [sentence.of(text) for passage in split(content) for sentence in passage.sentences]
    assert sentences == [f"It turns {nth} times." for nth in range(len(styles))]


@pytest.mark.parametrize(
    ("definition", "title"),
    [("", "sqlite-utils"), (".. |version| replace:: *3.1*\n\n", "sqlite-utils 3.1"), ("", "|version|")],
)
def test_substitutions_in_a_title_are_replaced_or_left_out(definition: str, title: str) -> None:
    line = "|version|" if title == "|version|" else "sqlite-utils |version|"
    data = f"{definition}{line}\n{'=' * len(line)}\n\nA tool.\n".encode()
    assert read_rst(data, "index.rst").metadata.title == title
