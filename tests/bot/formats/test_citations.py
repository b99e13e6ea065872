from __future__ import annotations

import json

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string as parse_bibtex

from bot.answers import Answer, Citation
from bot.formats.citations import FORMATS, format_citations, plain_citation
from bot.formats.cited_works import parse_date

EXCERPT = "Bees hum & dance."


def citation(number: int = 1, document: str = "aaaaaaaaaaaa", **about: object) -> Citation:
    values: dict[str, object] = {
        "number": number,
        "document": document,
        "path": "/notes/bees.txt",
        "sha256": "0" * 64,
        "title": "Bees & Wasps",
        "author": "Ada Keeper",
        "publisher": "Hive_Press",
        "date": "2020-01-04",
        "url": "https://example.org/bees",
        "page": 3,
        "heading": None,
        "start": 10,
        "end": 10 + len(EXCERPT),
        "excerpt": EXCERPT,
        "highlights": (),
        "score": 1.0,
    }
    return Citation(**{**values, **about})  # type: ignore[arg-type]


def answer(*citations: Citation) -> list[Answer]:
    return [Answer("?", "?", 0.0, (), citations, 0.0)]


def test_bibtex_has_one_escaped_entry_a_document() -> None:
    text = format_citations(answer(citation(1), citation(2, start=50, end=50 + len(EXCERPT))), "bibtex")
    assert text.count("@misc{keeper2020bees-7c079,") == 1
    assert r"title = {{Bees \& Wasps}}," in text
    assert r"publisher = {Hive\_Press}," in text
    assert "year = {2020}," in text
    assert "10-27, 50-67" in text


def test_ris_begins_and_ends_each_record() -> None:
    lines = format_citations(answer(citation(1), citation(2, document="b" * 12)), "ris").splitlines()
    assert lines.count("TY  - ELEC") == lines.count("ER  - ") == 2
    assert "TI  - Bees & Wasps" in lines
    assert "DA  - 2020/01/04" in lines
    assert "ID  - keeper2020bees-7c079-2" in lines


def test_csl_json_has_the_standards_names() -> None:
    (item,) = json.loads(format_citations(answer(citation()), "csl-json"))
    assert item["type"] == "webpage"
    assert item["issued"] == {"date-parts": [[2020, 1, 4]]}
    assert item["author"] == [{"literal": "Ada Keeper"}]
    assert item["URL"] == "https://example.org/bees"


def test_markdown_numbers_the_excerpts_and_quotes_them() -> None:
    text = format_citations(answer(citation(1), citation(2, document="b" * 12, url=None)), "markdown")
    assert text.startswith("1. [Bees")
    assert "(<https://example.org/bees>)" in text
    assert "\n2. *Bees" in text
    assert text.count("> Bees hum") == 2


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_web_addresses_become_links_in_markdown(url: str) -> None:
    assert url not in format_citations(answer(citation(url=url)), "markdown")


def test_what_a_document_does_not_say_is_left_out() -> None:
    bare = citation(author=None, publisher=None, date=None, url=None, page=None)
    for style in FORMATS:
        text = format_citations(answer(bare), style)
        assert "Bees" in text
        assert "None" not in text


@pytest.mark.parametrize("style", FORMATS)
def test_no_citation_is_no_text(style: str) -> None:
    assert format_citations(answer(), style) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("date", "parsed"),
    [("2020", (2020,)), ("2020-01", (2020, 1)), ("2020-01-04", (2020, 1, 4)), ("last year", ()), ("", ()), (None, ())],
)
def test_a_date_is_read_as_far_as_it_goes(date: str | None, parsed: tuple[int, ...]) -> None:
    assert parse_date(date) == parsed


# Read back by others


def test_all_that_a_reference_manager_needs_is_read_back() -> None:
    cited = answer(citation(title="Bees {and} Wasps: 100% “Përse?” 蜂 🐝"))
    entry = read_bibtex(format_citations(cited, "bibtex"))["keeper2020bees-7c079"]
    assert entry["title"] == r"{Bees {and} Wasps: 100% “Përse?” 蜂 🐝}"
    assert (entry["author"], entry["publisher"]) == ("{Ada Keeper}", "Hive_Press")
    assert (entry["year"], entry["month"], entry["day"], entry["pages"]) == ("2020", "1", "4", "3")
    assert entry["url"] == "https://example.org/bees"
    (record,) = rispy.loads(format_citations(cited, "ris"))
    assert record["title"] == "Bees {and} Wasps: 100% “Përse?” 蜂 🐝"
    assert (record["id"], record["authors"], record["year"]) == ("keeper2020bees-7c079", ["Ada Keeper"], "2020")
    assert record["urls"] == ["https://example.org/bees"]
    item = CiteProcJSON(json.loads(format_citations(cited, "csl-json")))["keeper2020bees-7c079"]
    assert str(item.title) == record["title"]
    assert (item.issued.year, item.issued.month, item.issued.day) == (2020, 1, 4)


def test_documents_of_one_name_have_keys_of_their_own_across_all_answers() -> None:
    others = citation(1, document="b" * 12), citation(2, document="c" * 12, title="蜂", author=None, publisher=None)
    answers = [*answer(citation()), *answer(*others), *answer(citation(start=99, end=99 + len(EXCERPT)))]
    keys = ["keeper2020bees-7c079", "keeper2020bees-7c079-2", "2020-7c079"]
    assert list(read_bibtex(format_citations(answers, "bibtex"))) == keys
    assert [record["id"] for record in rispy.loads(format_citations(answers, "ris"))] == keys
    assert [item["id"] for item in json.loads(format_citations(answers, "csl-json"))] == keys
    assert "characters 10-27, 99-116 of" in format_citations(answers, "ris")


def test_a_document_that_changed_between_two_answers_is_cited_as_both() -> None:
    answers = [*answer(citation()), *answer(citation(sha256="1" * 64))]
    notes = [entry["note"] for entry in read_bibtex(format_citations(answers, "bibtex")).values()]
    assert ["0" * 64 in notes[0], "1" * 64 in notes[1]] == [True, True]


@pytest.mark.parametrize("title", ["a } b { c", "{", "}}", "{{{", "x}, @misc(evil, title={{y}"])
def test_braces_without_a_partner_open_and_close_nothing(title: str) -> None:
    (entry,) = parse_bibtex(format_citations(answer(citation(title=title)), "bibtex"), "bibtex").entries.values()
    names = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    assert entry.fields["title"] == "{" + "".join(names.get(each, each) for each in title) + "}"
    assert entry.fields["url"] == "https://example.org/bees"


@settings(deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_a_hostile_title_changes_no_other_field(title: str) -> None:
    cited = answer(citation(title=title, author=title, publisher=title, path=f"/{title}"))
    (entry,) = parse_bibtex(format_citations(cited, "bibtex"), "bibtex").entries.values()
    assert entry.fields["url"] == "https://example.org/bees"
    assert read_bibtex(format_citations(cited, "bibtex"))[entry.key]["day"] == "4"
    (record,) = rispy.loads(format_citations(cited, "ris"))
    assert (record["year"], record["urls"]) == ("2020", ["https://example.org/bees"])
    (item,) = json.loads(format_citations(cited, "csl-json").encode())
    assert item["title"] == record["title"] == (one_line(title) or "aaaaaaaaaaaa")
    assert format_citations(cited, "markdown").encode()


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="^{}-`'"), min_size=1))
def test_a_title_is_read_back_from_bibtex_to_the_letter(title: str) -> None:
    (entry,) = read_bibtex(format_citations(answer(citation(title=title)), "bibtex")).values()
    assert entry["title"].removeprefix("{").removesuffix("}") == (one_line(title) or "aaaaaaaaaaaa")


def test_only_web_addresses_are_given_to_a_reference_manager() -> None:
    for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"):
        assert [style for style in FORMATS if url in format_citations(answer(citation(url=url)), style)] == []


def read_bibtex(text: str) -> dict[str, dict[str, str]]:
    """Every entry as bibtexparser reads it, its LaTeX decoded but for the braces around a name."""
    decoding = LatexDecodingMiddleware(keep_braced_groups=True, keep_math_mode=False)
    library = parse_string(text, append_middleware=[decoding])
    assert library.failed_blocks == []
    return {entry.key: {name: field.value for name, field in entry.fields_dict.items()} for entry in library.entries}


def one_line(text: str) -> str:
    told = ("\ufffd" if "\ud800" <= c <= "\udfff" else " " if c < " " or "\x7f" <= c < "\xa0" else c for c in text)
    return " ".join("".join(told).split())


def test_csl_json_keeps_letters_as_they_are_written() -> None:
    assert '"title": "Bletët — 蜂"' in format_citations(answer(citation(title="Bletët — 蜂")), "csl-json")


def test_a_quotation_is_pasted_with_its_source_on_one_line() -> None:
    source = citation(title="Bees\n& Wasps", author=None)
    about = "Bees & Wasps, Hive_Press, 2020-01-04, page 3, https://example.org/bees"
    assert plain_citation(source, "Bees hum\n& dance.") == f"“Bees hum & dance.” ({about})"


@pytest.mark.parametrize("style", FORMATS)
def test_a_file_in_an_archive_is_cited_by_the_archives_name_and_its_own(style: str) -> None:
    source = citation(path="/notes/all.zip", part="talks/bees.docx", url=None)  # in a list of references, one is enough
    assert "all.zip/talks/bees.docx" in format_citations(answer(source), style)  # type: ignore[arg-type]
    assert "all.zip/talks/bees.docx, page 3" in plain_citation(source, "Bees.")


def test_the_number_of_a_message_is_told_where_it_is_looked_for_and_is_no_name_to_show() -> None:
    source = citation(path="/notes/letters.mbox", part="1@bees.example")
    assert "of /notes/letters.mbox/1@bees.example;" in format_citations(answer(source), "ris")
    assert "letters.mbox" not in plain_citation(source, "Bees.")


def test_a_page_is_cited_with_the_day_on_which_it_was_read_and_a_paper_with_its_journal() -> None:
    paper = citation(accessed="2026-11-27T21:04:05Z", publication="Journal of Bees", doi="10.1234/a_b")
    (csl,) = json.loads(format_citations(answer(paper), "csl-json"))
    assert csl["accessed"] == {"date-parts": [[2026, 11, 27]]}
    assert (csl["container-title"], csl["DOI"], csl["type"]) == ("Journal of Bees", "10.1234/a_b", "article-journal")
    (ris,) = rispy.loads(format_citations(answer(paper), "ris"))
    assert (ris["access_date"], ris["secondary_title"], ris["doi"]) == ("2026/11/27", "Journal of Bees", "10.1234/a_b")
    (entry,) = parse_bibtex(format_citations(answer(paper), "bibtex"), "bibtex").entries.values()
    assert entry.type == "article"
    assert (entry.fields["urldate"], entry.fields["journal"]) == ("2026-11-27", "Journal of Bees")
    assert entry.fields["doi"] == r"10.1234/a\_b"
    assert "accessed 2026-11-27" in format_citations(answer(paper), "markdown")
    assert "doi:10.1234/a_b, https://example.org/bees, accessed 2026-11-27)" in plain_citation(paper, "Bees.")
    CiteProcJSON([csl])
