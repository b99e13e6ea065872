"""Articles as feeds, news services and crawlers write them, and JSON of any other kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Metadata
from corpus.errors import DamagedFile, ReadError
from corpus.readers import Format, read
from corpus.readers.json.reader import read_json, read_json_lines
from corpus.text.passages import split

if TYPE_CHECKING:
    from corpus.documents import Part

ARTICLE = {"title": "Hives", "text": "The hives are warm.\n\nAll four of them."}
TEXT = "Hives\n\nThe hives are warm.\n\nAll four of them."


def parts(value: object, path: str = "bees.json") -> list[Part]:
    return list(read(json.dumps(value).encode(), path))


def one(value: object) -> Part:
    (part,) = parts(value)
    return part


def test_one_article_is_one_document() -> None:
    part = one(ARTICLE)
    assert (part.content.text, part.name, part.content.media_type) == (TEXT, "", Format.JSON.media_type)
    assert [heading.text for heading in part.content.headings] == ["Hives"]


@pytest.mark.parametrize(
    "value",
    [
        [ARTICLE],
        {"articles": [ARTICLE]},
        {"status": "ok", "data": {"items": [ARTICLE]}},
        {"hits": {"hits": [{"_source": ARTICLE}]}},
        {"data": [{"node": ARTICLE, "cursor": "x"}]},
        {"response": {"status": "ok", "results": [ARTICLE]}},
    ],
)
def test_articles_are_found_in_what_wraps_them(value: object) -> None:
    part = one(value)
    assert (part.content.text, part.content.metadata.title, part.name) == (TEXT, "Hives", "1")


@pytest.mark.parametrize(
    "field", ["text", "body", "content", "article", "maintext", "articleBody", "full_text", "content_text", "Body"]
)
def test_the_text_is_found_by_its_usual_names(field: str) -> None:
    assert one([{"title": "Hives", field: ARTICLE["text"]}]).content.text == TEXT


@pytest.mark.parametrize(
    ("fields", "metadata"),
    [
        (
            {
                "headline": "Hives",
                "publishedAt": "2022-01-04T10:00:00Z",
                "url": "https://example.org/a",
                "source": {"id": None, "name": "The Keeper"},
                "author": "By Ana Hoxha",
            },
            Metadata("Hives", "Ana Hoxha", "The Keeper", "2022-01-04", "https://example.org/a"),
        ),
        (
            {
                "name": "Hives",
                "date_published": "20220104",
                "canonical_url": "https://example.org/a",
                "authors": [{"name": "Ana"}, {"name": "Ben"}],
                "site_name": "The Keeper",
                "lang": "sq",
            },
            Metadata("Hives", "Ana, Ben", "The Keeper", "2022-01-04", "https://example.org/a", "sq"),
        ),
        (
            {"title": {"rendered": "Hives &amp; <i>bees</i>"}, "created": 1641290400, "link": "javascript:x"},
            Metadata("Hives & bees", date="2022-01-04"),
        ),
        (
            {"timestamp": 1641290400123, "authors": ["Ana", "Ben"]},
            Metadata("Nine jars.", "Ana, Ben", date="2022-01-04"),
        ),
        ({"title": 7, "date": [], "url": {}, "author": None, "source": "", "lang": False}, Metadata("7")),
    ],
)
def test_what_an_article_says_of_itself_is_found_by_the_usual_names(
    fields: dict[str, object], metadata: Metadata
) -> None:
    assert one([{**fields, "text": "Nine jars."}]).content.metadata == metadata


def test_what_a_feed_says_holds_for_its_items() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Keeper",
        "language": "en",
        "description": "All about bees.",
        "items": [{"id": "https://example.org/1", "content_html": "<p>Nine <b>jars</b>.</p><p>&amp; more</p>"}],
    }
    part = one(feed)
    assert part.content.text == "Nine jars.\n\n& more"
    assert part.content.metadata == Metadata("Nine jars.", None, "The Keeper", None, "https://example.org/1", "en")
    assert part.name == "https://example.org/1"


def test_a_lead_stands_above_its_text_unless_the_text_begins_with_it() -> None:
    assert one([{"description": "In short.", "content": "At length."}]).content.text == "In short.\n\nAt length."
    assert one([{"description": "At length.", "content": "At length, then."}]).content.text.count("At length") == 2
    assert one([{"description": "At length", "content": "At length, then."}]).content.text == "At length, then."


def test_a_description_alone_makes_an_article_only_of_what_has_a_title_and_a_date_or_an_address() -> None:
    (article, goods) = parts(
        [
            {"title": "Hives", "description": "They are warm.", "date": "2022"},
            {"name": "Pump", "description": "For water.", "price": 12.50},
        ]
    )
    assert article.content.text == "Hives\n\nThey are warm."
    assert goods.content.text == "name: Pump\ndescription: For water.\nprice: 12.5"


def test_sections_keep_their_headings() -> None:
    body = [{"section": "Winter", "text": "They sleep."}, {"section": "Summer", "text": "They fly."}]
    content = one({"title": "Bees", "body_text": body}).content
    assert content.text == "Bees\n\nWinter\n\nThey sleep.\n\nSummer\n\nThey fly."
    assert [heading.text for heading in content.headings] == ["Bees", "Winter", "Summer"]


def test_names_come_from_ids_then_addresses_then_the_place_in_the_file() -> None:
    texts: list[dict[str, object]] = [{"id": 7}, {"_id": "x"}, {"url": "https://example.org/a"}, {}, {"id": "7"}]
    found = parts([{**each, "text": f"Text {at}."} for at, each in enumerate(texts)])
    assert [part.name for part in found] == ["7", "x", "https://example.org/a", "4", "7 (2)"]


def test_without_a_title_the_first_words_are_the_title() -> None:
    long = "One two three four five six seven eight nine ten eleven."
    assert one([{"text": long}]).content.metadata.title == "One two three four five six seven eight nine ten…"


def test_json_without_a_text_is_one_document_of_all_that_it_says() -> None:
    value = {"station": {"name": "Vlora", "open": True, "depths": [3, 4.50, None]}, "note": "two\nlines", "": " "}
    part = one(value)
    assert part.content.text.split("\n\n") == [
        "station.name: Vlora", "station.open: true", "station.depths[0]: 3", "station.depths[1]: 4.5",
        "note: two\nlines",
    ]  # fmt: skip
    assert part.content.metadata.title == "Bees"


def test_entries_without_a_text_are_the_rows_of_one_document() -> None:
    content = one([{"city": "Vlora", "hives": 4}, {}, {"city": "Fier", "hives": 9}, "Berat"]).content
    sentences = [("Vlora", "item 1"), ("Fier", "item 3"), ("Berat", "item 4")]
    for passage, (city, label) in zip(split(content), sentences, strict=True):
        assert city in passage.span.of(content.text)
        place = content.place_at(passage.sentences[0].start)
        assert place is not None
        assert place.label == label


def test_numbers_stay_as_they_are_written() -> None:
    digits = "9" * 5000
    (part,) = read(f'{{"price": 1.50, "mass": 1e999999, "count": {digits}, "x": NaN}}'.encode(), "bees.json")
    assert part.content.text.split("\n\n") == ["price: 1.50", "mass: 1e999999", f"count: {digits}", "x: NaN"]


def test_of_a_key_that_stands_twice_both_values_are_kept() -> None:
    (part,) = read(b'{"city": "Vlora", "city": "Fier"}', "bees.json")
    assert part.content.text == "city: Vlora\n\ncity (2): Fier"


def test_halves_of_surrogate_pairs_reach_no_text() -> None:
    article = one([{"id": "\ud800", "title": "A\udfffB", "text": "Bees \ud83d fly \U0001f41d.", "url": "\ud800"}])
    assert article.content.text == "A B\n\nBees \ufffd fly \U0001f41d."
    assert one({"\ud800": "\udc00x"}).content.text == "\ufffd: \ufffdx"


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(DamagedFile, match="nested"):
        list(read(b"[" * 200_000, "bees.json"))


def test_each_line_is_an_article_and_broken_lines_are_left_out() -> None:
    lines = ['{"id": 1, "text": "One."}', "{broken", "", '{"id": 2, "text": "Two."}', "[" * 100_000, '{"id": 3, "te']
    found = list(read("\n".join(lines).encode(), "bees.jsonl"))
    assert [(part.name, part.content.text) for part in found] == [("1", "One."), ("2", "Two.")]
    broken_first = list(read("\n".join(reversed(lines)).encode(), "bees.jsonl"))
    assert [part.name for part in broken_first] == ["2", "1"]


def test_a_file_of_one_line_names_its_article_as_one_of_many_would() -> None:
    line = b'{"id": "a", "text": "One."}\n'
    (alone,) = read(line, "bees.jsonl")
    first, _ = read(line + b'{"id": "b", "text": "Two."}\n', "bees.jsonl")
    assert alone == first


def test_lines_without_a_text_are_rows_that_know_their_line() -> None:
    lines = b'{"city": "Vlora"}\n{broken\n{"city": "Fier"}\n'
    (part,) = read(lines, "bees.jsonl")
    assert [place.label for place in part.content.places] == ["line 1", "line 3"]


def test_a_file_without_one_sound_line_is_refused() -> None:
    with pytest.raises(DamagedFile, match="save it again"):
        list(read(b'{"text": "One.\n{"text": "Two.\n', "bees.jsonl"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just("<p>Bees</p> fly"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "title", "items", "data", "source", "id", "url", "date", "author", "section", ""])
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(value=VALUES, raw=st.binary(max_size=200))
@settings(deadline=None, max_examples=300)
def test_whatever_the_json_is_it_is_read_or_refused(value: object, raw: bytes) -> None:
    written = json.dumps(value).encode()
    for data in (written, b"%b\n%b\n%b" % (written, raw, written), raw):
        for reader in (read_json, read_json_lines):
            try:
                found = list(reader(data, "bees.json"))
            except ReadError:
                continue
            for part in found:
                content = part.content
                content.text.encode()
                part.name.encode()
                str(content.metadata).encode()
                assert content.body.end == len(content.text)
                for heading in content.headings:
                    assert heading.span.of(content.text) == heading.text
                for before, after in zip(content.places, content.places[1:], strict=False):
                    assert before.span.end < after.span.start
            assert len({part.name for part in found}) == len(found)


STRINGS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20)


@given(value=st.recursive(STRINGS, lambda inner: st.lists(inner, max_size=4), max_leaves=15).map(lambda v: {"x": v}))
@settings(deadline=None)
def test_every_string_of_json_without_a_text_is_in_its_document(value: dict[str, object]) -> None:
    def strings(held: object) -> list[str]:
        return [held] if isinstance(held, str) else [s for each in held for s in strings(each)]  # type: ignore[attr-defined]

    wanted = strings(value["x"])
    found = list(read_json(json.dumps(value).encode(), "bees.json"))
    text = "\n\n".join(part.content.text for part in found)
    assert all(each.strip() in text for each in wanted)
