from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Content, Heading, Metadata, Passage, Place, PlaceKind, Span
from corpus.text.markup.reading_form import markup_of
from corpus.text.passages import Splitting, split

SENTENCE = "The committee of the town met again on the first Monday of the month to talk of the bridge. "


def content(
    text: str,
    media_type: str = "text/plain",
    headings: tuple[Heading, ...] = (),
    places: tuple[Place, ...] = (),
    body: Span | None = None,
) -> Content:
    return Content(text, Metadata("A title"), media_type, body or Span(0, len(text)), headings, places)


def heading(text: str, line: str, level: int = 1) -> Heading:
    start = text.index(line)
    return Heading(Span(start, start + len(line)), level, line.strip("# "))


def lengths(passages: tuple[Passage, ...]) -> list[int]:
    return [passage.span.end - passage.span.start for passage in passages]


HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "\n",
                "\n\n",
                "\r\n\r\n",
                "\u2029",
                "\xa0",
                "\x00",
                "\n- ",
                "\n1. ",
                "\n* * *\n",
                "\n| a | b |\n|---|---|\n",
                "\n```\n",
                "\n# ",
                "。",
                "؟ ",
                "👩\u200d👩\u200d👧",
                "𝔘",
                "é",
                "שלום. ",
                "U.S. ",
                "A short line\n\n",
                "x" * 90,
                SENTENCE,
            ]
        ),
    ),
    max_size=40,
).map("".join)


@given(HOSTILE, st.sampled_from(["text/plain", "text/markdown", "text/x-rst", "text/html"]))
def test_nothing_is_lost_and_nothing_is_twice(text: str, media_type: str) -> None:
    marks = (Heading(Span(0, 0), 1, ""),) if media_type == "text/plain" else ()
    whole = content(text, media_type, marks)
    passages = split(whole, Splitting(target=60, longest=100, shortest=6))
    words = markup_of(whole).masked(text)
    text = words if words.strip() else text
    before = 0
    for passage in passages:
        assert not text[before : passage.span.start].strip()
        assert passage.span.of(text) == passage.span.of(text).strip() != ""
        assert passage.sentences
        before = passage.span.end
    assert not text[before:].strip()


@given(HOSTILE)
def test_what_lies_between_passages_is_a_guessed_heading(text: str) -> None:
    passages = split(content(text))
    ends = [0, *(passage.span.end for passage in passages)]
    starts = [*(passage.span.start for passage in passages), len(text)]
    for end, start in zip(ends, starts, strict=True):
        assert end <= start
        assert all(len(line.strip()) <= 80 for line in text[end:start].splitlines())


@given(st.text(alphabet="ab.,!? \n-日。", max_size=400))
def test_sentences_and_passages_keep_to_the_limit(text: str) -> None:
    limits = Splitting(target=40, longest=60, shortest=5)
    for passage in split(content(text, "text/markdown"), limits):
        assert all(sentence.end - sentence.start <= limits.longest for sentence in passage.sentences)


def test_a_paragraph_of_50_000_characters_becomes_even_passages() -> None:
    text = (SENTENCE * 600)[:50_000].rstrip()
    passages = split(content(text))
    assert 75 <= len(passages) <= 95
    assert max(lengths(passages)) <= 700
    assert min(lengths(passages)) >= 450


@pytest.mark.parametrize("text", ["x" * 50_000, "word " * 10_000, "日本語" * 17_000, "a" + "\u0301" * 50_000])
def test_text_without_punctuation_stays_within_the_limit(text: str) -> None:
    passages = split(content(text))
    assert max(lengths(passages)) <= Splitting().longest
    assert sum(len("".join(passage.span.of(text).split())) for passage in passages) == len(text.replace(" ", ""))


def test_small_paragraphs_are_packed_and_kept_whole() -> None:
    paragraph = (SENTENCE * 2).strip()
    text = "\n\n".join([paragraph] * 9)
    passages = split(content(text))
    assert [passage.span.of(text) for passage in passages] == ["\n\n".join([paragraph] * 3)] * 3


def test_a_passage_is_whole_sentences() -> None:
    text = (SENTENCE * 20).strip()
    for passage in split(content(text)):
        assert {sentence.of(text) for sentence in passage.sentences} == {SENTENCE.strip()}
        assert passage.span == Span(passage.sentences[0].start, passage.sentences[-1].end)


def test_a_heading_begins_a_section_and_is_in_no_passage() -> None:
    text = "Before.\n\n# One\n\nFirst words.\n\n## Two\n\nSecond words.\n"
    marks = (heading(text, "# One"), heading(text, "## Two", 2))
    passages = split(content(text, "text/markdown", marks))
    assert [(passage.span.of(text), passage.heading) for passage in passages] == [
        ("Before.", None),
        ("First words.", "One"),
        ("Second words.", "Two"),
    ]


def test_a_document_of_headings_alone_gives_them_as_passages() -> None:
    text = "# One\n\n# Two\n"
    passages = split(content(text, "text/markdown", (heading(text, "# One"), heading(text, "# Two"))))
    assert [passage.span.of(text) for passage in passages] == ["# One", "# Two"]


def test_a_heading_that_is_a_sentence_is_read_with_the_text_below_it() -> None:
    text = f"# The bridge was built by the town in 1862.\n\n{SENTENCE}\n\n# The mill\n\n{SENTENCE}"
    marks = (heading(text, "# The bridge was built by the town in 1862."), heading(text, "# The mill"))
    found = split(content(text, "text/markdown", marks))
    assert [passage.sentences[0].of(text) for passage in found] == [
        "The bridge was built by the town in 1862.",
        SENTENCE.strip(),
    ]


def test_a_heading_with_nothing_under_it_is_a_passage_below_the_one_above() -> None:
    text = f"# The town\n\n{SENTENCE}\n\n## Keeper of the mill: Ana Leka\n\n## The bridge\n\n{SENTENCE}"
    marks = (
        heading(text, "# The town"),
        heading(text, "## Keeper of the mill: Ana Leka", 2),
        heading(text, "## The bridge", 2),
    )
    found = split(content(text, "text/markdown", marks))
    assert [passage.span.of(text) for passage in found][1] == "Keeper of the mill: Ana Leka"
    assert [passage.heading for passage in found] == ["The town", "The town", "The bridge"]


def test_only_the_body_is_split() -> None:
    text = "---\ntitle: x\n---\nThe words."
    assert [p.span.of(text) for p in split(content(text, body=Span(17, len(text))))] == ["The words."]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u00a0"])
def test_an_empty_text_has_no_passages(text: str) -> None:
    assert split(content(text)) == ()


def test_a_short_line_alone_above_prose_is_a_heading_of_plain_text() -> None:
    prose = (SENTENCE * 2).strip()
    text = f"The bridge\n\n{prose}\n\nWhat it cost\n\n{prose}"
    assert [(p.heading, p.span.of(text)) for p in split(content(text))] == [
        ("The bridge", prose),
        ("What it cost", prose),
    ]


def test_a_line_of_capitals_above_others_is_a_heading_of_plain_text_however_short_these_are() -> None:
    text = "FLAT 12\nThe key is under the mat.\n\n2. RUBBISH\n\nOn Mondays.\n\nCASHIER\nANNA LEKA\n\nPAID"
    assert [(p.heading, p.span.of(text)) for p in split(content(text))] == [
        ("FLAT 12", "The key is under the mat."),
        ("2. RUBBISH", "On Mondays.\n\nCASHIER\nANNA LEKA\n\nPAID"),
    ]


@pytest.mark.parametrize(
    "line", ["It rained.", "We ask:", "- milk", "lower case", "“Yes”", "see http://x.org/a", "1234"]
)
def test_a_line_that_may_be_prose_is_no_heading(line: str) -> None:
    text = f"{line}\n\n{SENTENCE * 2}"
    assert [passage.heading for passage in split(content(text))] == [None]


def test_the_last_of_several_short_lines_is_no_heading() -> None:
    prose = "The tower of Skagen was lit in 1858 and has been seen by every ship that passed the cape. " * 3
    text = f"The lighthouse of Skagen\n\nA. Keeper\n2009-10-07\nLicense:cc-by\n\n{prose}\n\n{prose}"
    assert "License:cc-by" not in [passage.heading for passage in split(content(text))]


def test_headings_are_not_guessed_in_markdown() -> None:
    text = f"The bridge\n\n{SENTENCE * 2}"
    assert [passage.heading for passage in split(content(text, "text/markdown"))] == [None]


def test_long_lines_are_paragraphs_and_wrapped_lines_are_not() -> None:
    long = "\n".join(["A line that goes on and on " * 8 + "without a stop"] * 2)
    assert [len(passage.sentences) for passage in split(content(long))] == [2]
    wrapped = "\n".join(["A line that goes on and on without a stop"] * 4)
    assert [len(passage.sentences) for passage in split(content(wrapped))] == [1]


def test_list_items_and_table_rows_and_blocks_of_code_are_sentences() -> None:
    text = "Buy:\n\n- milk\n- bread\n\n| a. B | c |\n|---|---|\n| d | e |\n\n```python\nx = 1. \n\ny = 2\n```\n"
    passages = split(content(text, "text/markdown"))
    assert [[sentence.of(text) for sentence in passage.sentences] for passage in passages] == [
        ["Buy:", "milk", "bread"],
        ["d | e"],
        ["x = 1. \n\ny = 2"],
    ]


def test_a_passage_ends_with_its_page_where_that_costs_nothing() -> None:
    first, second = (SENTENCE * 7).strip(), (SENTENCE * 6).strip()
    text = f"{first}\n\n{second}"
    pages = (
        Place(PlaceKind.PAGE, 4, Span(0, len(first) + 2), "page 4"),
        Place(PlaceKind.PAGE, 5, Span(len(first) + 2, len(text)), "page 5"),
    )
    passages = split(content(text, "application/pdf", places=pages))
    assert [passage.span.of(text) for passage in passages] == [first, second]


@pytest.mark.parametrize("kind", [PlaceKind.ROW, PlaceKind.SLIDE])
def test_a_row_or_a_slide_is_a_passage_of_its_own(kind: PlaceKind) -> None:
    rows = ["City: Shkodra", "City: Vlora", "City: " + "Tirana is the capital. " * 60]
    text = "\n\n".join(row.strip() for row in rows)
    starts = [text.index(row.strip()) for row in rows]
    places = tuple(
        Place(kind, number, Span(start, start + len(row.strip())), f"row {number}")
        for number, (row, start) in enumerate(zip(rows, starts, strict=True), 1)
    )
    whole = content(text, places=places)
    found = [(whole.place_at(each.span.start), each.span) for each in split(whole)]
    assert [span.of(text) for _, span in found[:2]] == rows[:2]
    assert len(found) > 3
    assert all(place is not None and place.span.holds(span) for place, span in found)


@pytest.mark.parametrize("text", ["a\n" + "```\n" * 5000 + "b", "a\n\n" + "|--|\n" * 5000, "- " * 5000])
def test_markup_without_words_does_not_swell_a_passage(text: str) -> None:
    assert max(lengths(split(content(text, "text/markdown")))) <= Splitting().longest + 100


def test_lengths_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="longest"):
        Splitting(target=600, longest=500)


def test_a_row_of_a_table_in_a_text_is_one_sentence_and_a_passage_of_its_own() -> None:
    row = "Lake: Ohrid.\nDepth: 288 m.\nCountry: Albania."
    text = f"The old lakes are deep.\n\n{row}\n\nThey are in the south."
    whole = replace(content(text), rows=(Span(text.index(row), text.index(row) + len(row)),))
    assert [[sentence.of(text) for sentence in passage.sentences] for passage in split(whole)] == [
        ["The old lakes are deep."],
        [row],
        ["They are in the south."],
    ]
