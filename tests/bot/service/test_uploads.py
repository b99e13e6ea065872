from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from bot.answering.scope import EVERYTHING, SearchScope
from bot.answers import Question
from bot.errors import NameTaken, NothingChosen, UploadRefused
from bot.service.library_editor import LibraryEditor
from bot.service.uploads import KnownName, UploadFolder, UploadQuery, UploadRules, safe_name, safe_place
from bot.service.workspace import Workspace
from corpus.errors import UnknownDocument
from corpus.readers.sandbox.reader import Reader
from corpus.web import fetcher as fetcher_module
from tests.support.fakes import FakeEncoder
from tests.support.shelves import BEES, LIGHTHOUSES
from tests.support.web_host import fetcher, web_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.documents import Part
    from corpus.readers.loaded_file import LoadedFile


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("Çështja e lartë.PDF", "Çështja e lartë.PDF"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\notes.md", "notes.md"),
        ("..", "document"),
        ("", "document"),
        (".hidden.txt", "hidden.txt"),
        ("/", "document"),
        ("a\0b\nc.txt", "a_b_c.txt"),
        ("invoice\u202efdp.exe.txt", "invoice_fdp.exe.txt"),
        ("CON.txt", "_CON.txt"),
        ("~$open.docx", "_~$open.docx"),
        ('<img src=x onerror="a">.html', "_img src=x onerror=_a__.html"),
        ("caf\udce9.txt", "caf_.txt"),
    ],
)
def test_a_files_own_name_is_kept_as_far_as_it_is_safe(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@pytest.mark.parametrize("name", ["x" * 5_000 + ".pdf", "ë" * 500 + ".pdf", "." * 300 + "pdf.pdf"])
def test_a_long_name_is_cut_and_keeps_its_suffix(name: str) -> None:
    assert len(safe_name(name).encode()) <= 120
    assert safe_name(name).endswith(".pdf")


@pytest.mark.parametrize("name", ["a.exe", "a", "report.pdf.meta.json", "A.TXT.META.JSON", "picture.gif", ".pdf"])
def test_what_is_no_document_by_its_name_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(UploadRefused, match=r"can be added|cannot be added"):
        UploadRules().check_name(name)


def test_two_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    folder = UploadFolder(tmp_path / "uploads")
    kept = []
    for text in ("one", "two", "three"):
        partial = folder.partial()
        partial.write_text(text)
        kept.append(folder.keep(partial, PurePosixPath("notes.txt")))
    assert [path.name for path in kept] == ["notes.txt", "notes (2).txt", "notes (3).txt"]
    assert [path.read_text() for path in kept] == ["one", "two", "three"]


def test_only_files_of_the_folder_are_deleted_and_none_that_a_link_leads_to(tmp_path: Path) -> None:
    folder = UploadFolder(tmp_path / "uploads")
    folder.partial()
    outside = tmp_path / "mine.txt"
    outside.write_text("mine")
    link = folder.folder / "link.txt"
    link.symlink_to(outside)
    (folder.folder / "linked").symlink_to(tmp_path)
    for path in (outside, link, folder.folder / "linked" / "mine.txt", folder.folder / ".." / "mine.txt"):
        assert not folder.drop(str(path))
    assert outside.read_text() == "mine"


def test_a_folder_keeps_its_files_apart_and_goes_with_the_last_of_them(
    editor: LibraryEditor, workspace: Workspace
) -> None:
    added = [
        hand_in(editor, "minutes.md", f"# Minutes\n\nThe council met in {year}.\n", f"Council/{year}")
        for year in (2018, 2019)
    ]
    assert [(status, reason) for status, _, reason in added] == [("added", None)] * 2
    library = workspace.libraries.open_to_write()
    places = [Path(each.path).relative_to(editor.folder.folder).as_posix() for each in library.documents()]
    assert places == ["Council/2018/minutes.md", "Council/2019/minutes.md"]
    for _, document, _ in added:
        assert document is not None
        assert editor.remove(document).deleted
    assert kept_files(editor) == []


def test_a_document_of_two_collections_is_one_document_that_both_have(editor: LibraryEditor) -> None:
    _, document, _ = hand_in(editor, "bees.txt", BEES, "Hives")
    assert document is not None
    assert hand_in(editor, "copy.txt", BEES, "Hives/2019") == ("unchanged", document, "the same as bees.txt")
    assert hand_in(editor, "copy.txt", BEES, "Island") == ("added", document, "the same as bees.txt")
    hand_in(editor, "lighthouses.txt", LIGHTHOUSES)
    library = editor._library
    assert library is not None
    assert library.list.collections() == {"": 1, "Hives": 1, "Island": 1}
    for name in ("Hives", "Island"):
        within = SearchScope(collections=frozenset({name})).within(library)
        assert within is not None
        assert library.match(within) == frozenset({document})
    assert editor.remove(document).deleted
    assert kept_files(editor) == ["lighthouses.txt"]


@pytest.mark.parametrize(
    ("folder", "kept"),
    [
        ("../../etc", "etc/a.txt"),
        ("/etc\\cron.d", "etc/cron.d/a.txt"),
        ("a/./..//b", "a/b/a.txt"),
        ("con/\x00", "_con/_/a.txt"),
        ("x/" * 30, "x/x/x/x/x/x/x/x/a.txt"),
    ],
)
def test_where_a_folder_leads_is_never_out_of_the_uploads(folder: str, kept: str) -> None:
    assert safe_place(folder, "a.txt").as_posix() == kept


def test_a_page_of_the_web_begins_a_library_once_it_can_be_read_and_goes_with_its_copy(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher_module, "getproxies", dict)
    monkeypatch.setattr(fetcher_module, "Fetcher", fetcher)
    sample = workspace.libraries._open(workspace.libraries.data / "sample-library")
    editor = LibraryEditor(workspace, workspace.service(sample), None, None)
    with web_host() as host:
        assert editor.fetch(host.html("/empty", "<p></p>")).status == "failed"
        assert editor.fetch(host.url("/nothing")).status == "failed"
        assert not workspace.libraries.folder.exists()
        address = host.html("/bees", f"<title>Bees</title><p>{BEES}</p>")
        outcome = editor.fetch(address)
        assert (outcome.status, outcome.url) == ("added", address)
        host.html("/bees", f"<title>Bees</title><p>{LIGHTHOUSES}</p>")
        outcome = editor.fetch(address)
    assert outcome.status == "updated"
    assert outcome.document is not None
    assert editor.remove(outcome.document).deleted
    assert not Path(outcome.path).exists()
    editor.close()


def test_a_known_name_is_asked_about_and_replaced_only_when_that_is_said(
    editor: LibraryEditor, workspace: Workspace
) -> None:
    _, before, _ = hand_in(editor, "notes.txt", BEES, known=KnownName.ASK)
    with pytest.raises(NameTaken, match=r"another notes\.txt"):
        hand_in(editor, "notes.txt", LIGHTHOUSES, known=KnownName.ASK)
    assert hand_in(editor, "notes.txt", BEES, known=KnownName.ASK)[:2] == ("unchanged", before)
    assert hand_in(editor, "notes.txt", "", known=KnownName.REPLACE)[0] == "failed"
    status, after, reason = hand_in(editor, "notes.txt", LIGHTHOUSES, known=KnownName.REPLACE)
    assert (status, reason) == ("updated", None)
    assert [each.id for each in workspace.libraries.open_to_write().documents()] == [after]
    assert (editor.folder.folder / "notes.txt").read_text() == LIGHTHOUSES
    assert [name for name in kept_files(editor) if not name.startswith(".part-")] == ["notes.txt"]


def test_what_was_left_on_its_way_goes_after_an_hour(tmp_path: Path) -> None:
    folder = UploadFolder(tmp_path / "uploads")
    old, new = folder.partial(), folder.partial()
    old.write_text("old")
    new.write_text("new")
    os.utime(old, (0, 0))
    folder.partial()
    assert not old.exists()
    assert new.exists()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr("embeddings.encoders.registry.load_encoder", lambda *_, **__: FakeEncoder())
    return Workspace(None, tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def editor(workspace: Workspace) -> Iterator[LibraryEditor]:
    library = workspace.libraries.open_to_write(make=True)
    made = LibraryEditor(workspace, workspace.service(library), library, None)
    yield made
    made.close()
    library.close()


def hand_in(
    editor: LibraryEditor, name: str, text: str, folder: str = "", known: KnownName = KnownName.BOTH
) -> tuple[str, str | None, str | None]:
    partial = editor.partial()
    partial.write_text(text)
    outcome = editor.take(partial, UploadQuery(name, folder, known))
    return outcome.status, outcome.document, outcome.reason


def kept_files(editor: LibraryEditor) -> list[str]:
    return sorted(path.name for path in editor.folder.folder.iterdir())


def test_one_encoder_answers_from_all_libraries_and_embeds_none(workspace: Workspace, tmp_path: Path) -> None:
    sample, is_sample = workspace.libraries.open_to_read()
    assert is_sample
    answering = workspace.models.answering_encoder(sample)
    own = workspace.libraries.open_to_write(make=True)
    (tmp_path / "bees.txt").write_text(BEES)
    list(workspace.writer(own).add([tmp_path / "bees.txt"]))
    assert workspace.models.answering_encoder(own) is answering
    assert isinstance(answering, FakeEncoder)
    assert answering.passages == []
    own.close()
    sample.close()


def test_a_file_is_added_under_its_name_beside_the_library(editor: LibraryEditor, workspace: Workspace) -> None:
    status, document, _ = hand_in(editor, "../bees.txt", BEES)
    assert status == "added"
    assert document is not None
    assert kept_files(editor) == ["bees.txt"]
    library = workspace.libraries.open_to_write()
    assert library.document(document).path == str(workspace.libraries.data.resolve() / "library-uploads" / "bees.txt")


@pytest.mark.parametrize("has_library", [True, False])
def test_a_file_is_loaded_and_parsed_once(
    workspace: Workspace, has_library: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = workspace.libraries.open_to_write(make=True) if has_library else workspace.libraries.open_to_read()[0]
    editor = LibraryEditor(workspace, workspace.service(library), library if has_library else None, None)
    done: list[str] = []

    def counted(do: Callable[[Reader, Any], Any]) -> Callable[[Reader, Any], Any]:
        def call(reader: Reader, file: Any) -> Any:
            done.append(do.__name__)
            return do(reader, file)

        return call

    for do in (Reader.load, Reader.parse):
        monkeypatch.setattr(Reader, do.__name__, counted(do))
    assert hand_in(editor, "bees.txt", BEES)[0] == "added"
    assert done == ["load", "parse"]
    editor.close()


def test_what_is_there_already_is_not_kept_twice(editor: LibraryEditor) -> None:
    _, document, _ = hand_in(editor, "bees.txt", BEES)
    assert hand_in(editor, "copy.txt", BEES) == ("unchanged", document, "the same as bees.txt")
    assert kept_files(editor) == ["bees.txt"]


def test_another_file_of_the_same_name_replaces_nothing_and_that_is_said(editor: LibraryEditor) -> None:
    hand_in(editor, "notes.txt", BEES)
    status, _, reason = hand_in(editor, "notes.txt", LIGHTHOUSES)
    assert (status, reason) == ("added", "kept as notes (2).txt, since there is another notes.txt")


def test_what_cannot_be_read_is_told_and_not_kept(editor: LibraryEditor) -> None:
    status, document, reason = hand_in(editor, "broken.pdf", "%PDF-1.7 cut short")
    assert (status, document) == ("failed", None)
    assert reason
    assert kept_files(editor) == []


def test_a_file_that_takes_long_keeps_neither_another_nor_a_removal_waiting(
    editor: LibraryEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, there, _ = hand_in(editor, "lighthouses.txt", LIGHTHOUSES)
    assert there is not None
    parse, may_go_on = Reader.parse, threading.Event()

    def slow(reader: Reader, file: LoadedFile) -> Iterator[Part]:
        if file.path.endswith("slow.txt"):
            may_go_on.wait(60)
        yield from parse(reader, file)

    monkeypatch.setattr(Reader, "parse", slow)
    with ThreadPoolExecutor(1) as threads:
        taken = threads.submit(hand_in, editor, "slow.txt", "A slow text about slow bees.")
        assert hand_in(editor, "bees.txt", BEES)[0] == "added"
        assert editor.remove(there).deleted
        assert not taken.done()
        may_go_on.set()
        assert taken.result(60)[0] == "added"


def test_a_file_that_a_killed_process_was_taking_goes_after_an_hour_and_no_other(editor: LibraryEditor) -> None:
    hand_in(editor, "bees.txt", BEES)
    for name, age in (("orphan.txt", 4_000), ("just-come.txt", 60)):
        (editor.folder.folder / name).write_text("a text that no document names")
        age_by(editor.folder.folder / name, age)
    age_by(editor.folder.folder / "bees.txt", 100_000)
    assert editor.collect_orphans() == 1
    assert kept_files(editor) == ["bees.txt", "just-come.txt"]
    assert editor.collect_orphans() == 0


def test_orphans_are_collected_when_the_server_starts_but_not_what_is_being_taken(
    editor: LibraryEditor, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(editor, "bees.txt", BEES)
    parse = Reader.parse

    def old(reader: Reader, file: LoadedFile) -> Iterator[Part]:
        age_by(Path(file.path), 4_000)
        assert editor.collect_orphans() == 0
        yield from parse(reader, file)

    with monkeypatch.context() as patch:
        patch.setattr(Reader, "parse", old)
        assert hand_in(editor, "lighthouses.txt", LIGHTHOUSES)[0] == "added"
    (editor.folder.folder / "orphan.txt").write_text("a text that no document names")
    age_by(editor.folder.folder / "orphan.txt", 4_000)
    library = workspace.libraries.open_to_write()
    LibraryEditor(workspace, workspace.service(library), library, None).close()
    library.close()
    assert kept_files(editor) == ["bees.txt", "lighthouses.txt"]


def age_by(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_no_more_comes_than_there_is_room_for(workspace: Workspace) -> None:
    library = workspace.libraries.open_to_write(make=True)
    editor = LibraryEditor(workspace, workspace.service(library), library, None, UploadRules(100, total_bytes=250))
    hand_in(editor, "one.txt", "a sentence " * 9)
    hand_in(editor, "two.txt", "another one " * 8)
    with pytest.raises(UploadRefused, match="no more room"):
        editor.partial()
    editor.close()


def test_removing_gives_a_receipt_and_deletes_the_file_that_came_through_the_page(editor: LibraryEditor) -> None:
    _, document, _ = hand_in(editor, "bees.txt", BEES)
    assert document is not None
    receipt = editor.remove(document)
    assert (receipt.removed.id, receipt.deleted, receipt.clean) == (document, True, True)
    assert receipt.removed.passages > 0
    assert kept_files(editor) == []
    with pytest.raises(UnknownDocument):
        editor.remove(document)


def test_removing_leaves_every_other_file_alone(editor: LibraryEditor, workspace: Workspace, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text(BEES)
    library = workspace.libraries.open_to_write()
    (added,) = workspace.writer(library).add([own])
    assert added.document is not None
    assert not editor.remove(added.document).deleted
    assert own.read_text() == BEES


def test_the_first_document_begins_a_library_of_ones_own_beside_the_sample(workspace: Workspace) -> None:
    sample = workspace.libraries._open(workspace.libraries.data / "sample-library")
    (workspace.libraries.data / "lighthouses.txt").write_text(LIGHTHOUSES)
    list(workspace.writer(sample).add([workspace.libraries.data / "lighthouses.txt"]))
    service = workspace.service(sample)
    service.is_sample = True
    editor = LibraryEditor(workspace, service, None, None)
    with pytest.raises(UploadRefused, match="sample"):
        editor.remove("0123456789ab")
    assert hand_in(editor, "broken.pdf", "%PDF-1.7 cut short")[0] == "failed"
    assert not workspace.libraries.folder.exists()
    assert hand_in(editor, "bees.txt", BEES)[0] == "added"
    assert [each.metadata.title for each in service.library.documents()] == [
        each.metadata.title for each in workspace.libraries.open_to_write().documents()
    ]
    assert len(service.library.documents()) == 1
    assert service.ask(Question("How many eggs does the queen lay?"), EVERYTHING).citations[0].path.endswith("bees.txt")
    assert editor.may_remove
    assert service.has_sample
    (article,) = sample.documents()
    sampled = service.ask(Question("When was the lighthouse of Skagen lit?"), SearchScope(sample=True))
    assert sampled.citations[0].document == article.id
    assert article.id not in {each.id for each in service.library.documents()}
    found = service.document(article.id)
    assert found is not None
    assert found.text == LIGHTHOUSES
    assert [line.id for line in service.listed(sample=True)[0].lines] == [article.id]
    assert {finding.status for finding in service.verify(sampled)} == {"verified"}
    assert service.sample_count() == 1
    (bees,) = service.library.documents()
    both = {article.id, bees.id}
    for choice, meant in (
        (SearchScope(sample=True, own=True), both),
        (SearchScope(sample=True, collections=frozenset({""})), both),
        (SearchScope(sample=True, documents=frozenset({bees.id})), both),
        (SearchScope(sample=True, own=True, text="lighthouse"), {article.id}),
        (SearchScope(sample=True, documents=frozenset({article.id})), {article.id}),
    ):
        joint = service.ask(Question("When was the lighthouse of Skagen lit, and how many eggs are laid?"), choice)
        assert {each.document for each in joint.citations} == meant, choice
        assert set(service.beside_titles(both)) <= both
        assert {finding.status for finding in service.verify(joint)} == {"verified"}
    assert hand_in(editor, "lease.txt", "The rent is 400 euros a month.")[0] == "added"
    assert [service.count_where([each]) for each in (article.id, bees.id)] == [1, 2]
    with pytest.raises(NothingChosen):
        service.ask(Question("When?"), SearchScope(sample=True, own=True, text="no such name"))
    editor.close()
