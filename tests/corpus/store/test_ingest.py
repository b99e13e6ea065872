"""Files with many documents on their way into the library: interrupted, grown, moved, copied, changed and removed."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Content, Metadata, Part, Passage, Span
from corpus.errors import DamagedFile, ReadError
from corpus.folders.importer import FileOutcome, add_files
from corpus.messages import Message, MessageParts
from corpus.readers.sandbox.reader import Reader
from corpus.store.library import Library
from corpus.store.rows import digest
from corpus.text.passages import split
from embeddings.embedding import embed_pending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.readers.loaded_file import LoadedFile
    from corpus.store.ingest import FileIngest
    from tests.support.fakes import FakeEncoder

Parts = dict[str, str]
BROKEN = "broken"


class Interrupted(BaseException):
    """Stands for a process that ends in the middle."""


class FakeReader(Reader):
    """Reads files that are JSON objects of a text for each name; `after` parts it is interrupted."""

    def __init__(self, after: int | None = None) -> None:
        super().__init__()
        self._after = after

    def parse(self, file: LoadedFile) -> Iterator[Part]:
        for at, (name, text) in enumerate(json.loads(file.data).items()):
            if at == self._after:
                raise Interrupted
            if name == BROKEN:
                raise DamagedFile(Message("it breaks off"))
            yield part_of(name, text)


def part_of(name: str, text: str) -> Part:
    return Part(Content(text, Metadata(f"About {name}", language="en"), "text/plain", Span(0, len(text))), name)


def write(path: Path, parts: Parts) -> None:
    path.write_text(json.dumps(parts))


def add(library: Library, path: Path, after: int | None = None) -> FileOutcome:
    with FakeReader(after) as reader:
        (outcome,) = add_files(library, [path], reader)
    return outcome


def held(library: Library, path: Path) -> dict[str, tuple[str, str, tuple[int, ...]]]:
    """The id, text and passages of each document that the file at a path has brought, whole or not."""
    with library.store.reading() as connection:
        rows = connection.execute(
            "SELECT part, documents.id, text FROM documents JOIN files USING (original) WHERE path = ?", (str(path),)
        ).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {part: (id, text, tuple(p.id for p in library.passages.of(id))) for part, id, text in rows}


def texts(library: Library) -> list[str]:
    return sorted(library.document(record.id).text for record in library.documents())


def not_again(content: Content) -> list[Passage]:
    raise AssertionError(f"{content.text!r} is stored already")


def ingest_of(library: Library, path: str, content: str) -> FileIngest:
    digest = hashlib.sha256(content.encode()).hexdigest()
    return library.ingest(path, digest, digest)


LETTERS: Parts = {
    "one": "The first hive was set up in April.",
    "two": "The second hive swarmed in June.",
    "three": "The third hive gave nine jars of honey.",
}
FOURTH = "The fourth hive came from Gjirokastra."


def test_a_document_of_a_file_of_many_is_called_by_both_names(library: Library, tmp_path: Path) -> None:
    write(path := tmp_path / "letters.json", LETTERS)
    add(library, path)
    (record,) = (each for each in library.documents() if each.part == "two")
    document = library.document(record.id)
    assert (document.part, document.file_name) == ("two", "letters.json/two")
    assert (record.full_path, record.file_name) == (f"{path}/two", "letters.json/two")


def test_a_file_that_has_grown_keeps_its_documents_and_their_vectors(
    library: Library, encoder: FakeEncoder, tmp_path: Path
) -> None:
    path = tmp_path / "letters.mbox"
    message = "From ana@example.org Tue Jan  4 10:00:00 2022\nFrom: Ana <ana@example.org>\nMessage-ID: <{}@x>\n\n{}\n\n"
    path.write_text("".join(message.format(name, text) for name, text in LETTERS.items()))
    with Reader() as reader:
        (first,) = add_files(library, [path], reader)
        before = held(library, path)
        assert embed_pending(library, encoder, lambda done, total: None) == 3
        path.write_text(path.read_text() + message.format("four", FOURTH))
        (second,) = add_files(library, [path], reader)
    assert (first.status, first.documents, second.status, second.documents) == ("added", 3, "updated", 4)
    after = held(library, path)
    assert {name: after[name] for name in before} == before
    assert embed_pending(library, encoder, lambda done, total: None) == 1
    assert encoder.passages[-1].endswith(FOURTH)


def test_what_was_stored_before_an_interruption_is_found_and_is_not_stored_anew(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "letters"
    write(path, {**LETTERS, "four": FOURTH})
    with pytest.raises(Interrupted):
        add(library, path, after=3)
    assert texts(library) == sorted([LETTERS["one"], LETTERS["two"]])
    assert library.files.get(str(path)) is None
    before = {library.document(r.id).text: library.passages.of(r.id)[0].id for r in library.documents()}
    assert add(library, path).status == "added"
    assert texts(library) == sorted([*LETTERS.values(), FOURTH])
    after = {text: passages[0] for _, text, passages in held(library, path).values()}
    assert {text: after[text] for text in before} == before


def test_a_part_that_is_gone_from_the_file_is_gone_from_the_library(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "letters"
    write(path, LETTERS)
    add(library, path)
    before = held(library, path)
    write(path, {name: LETTERS[name] for name in ("one", "three")})
    assert add(library, path).status == "updated"
    assert held(library, path) == {name: before[name] for name in ("one", "three")}
    assert library.passages.get(before["two"][2]) == {}


def test_a_part_that_has_changed_keeps_its_id(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "letters"
    write(path, LETTERS)
    add(library, path)
    before = held(library, path)
    write(path, {**LETTERS, "two": "The second hive stayed."})
    add(library, path)
    after = held(library, path)
    assert {name: after[name] for name in ("one", "three")} == {name: before[name] for name in ("one", "three")}
    assert after["two"][:2] == (before["two"][0], "The second hive stayed.")
    assert library.passages.get(before["two"][2]) == {}


def test_a_copy_adds_a_path_and_no_document(library: Library, tmp_path: Path) -> None:
    first, copy = tmp_path / "first", tmp_path / "second"
    write(first, LETTERS)
    write(copy, LETTERS)
    add(library, first)
    outcome = add(library, copy)
    assert (outcome.status, outcome.documents, outcome.reason) == ("added", 3, f"the same as {first}")
    assert texts(library) == sorted(LETTERS.values())
    assert {(record.path, record.others) for record in library.documents()} == {(str(first), (str(copy),))}


def test_a_copy_that_changes_leaves_the_other_as_it_was(library: Library, tmp_path: Path) -> None:
    first, copy = tmp_path / "first", tmp_path / "second"
    for path in (first, copy):
        write(path, LETTERS)
        add(library, path)
    before = held(library, copy)
    write(first, {**LETTERS, "two": "The second hive stayed."})
    add(library, first)
    assert held(library, copy) == before
    assert len(library.documents()) == 6
    assert {record.path for record in library.documents()} == {str(first), str(copy)}


def test_a_file_that_has_moved_keeps_all_it_had(library: Library, tmp_path: Path) -> None:
    path, after = tmp_path / "letters", tmp_path / "elsewhere"
    write(path, LETTERS)
    add(library, path)
    before = held(library, path)
    path.rename(after)
    outcome = add(library, after)
    assert (outcome.status, outcome.reason) == ("updated", f"moved from {path}")
    assert held(library, after) == before
    assert library.files.paths() == [str(after)]


def test_a_file_that_turns_out_to_be_broken_leaves_the_version_before_it(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "letters"
    write(path, LETTERS)
    add(library, path)
    before = held(library, path)
    write(path, {"one": LETTERS["one"], "five": "A fifth.", "six": "A sixth.", "seven": "A seventh.", BROKEN: ""})
    outcome = add(library, path)
    assert (outcome.status, outcome.reason) == ("failed", "it breaks off")
    assert held(library, path) == before
    assert texts(library) == sorted(LETTERS.values())


def test_what_an_interrupted_attempt_left_goes_when_the_file_is_as_it_was_again(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "letters"
    write(path, LETTERS)
    add(library, path)
    write(path, {"five": "A fifth.", "six": "A sixth.", "seven": "A seventh."})
    with suppress(Interrupted):
        add(library, path, after=2)
    assert "A fifth." in texts(library)
    write(path, LETTERS)
    assert add(library, path).status == "unchanged"
    assert texts(library) == sorted(LETTERS.values())


def test_what_an_interrupted_attempt_left_goes_when_the_next_version_is_broken(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "letters"
    write(path, LETTERS)
    with suppress(Interrupted):
        add(library, path, after=2)
    write(path, {"nine": "A ninth.", BROKEN: ""})
    assert add(library, path).status == "failed"
    assert texts(library) == []


def test_an_interrupted_file_that_is_found_elsewhere_afterwards_stands_there(library: Library, tmp_path: Path) -> None:
    path, after = tmp_path / "letters", tmp_path / "elsewhere"
    write(path, LETTERS)
    with suppress(Interrupted):
        add(library, path, after=2)
    path.rename(after)
    add(library, after)
    assert {(record.path, record.others) for record in library.documents()} == {(str(after), ())}
    assert library.files.paths() == [str(after)]


def test_a_file_that_was_interrupted_and_then_deleted_is_listed_so_that_it_can_be_forgotten(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "letters"
    write(path, LETTERS)
    with suppress(Interrupted):
        add(library, path, after=2)
    assert library.files.paths() == [str(path)]
    library.files.remove(library.files.paths())
    assert texts(library) == []


def test_two_ingests_of_the_same_file_at_once_store_each_part_once(library: Library) -> None:
    parts = [part_of(name, text) for name, text in LETTERS.items()]
    one, other = (ingest_of(library, "/letters", "same") for _ in range(2))
    for part in parts:
        for ingest in (one, other):
            ingest.add(part, split)
    assert one.finish("") == "added"
    assert other.finish("") == "updated"
    assert texts(library) == sorted(LETTERS.values())


def test_a_part_that_a_file_holds_twice_is_stored_once(library: Library) -> None:
    part = part_of("one", LETTERS["one"])
    for _ in range(2):
        ingest = ingest_of(library, "/letters", "twice")
        for each in (part, part_of("two", LETTERS["two"]), part):
            ingest.add(each, split)
        ingest.finish("")
        assert texts(library) == sorted([LETTERS["one"], LETTERS["two"]])


def test_parts_of_the_same_name_do_not_take_each_others_ids(library: Library) -> None:
    def take_in(*contents: str) -> dict[str, str]:
        ingest = ingest_of(library, "/letters", "".join(contents))
        for text in contents:
            part = part_of("", text)
            ingest.add(part, split)
        ingest.finish("")
        return {library.document(record.id).text: record.id for record in library.documents()}

    before = take_in(LETTERS["one"], LETTERS["two"])
    after = take_in(LETTERS["one"], LETTERS["three"])
    assert after == {LETTERS["one"]: before[LETTERS["one"]], LETTERS["three"]: before[LETTERS["two"]]}


def test_a_file_whose_documents_another_process_took_back_is_not_said_to_be_added(library: Library) -> None:
    ingest = ingest_of(library, "/letters", "letters")
    for name, text in LETTERS.items():
        ingest.add(part_of(name, text), split)
    ingest_of(library, "/letters", "letters").abandon()
    with pytest.raises(ReadError, match="add it again"):
        ingest.finish("")
    assert library.files.get("/letters") is None


def test_a_document_that_was_removed_while_its_file_went_in_makes_it_go_in_again(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "letters"
    write(path, LETTERS)
    add(library, path)
    before = held(library, path)
    ingest = ingest_of(library, str(path), "more")
    for name, text in LETTERS.items():
        ingest.add(part_of(name, text), not_again)
    library.remove([before["two"][0]])
    with pytest.raises(ReadError, match="add it again"):
        ingest.finish("")
    assert held(library, path) == {name: before[name] for name in ("one", "three")}


def test_a_file_cannot_become_a_copy_of_one_that_is_gone(library: Library) -> None:
    with pytest.raises(ReadError, match="add it again"):
        library.files.attach("/copy", "0" * 64, "")
    assert library.files.paths() == []


PATHS = st.sampled_from(["a", "b", "c"])
CONTENTS = st.dictionaries(
    st.sampled_from(["one", "two", "three", "four", BROKEN]),
    st.sampled_from(["Bees fly.", "Bees sleep.", "A bee dances.", "The queen lays eggs."]),
    min_size=1,
)
STEPS = st.one_of(
    st.tuples(st.just("write"), PATHS, CONTENTS),
    st.tuples(st.just("copy"), PATHS, PATHS),
    st.tuples(st.just("move"), PATHS, PATHS),
    st.tuples(st.just("delete"), PATHS),
    st.tuples(st.just("add"), PATHS),
    st.tuples(st.just("add"), PATHS),
    st.tuples(st.just("interrupt"), PATHS, st.integers(0, 4)),
    st.tuples(st.just("prune")),
)


class World:
    """A folder and its library, and beside it what the library should list: a plain dictionary."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "files"
        self.folder.mkdir()
        self.library = Library.open(folder / "library")
        self.listed: dict[Path, str] = {}

    def take(self, step: tuple[Any, ...]) -> None:
        name, *rest = step
        paths = [self.folder / each for each in rest if isinstance(each, str)]
        if name == "prune":
            self.prune()
        elif name == "write":
            write(paths[0], rest[1])
        elif not paths[0].exists():
            return
        elif name == "delete":
            paths[0].unlink()
        elif name == "copy":
            paths[1].write_bytes(paths[0].read_bytes())
        elif name == "move":
            paths[0].replace(paths[1])
        else:
            self.add(paths[0], rest[1] if name == "interrupt" else None)

    def prune(self) -> None:
        self.library.files.remove([path for path in self.library.files.paths() if not Path(path).exists()])
        self.listed = {path: content for path, content in self.listed.items() if path.exists()}

    def add(self, path: Path, after: int | None) -> None:
        content = path.read_text()
        before = held(self.library, path)
        alone = list(self.listed.values()).count(self.listed.get(path, "")) == 1
        expected = self.expected(path, content, after)
        try:
            outcome = add(self.library, path, after)
        except Interrupted:
            assert expected == self.listed
            return
        assert (outcome.status == "failed") == (expected == self.listed and self.listed.get(path) != content)
        self.listed = expected
        now = held(self.library, path)
        if alone and outcome.reason is None:
            for name in before.keys() & now.keys():
                assert now[name][0] == before[name][0]
                assert (now[name] == before[name]) == (now[name][1] == before[name][1])

    def expected(self, path: Path, content: str, after: int | None) -> dict[Path, str]:
        holders = sorted(other for other, known in self.listed.items() if known == content)
        gone = next((other for other in holders if not other.exists()), None)
        if path in holders:
            return dict(self.listed)
        if holders:
            moved = gone if path not in self.listed else None
            return {**{p: c for p, c in self.listed.items() if p != moved}, path: content}
        names = list(json.loads(content))
        whole = BROKEN not in names and (after is None or after >= len(names))
        return {**self.listed, path: content} if whole else dict(self.listed)

    def check(self) -> None:
        """What is listed is there, once; whatever else is there belongs to an interrupted attempt."""
        library = self.library
        for path, content in self.listed.items():
            assert {name: text for name, (_, text, _) in held(library, path).items()} == json.loads(content)
        with library.store.reading() as connection:
            files = [Path(row[0]) for row in connection.execute("SELECT path FROM files ORDER BY path")]
            strangers = connection.execute(
                "SELECT count(*) FROM originals WHERE whole AND path NOT IN "
                "(SELECT path FROM files WHERE original = originals.id)"
            ).fetchone()
            orphans = connection.execute(
                "SELECT count(*) FROM documents WHERE original NOT IN (SELECT id FROM originals)"
            )
            assert orphans.fetchone() == (0,)
        assert files == sorted(self.listed)
        assert strangers == (0,)
        with library.store.writing() as connection:
            connection.execute("INSERT INTO word_index (word_index) VALUES ('integrity-check')")

    def settle(self) -> None:
        """After all files have been added once more, the library holds the readable ones and nothing else."""
        for path in sorted(self.folder.iterdir()):
            self.add(path, None)
        self.prune()
        self.check()
        whole = set(self.listed.values())
        assert texts(self.library) == sorted(text for content in whole for text in json.loads(content).values())


@given(steps=st.lists(STEPS, max_size=14))
@settings(deadline=None, max_examples=150)
def test_whatever_happens_to_the_files_the_library_comes_to_hold_what_they_hold(steps: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        world = World(Path(folder).resolve())
        for step in steps:
            world.take(step)
            world.check()
        world.settle()
        world.library.close()


def test_parts_without_tables_are_known_by_the_hash_that_older_versions_stored() -> None:
    content = Content("Bees fly.", Metadata("Bees"), "text/plain", Span(0, 9))
    known = "79419e491320dff659ccf1bb78ba21aaf05721777fed16024074c5b3ead2e3a6"
    assert digest(Part(content)) == known
    assert digest(Part(replace(content, rows=(Span(0, 4),)))) != known


def test_what_a_reader_warns_of_is_told_once_and_stays_with_its_document(library: Library, tmp_path: Path) -> None:
    class Warns(FakeReader):
        def parse(self, file: LoadedFile) -> Iterator[Part]:
            for part in super().parse(file):
                warning = MessageParts.of(Message("page {number:,} is broken", number=1200))
                yield replace(part, content=replace(part.content, warnings=(warning,)))

    write(tmp_path / "a.json", {"a": "Bees fly.", "b": "Owls hunt."})
    with Warns() as reader:
        (outcome,) = add_files(library, [tmp_path / "a.json"], reader)
        (again,) = add_files(library, [tmp_path / "a.json"], reader)
    assert (outcome.status, outcome.reason) == ("added", "page 1,200 is broken")
    assert (again.status, again.reason) == ("unchanged", None)
    (first, second) = library.documents()
    assert first.warnings == second.warnings == ("page 1,200 is broken",)
    assert first.warnings[0].translated({"page {number:,} is broken": "faqja {number:,} është prishur"}, ".") == (
        "faqja 1.200 është prishur"
    )
