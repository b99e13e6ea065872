from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.documents import Metadata
from corpus.errors import ReadError
from corpus.references.lists import lists_in, read_list
from corpus.store.zotero import zotero_attachments
from tests.support.zotero_folder import LINKED, LINKED_URL, WEB_PAGE, ZoteroFolder

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:link="http://purl.org/rss/1.0/modules/link/" xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/">
 <bib:Article rdf:about="https://example.org/bees">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf><bib:Journal><dc:title>Journal of Bees</dc:title>
   <dc:identifier>DOI 10.1234/bees</dc:identifier></bib:Journal></dcterms:isPartOf>
  <bib:authors><rdf:Seq>
   <rdf:li><foaf:Person><foaf:surname>Leka</foaf:surname><foaf:givenName>Ana</foaf:givenName></foaf:Person></rdf:li>
   <rdf:li><foaf:Person><foaf:surname>Hoxha</foaf:surname><foaf:givenname>Dritan</foaf:givenname></foaf:Person></rdf:li>
  </rdf:Seq></bib:authors>
  <link:link rdf:resource="#item_2"/><link:link rdf:resource="#item_9"/>
  <dc:title>The life of bees</dc:title><dc:date>2020-05-04</dc:date><z:language>en</z:language>
  <dcterms:dateSubmitted>2024-01-02 03:04:05</dcterms:dateSubmitted>
  <dc:identifier><dcterms:URI><rdf:value>https://example.org/bees</rdf:value></dcterms:URI></dc:identifier>
 </bib:Article>
 <z:Attachment rdf:about="#item_2"><z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/2/Leka%20-%202020.pdf"/><link:type>application/pdf</link:type></z:Attachment>
 <bib:Book rdf:about="#item_3"><dc:title>No files</dc:title></bib:Book>
</rdf:RDF>"""
BEES = Metadata(
    title="The life of bees",
    author="Ana Leka, Dritan Hoxha",
    date="2020-05-04",
    url="https://example.org/bees",
    language="en",
    accessed="2024-01-02T03:04:05Z",
    publication="Journal of Bees",
    doi="10.1234/bees",
)


def test_an_rdf_export_says_what_its_works_are(tmp_path: Path) -> None:
    (tmp_path / "export.rdf").write_text(RDF)
    (bees,) = read_list(tmp_path / "export.rdf")
    assert bees.metadata == BEES
    assert bees.files == (tmp_path / "files/2/Leka - 2020.pdf",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<a/>",
        b'<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]><r>&c;</r>',
        b"<a>" * 5000,
    ],
)
@pytest.mark.parametrize("name", ["a.rdf", "a.bib", "a.json"])
def test_what_is_no_list_has_no_references(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert read_list(tmp_path / name) == []


def test_an_rdf_export_reaches_for_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    entity = f'<!DOCTYPE r [<!ENTITY s SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    (tmp_path / "a.rdf").write_text(entity + RDF.replace("The life of bees", "&s;"))
    assert "secret" not in str([each.metadata for each in read_list(tmp_path / "a.rdf")])


def test_csl_json_names_its_files_or_calls_them_like_its_works(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for name in ("leka2020.pdf", "other.pdf", "files/hoxha.html"):
        (tmp_path / name).write_text("x")
    works = [
        {
            "id": "leka2020",
            "type": "article-journal",
            "title": "The life of bees",
            "author": [{"family": "Leka", "given": "Ana"}, {"family": "Hoxha", "given": "Dritan"}],
            "issued": {"date-parts": [["2020", 5, 4]]},
            "accessed": {"date-parts": [[2024, 1, 2]]},
            "container-title": ["Journal of Bees"],
            "DOI": "10.1234/bees",
            "URL": "https://example.org/bees",
            "language": "en",
        },
        {"id": 7, "citation-key": "hoxha", "type": "book", "title": "T", "editor": [{"literal": "The Editors"}]},
        {"id": "c", "type": "book", "title": "U", "file": "files/c.pdf", "author": [{"family": "Beethoven",
         "given": "Ludwig", "non-dropping-particle": "van"}], "issued": {"raw": "May 1801"}},
        {"id": "d", "type": "book", "title": None, "author": "wrong", "issued": [], "attachments": [{"path": "d.pdf"}]},
        {"id": "nothing", "type": "book", "title": "V"},
        "not a work",
    ]  # fmt: skip
    (tmp_path / "list.json").write_text(json.dumps(works))
    leka, hoxha, third, fourth, fifth = read_list(tmp_path / "list.json")
    assert leka.metadata == replace(BEES, accessed="2024-01-02")
    assert leka.files == (tmp_path / "leka2020.pdf",)
    assert (hoxha.metadata.author, hoxha.files) == ("The Editors", (tmp_path / "files/hoxha.html",))
    assert (third.metadata.author, third.metadata.date) == ("Ludwig van Beethoven", "1801-05")
    assert third.files == (tmp_path / "files/c.pdf",)
    assert fourth.files == (tmp_path / "d.pdf",)
    assert fifth.files == ()


def test_a_zotero_folder_says_what_its_items_are_and_stays_as_it_is(tmp_path: Path) -> None:
    zotero = ZoteroFolder(tmp_path / "Zotero")
    bees = zotero.item(
        {
            "title": "The life of bees",
            "date": "2020-05-04 May 4, 2020",
            "publicationTitle": "Journal of Bees",
            "DOI": "10.1234/bees",
            "url": "https://example.org/bees",
            "language": "en",
            "accessDate": "2024-01-02 03:04:05",
        },
        ("Vera", "Translator", 3),
        ("Ana", "Leka", 1),
        ("Dritan", "Hoxha", 1),
    )
    stored = zotero.attach(bees, "Leka - 2020.txt", "The queen lays eggs.")
    snapshot = zotero.attach(bees, "page.html", "<p>Bees", WEB_PAGE)
    zotero.attach(bees, "", mode=LINKED_URL, path="https://example.org/x")
    zotero.attach(bees, "", mode=LINKED, path="/papers/bees.pdf")
    zotero.attach(bees, "", mode=LINKED, path="attachments:bees.pdf")
    zotero.attach(bees, "x", path="storage:../../secret.txt")
    loose = zotero.attach(None, "loose.txt", "No item.")
    book = zotero.item(
        {"title": "A book", "date": "1999-00-00 1999", "extra": "OCLC: 1\nDOI: 10.1234/b"}, ("", "Ed", 2)
    )
    chapter = zotero.attach(book, "b.txt", "Text.")
    trashed = zotero.item({"title": "Gone"})
    zotero.run(f"INSERT INTO deletedItems VALUES ({trashed}, '')")
    zotero.attach(trashed, "gone.txt", "Gone.")
    feed = zotero.item({"title": "News"})
    zotero.run(f"INSERT INTO feedItems VALUES ({feed}, '')")
    zotero.attach(feed, "news.txt", "News.")
    before = _state(zotero.folder)

    found = {file: each.metadata for each in read_list(zotero.folder / "zotero.sqlite") for file in each.files}
    assert set(found) == {stored, snapshot, loose, chapter, Path("/papers/bees.pdf")}
    assert found[stored] == found[snapshot] == BEES
    assert found[loose] == Metadata("")
    assert (found[chapter].author, found[chapter].date, found[chapter].doi) == ("Ed", "1999", "10.1234/b")
    assert _state(zotero.folder) == before


def test_a_database_that_is_none_is_said(tmp_path: Path) -> None:
    for data in (b"", b"SQLite format 3\0 broken", b"x" * 10_000):
        (tmp_path / "zotero.sqlite").write_bytes(data)
        with pytest.raises(ReadError, match="close Zotero"):
            zotero_attachments(tmp_path)


def test_lists_are_told_by_their_names_and_json_by_what_lies_beside_it() -> None:
    names = ["a.bib", "b.rdf", "c.json", "d.txt"]
    assert lists_in(Path("/x"), names) == [Path("/x/a.bib")]
    assert lists_in(Path("/x"), [*names, "files"]) == [Path("/x/a.bib"), Path("/x/b.rdf"), Path("/x/c.json")]
    assert lists_in(Path("/x"), [*names, "files", "zotero.sqlite"]) == [Path("/x/zotero.sqlite")]


def _state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }
