from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Content, Document, Metadata, Span
from corpus.store.document_line import DocumentLine
from corpus.store.document_list import Order, in_order, page_of
from corpus.store.library import Library
from corpus.store.rows import text_digest
from corpus.store.shown_names import ShownNames
from corpus.text.passages import split
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from pathlib import Path


def shelve(library: Library, texts: dict[str, str]) -> None:
    for path, text in texts.items():
        content = Content(text, Metadata(path), "text/plain", Span(0, len(text)))
        library.put(Document(f"/{path}", text_digest(text), content), split(content))


def line(path: str, title: str = "Minutes", date: str | None = None, added: str = "", part: str = "") -> DocumentLine:
    return DocumentLine(text_digest(f"{path}/{part}")[:12], path, Metadata(title, date=date), part=part, added=added)


def names(*paths: str) -> list[str]:
    lines = [line(path) for path in paths]
    shown = ShownNames.of(lines)
    return [shown.names[each.id] for each in lines]


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        (("/home/ina/a.txt", "/home/ina/b.txt"), ["a.txt", "b.txt"]),
        (("/home/ina/2019/a.txt", "/home/ina/2020/a.txt"), ["2019/a.txt", "2020/a.txt"]),
        (("/home/ina/a.txt", "/home/ina/docs/a.txt"), ["a.txt", "docs/a.txt"]),
        (("/h/x/2019/a.txt", "/h/y/2019/a.txt", "/h/y/2020/a.txt"), ["x/2019/a.txt", "y/2019/a.txt", "2020/a.txt"]),
        (("/h/b/x/a.txt", "/h/x/a.txt"), ["b/x/a.txt", "x/a.txt"]),
        (("/a.txt", "/home/a.txt"), ["a.txt", "home/a.txt"]),
    ],
    ids=str,
)
def test_files_of_one_name_are_told_apart_by_as_few_folders_as_will_do(
    paths: tuple[str, ...], shown: list[str]
) -> None:
    assert names(*paths) == shown


@given(st.sets(st.lists(st.sampled_from(["a", "b", "c"]), max_size=4).map(tuple), min_size=2, max_size=12))
def test_names_differ_and_say_nothing_of_the_folder_that_all_lie_in(folders: set[tuple[str, ...]]) -> None:
    shown = names(*("/".join(["/secret", *each, "x.txt"]) for each in folders))
    assert len(set(shown)) == len(folders)
    assert not any("secret" in each for each in shown)


def test_only_a_title_that_another_document_has_needs_a_name_beside_it() -> None:
    lines = [line("/a/x.txt"), line("/b/x.txt", "MINUTES"), line("/c/y.txt", "Notes")]
    assert ShownNames.of(lines).beside_titles([each.id for each in lines]) == {
        lines[0].id: "a/x.txt",
        lines[1].id: "b/x.txt",
    }


def test_documents_of_one_file_are_told_apart_by_their_names_in_it() -> None:
    lines = [line("/a/all.zip", part="one.txt"), line("/a/all.zip", part="two.txt"), line("/b/all.zip", part="one.txt")]
    assert list(ShownNames.of(lines).names.values()) == ["a/all.zip/one.txt", "all.zip/two.txt", "b/all.zip/one.txt"]


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("title", ["a", "B", "c"]),
        ("-title", ["c", "B", "a"]),
        ("date", ["c", "B", "a"]),
        ("-date", ["B", "c", "a"]),
        ("added", ["B", "a", "c"]),
        ("-added", ["c", "a", "B"]),
        ("kind", ["c", "a", "B"]),
        ("path", ["c", "a", "B"]),
    ],
)
def test_lists_are_sorted_and_what_does_not_say_it_stands_last(order: Order, titles: list[str]) -> None:
    lines = [
        line("/1.md", "c", "1999", "2026-03"),
        line("/2.txt", "a", "{{1}}", "2026-02"),
        line("/3.txt", "B", "2001-02", "2026-01"),
    ]
    assert [each.metadata.title for each in in_order(lines, order)] == titles


def test_a_page_counts_what_fits_and_finds_by_title_name_and_publisher_not_by_folder() -> None:
    lines = [line(f"/secret/{number}.txt", f"Report {number}") for number in range(30)]
    page = page_of(lines, ShownNames.of(lines), "title", " REPORT 1 ", 0, 5)
    assert (len(page.lines), page.fitting, page.all) == (5, 11, 30)
    assert page_of(lines, page.names, "title", "7.TXT", 0, 50).fitting == 3
    assert page_of(lines, page.names, "title", "secret", 0, 50).fitting == 0
    assert [each.path for each in page_of(lines, page.names, "path", "", 28, 5).lines] == [
        "/secret/28.txt",
        "/secret/29.txt",
    ]


def test_what_is_shown_of_a_folder_is_found_by_it() -> None:
    lines = [line("/secret/2019/x.txt"), line("/secret/2020/x.txt")]
    assert page_of(lines, ShownNames.of(lines), "title", "2019/x", 0, 5).lines == (lines[0],)
    assert page_of(lines, ShownNames.of(lines), "title", "secret", 0, 5).lines == ()


def test_a_list_is_counted_and_told_apart_anew_when_the_library_has_changed(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library")
    assert library.list.count() == 0
    shelve(library, {"a/x.txt": BEES})
    assert (library.list.count(), len(library.list.all()), library.list.count()) == (1, 1, 1)
    shelve(library, {"b/x.txt": LIGHTHOUSES})
    assert library.list.count() == 2
    assert sorted(library.list.names().names.values()) == ["a/x.txt", "b/x.txt"]


def test_each_document_comes_as_the_list_of_sources_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.store.library.READ_AT_ONCE", 2)
    library = Library.open(tmp_path / "library")
    shelve(library, {f"{number}.txt": f"{BEES}\n{number}" for number in range(5)})
    assert list(library.each_document()) == library.documents()
    (first, *_) = library.documents()
    assert list(library.each_document({first.id, "0" * 12})) == [first]
