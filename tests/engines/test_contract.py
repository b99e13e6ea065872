"""What every engine promises: what is added is found, what is removed is not, and filters hold everywhere."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.answering.answerer import Answerer
from bot.answers import Question
from corpus.documents import Content, Metadata, Part, Span
from corpus.engines.filters import Filter
from corpus.errors import UnknownDocument
from corpus.store.arrangement import ArrangedSince
from corpus.store.catalogue.catalogue import CatalogueQuery
from corpus.text.passages import split
from embeddings.engines.opening import engine_of, is_library, open_library
from embeddings.errors import EncoderMismatch
from embeddings.ranking.retriever import Retriever
from embeddings.store.coverage import Coverage
from embeddings.store.vector_store import PassageVectors
from tests.support.shelves import BEES as SHORT
from tests.support.shelves import LIGHTHOUSES

if TYPE_CHECKING:
    from tests.engines.conftest import Reading

BEES = "\n\n".join(
    f"{SHORT} This is told in chapter {name} of the book on bees." * 3 for name in ("one", "two", "three")
)
OWLS = "Owls hunt at night. The barn owl (Tyto alba) hears a mouse under the snow."


def part(title: str, text: str, name: str = "", **about: str) -> Part:
    return Part(Content(text, Metadata(title, **about), "text/plain", Span(0, len(text))), name)  # type: ignore[arg-type]


def put(reading: Reading, name: str, text: str, **about: str) -> None:
    ingest = reading.library.ingest(f"/papers/{name}.txt", name * 8, f"fingerprint of {name}")
    ingest.add(part(name.title(), text, **about), split)
    ingest.finish("")


# What is added


def test_a_location_has_a_library_once_it_was_opened_and_opens_again_with_what_it_held(location: str) -> None:
    assert not is_library(location)
    with closing(open_library(location)) as library:
        library.ingest("/a.txt", "a" * 64, "fingerprint of a").finish("")
    assert is_library(location)
    with closing(open_library(location)) as library:
        assert library.files["/a.txt"].fingerprint == "fingerprint of a"


def test_a_document_is_found_by_its_words_as_soon_as_it_is_added_by_whoever_has_the_library_open(
    reading: Reading,
) -> None:
    with closing(open_library(reading.library.location)) as other:
        outcomes = reading.add(bees=BEES, lighthouses=LIGHTHOUSES)
        assert [each.status for each in outcomes] == ["added", "added"]
        assert reading.found("queen") == [reading.id("bees")]
        index = engine_of(other).index()
        (passage, *_) = index.lexical([["lighthous"]], index.term_statistics(["lighthous"]), 9)
        assert other.passages.get([passage])[passage].document == reading.id("lighthouses")


def test_a_document_is_read_back_as_it_was_added(reading: Reading) -> None:
    reading.add(bees=BEES)
    document = reading.library.document(reading.id("bees"))
    assert document.text == BEES
    (record,) = reading.library.documents()
    assert (record.id, record.path, record.passages) == (document.id, document.path, reading.library.passages.count())
    assert [line.id for line in reading.library.list.all()] == [record.id]
    assert list(reading.library.each_document([record.id])) == [record]
    passages = reading.library.passages.of(document.id)
    assert reading.library.passages.ids([document.id]) == [each.id for each in passages]
    assert {each.passage.span.start for each in passages} == {each.passage.sentences[0].start for each in passages}
    assert len(passages) > 1
    assert [each.id for each in passages] == list(range(passages[0].id, passages[0].id + len(passages)))
    assert reading.library.count_words() == len(BEES.split())


def test_a_file_that_changes_keeps_its_document_and_loses_its_old_words(reading: Reading) -> None:
    reading.add(bees=BEES)
    before, generation = reading.id("bees"), reading.library.generation()
    (outcome,) = reading.add(bees=OWLS)
    assert (outcome.status, outcome.document) == ("updated", before)
    assert reading.found("queen") == []
    assert reading.found("owl") == [before]
    assert reading.library.generation() > generation
    assert [each.status for each in reading.add()] == ["unchanged"]


def test_a_file_of_many_documents_is_there_part_by_part_and_whole_at_the_end(reading: Reading) -> None:
    ingest = reading.library.ingest("/mail.mbox", "b" * 64, "fingerprint of mail")
    ingest.add(part("First", BEES, "1"), split)
    ingest.add(part("Second", OWLS, "2"), split)
    assert len(reading.found("queen")) == 1
    assert reading.library.files.get("/mail.mbox") is None
    assert ingest.finish("stamp") == "added"
    known = reading.library.files["/mail.mbox"]
    assert (known.documents, known.stamp) == (2, "stamp")
    assert len(reading.found("owl")) == 1


def test_what_was_stored_of_a_file_that_cannot_be_read_is_deleted(reading: Reading) -> None:
    put(reading, "bees", BEES)
    ingest = reading.library.ingest("/papers/bees.txt", "c" * 64, "fingerprint of another")
    ingest.add(part("First", OWLS, "1"), split)
    ingest.add(part("Second", LIGHTHOUSES, "2"), split)
    ingest.abandon()
    assert reading.found("owl") == []
    assert len(reading.found("queen")) == 1


def test_a_copy_and_a_moved_file_are_one_document(reading: Reading) -> None:
    reading.add(bees=BEES)
    reading.add(copy=BEES)
    (record,) = reading.library.documents()
    assert [len(record.others), record.passages] == [1, reading.library.passages.count()]
    (reading.folder / "copy.txt").unlink()
    (reading.folder / "bees.txt").rename(reading.folder / "hives.txt")
    (outcome,) = reading.add()
    assert (outcome.status, outcome.document) == ("updated", record.id)
    assert record.id in reading.found("hive")


def test_collections_are_renamed_and_files_moved_between_them_until_that_is_undone(reading: Reading) -> None:
    library = reading.library
    library.files.note_folder("/papers")
    put(reading, "bees", BEES)
    put(reading, "owls", OWLS)
    assert library.list.collections() == {"papers": 2}
    renamed = library.arrangements.rename("papers", "Animals")
    assert library.list.collections() == {"Animals": 2}
    moved = library.arrangements.move(["/papers/owls.txt"], "Birds")
    assert library.list.collections() == {"Animals": 1, "Birds": 1}
    library.arrangements.undo(moved)
    assert library.list.collections() == {"Animals": 2}
    with pytest.raises(ArrangedSince):
        library.arrangements.undo(renamed)


# What is removed


def test_what_is_removed_is_gone_at_once_for_everyone_with_a_receipt(reading: Reading) -> None:
    reading.add(bees=BEES, lighthouses=LIGHTHOUSES)
    reading.embed()
    bees, (other_id, *_) = reading.id("bees"), reading.library.passages.ids([reading.id("lighthouses")])
    passages = reading.library.passages.ids([bees])
    with closing(open_library(reading.library.location)) as other:
        index = engine_of(other).index()
        vector = reading.encoder.encode_question("queen").vector
        assert set(index.dense(vector, 1)) <= set(passages)
        (receipt,) = reading.engine.remove([bees])
        assert (receipt.id, receipt.passages, receipt.vectors, receipt.token_vectors) == (bees, *[len(passages)] * 3)
        assert index.lexical([["queen"]], index.term_statistics(["queen"]), 9) == []
        assert set(index.dense(vector, 9)).isdisjoint(passages)
        assert index.passages([*passages, other_id]).keys() == {other_id}
        assert other.list.holds(reading.id("lighthouses"))
        assert not other.list.holds(bees)
    with pytest.raises(UnknownDocument):
        reading.library.document(bees)


def test_nothing_is_removed_where_one_document_is_not_there(reading: Reading) -> None:
    reading.add(bees=BEES)
    with pytest.raises(UnknownDocument):
        reading.engine.remove([reading.id("bees"), "0123456789ab"])
    assert reading.found("queen") == [reading.id("bees")]


# Filters


def test_words_and_vectors_stay_within_a_filter(reading: Reading) -> None:
    reading.add(bees=BEES, lighthouses=LIGHTHOUSES, owls=OWLS)
    reading.embed()
    index, vector = reading.index, reading.encoder.encode_question("the queen in winter").vector
    statistics = index.term_statistics(["the", "night", "winter"])
    words = [["the"], ["night"], ["winter"]]
    for wanted in (Filter.of([reading.id("owls")]), Filter(pattern="*OWL?.txt"), Filter(text="owls")):
        inside = set(reading.library.passages.ids([reading.id("owls")]))
        assert reading.library.match(wanted) == {reading.id("owls")}
        assert set(index.dense(vector, 9, wanted)) == inside
        assert set(index.lexical(words, statistics, 9, wanted)) <= inside
    assert index.dense(vector, 9, Filter.of([])) == index.lexical(words, statistics, 9, Filter.of([])) == []
    assert len(index.dense(vector, 9)) == reading.library.passages.count()


def test_a_filter_of_dates_takes_them_as_precisely_as_they_are_said(reading: Reading) -> None:
    put(reading, "year", BEES, date="2020")
    put(reading, "month", OWLS, date="2020-05")
    put(reading, "day", LIGHTHOUSES, date="2021-03-04")
    put(reading, "undated", "Nobody says when this was written.")

    def fitting(**given: str) -> set[str]:
        fit = reading.library.match(Filter(**given))  # type: ignore[arg-type]
        return {line.metadata.title for line in reading.library.list.all() if line.id in fit}

    assert fitting() == {"Year", "Month", "Day", "Undated"}
    assert fitting(after="2020-06") == {"Year", "Day"}
    assert fitting(before="2020-06-01") == {"Year", "Month"}
    assert fitting(after="2021", before="2021-03-04") == {"Day"}
    assert fitting(after="2021-03-05") == set()


def test_a_filter_knows_titles_publishers_and_collections_and_paths_only_where_it_may(reading: Reading) -> None:
    reading.add(bees=BEES)
    put(reading, "owls", OWLS, publisher="The Night Press")
    bees, owls = reading.id("bees"), reading.id("owls")
    cases = [
        (Filter(pattern="the night*"), {owls}),
        (Filter(pattern="BEES"), {bees}),
        (Filter(pattern="/papers/*"), {owls}),
        (Filter(pattern="/papers/*", folders=False), set()),
        (Filter(collections=frozenset({"files"})), {bees}),
        (Filter(collections=frozenset({""})), {owls}),
        (Filter(frozenset({owls}), collections=frozenset({"files"})), {bees, owls}),
        (Filter(frozenset({owls, "0123456789ab"})), {owls}),
        (Filter(frozenset({owls}), pattern="bees"), set()),
    ]
    for wanted, fitting in cases:
        assert reading.library.match(wanted) == fitting, wanted


def test_every_engine_finds_what_fits_by_the_same_rules(reading: Reading) -> None:
    """The rules are those of `Filter.fits`: what an engine finds by itself is what they find line by line."""
    library = reading.library
    library.files.note_folder("/shelf")
    library.files.note_folder("/shelf/inner")
    library.files.note_folder("/Straße")
    for number, (path, about) in enumerate(
        {
            "/shelf/2019/report.txt": {"date": "2019", "publisher": "Shtëpia e Librit"},
            "/shelf/2020/report.txt": {"date": "2020-03-04"},
            "/shelf/inner/Grösse_50%.txt": {"url": "https://example.org/Maße?a=1"},
            "/Straße/[draft] ÇELËSI.md": {"date": "202"},
            "/alone/İstanbul\\1.txt": {"date": "undated"},
            "/alone/K2 ﬁle.txt": {"date": "1999-12"},
        }.items()
    ):
        ingest = library.ingest(path, f"{number}" * 64, f"fingerprint {number}")
        for name in ("", "inner/note 1.txt") if number == 1 else ("",):
            ingest.add(part(f"Title {number} ΣΟΦΟΣ", f"Text {number} {name}", name, **about), split)
        ingest.finish("")
    library.files.attach("/shelf/copy of ÇELËSI.md", "fingerprint 3", "")
    library.arrangements.rename("Straße", "Strasse")
    library.arrangements.move(["/alone/K2 ﬁle.txt"], "shelf")
    texts = [
        "report",
        "2019/rep",
        "straße",
        "STRASSE",
        "çelësi",
        "fi",
        "title 1",
        "50%",
        "σοφος",
        "/",
        "\\",
        "\0",
        "k2",
    ]
    patterns = [
        "*",
        "*.txt",
        "?2*",
        "*/2019/*",
        "*ÇELËSI*",
        "[[]draft]*",
        "*[0-1].txt",
        "*[!t]",
        "*maSSe*",
        "*_50%*",
        "[]",
        "*[é-í]*",
    ]
    filters = [Filter(text=each) for each in texts]
    filters += [Filter(pattern=each, folders=folders) for each in patterns for folders in (True, False)]
    filters += [Filter(after=a, before=b) for a in (None, "2019", "2020-03") for b in ("2019-06", "2020-03-04", "1999")]
    filters += [Filter(collections=frozenset(each)) for each in (["shelf"], ["Strasse", ""], [""], ["Straße", "inner"])]
    lines, shown = library.list.all(), library.list.names().names
    assert len(lines) == 7
    for wanted in filters:
        fitting = {line.id for line in lines if wanted.fits(line, shown)}
        assert library.match(wanted) == fitting, wanted
        assert library.has_match(wanted) is bool(fitting), wanted


# What candidates are ranked by


def test_terms_are_counted_in_the_text_and_wherever_they_reach(reading: Reading) -> None:
    reading.add(bees=BEES, lighthouses=LIGHTHOUSES, owls=OWLS)
    statistics = reading.index.term_statistics(["queen", "bee", "owl", "tyto alba", "whale"])
    bees = reading.library.passages.of(reading.id("bees"))
    assert statistics.passages == reading.library.passages.count() == len(bees) + 2
    told = sum("queen" in each.terms.split() for each in bees)
    assert statistics.document_frequency == {"queen": told, "bee": len(bees), "owl": 1, "tyto alba": 1}
    assert statistics.reach == {"queen": told, "bee": len(bees), "owl": 1, "tyto alba": 1}
    ids = reading.library.passages.ids([line.id for line in reading.library.list.all()])
    lengths = [len(each.sentences.split()) for each in reading.library.passages.terms(ids).values()]
    assert statistics.mean_length == pytest.approx(sum(lengths) / len(lengths))


def test_candidates_come_with_their_terms_and_the_vectors_that_were_stored(reading: Reading) -> None:
    reading.add(bees=BEES)
    reading.embed()
    reading.add(owls=OWLS)
    ids, (owls,) = (
        reading.library.passages.ids([reading.id("bees")]),
        reading.library.passages.ids([reading.id("owls")]),
    )
    terms, vectors = reading.index.candidates([owls, *reversed(ids), 10**6])
    assert list(terms) == [*ids, owls]
    assert terms == reading.index.candidates([*ids, owls])[0]
    assert any("queen" in terms[id].sentences.split() for id in ids)
    assert set(vectors) == set(ids)
    for stored in reading.library.passages.of(reading.id("bees")):
        text = stored.passage.span.of(BEES)
        np.testing.assert_allclose(vectors[stored.id], reading.encoder.encode_question(text).vector, atol=2e-3)
    assert set(reading.index.token_codes([*ids, owls])) == set(ids)


def test_the_nearest_vectors_come_first_and_words_by_their_weight(reading: Reading) -> None:
    texts = {
        f"n{n}": f"Number {n} tells of rivers {'and mountains ' * (n % 5)}{'and lakes ' * (n % 3)}." for n in range(40)
    }
    reading.add(**texts)
    reading.embed()
    asked = reading.encoder.encode_question("rivers and lakes").vector
    ids = reading.library.passages.ids([line.id for line in reading.library.list.all()])
    _, vectors = reading.index.candidates(ids)
    exact = sorted((vectors[id] @ asked for id in ids), reverse=True)[:10]
    found = [float(vectors[id] @ asked) for id in reading.index.dense(asked, 10)]
    assert len(found) == 10
    np.testing.assert_allclose(sorted(found, reverse=True), exact, atol=2e-3)
    assert reading.found("7")[0] == reading.id("n7")


def test_the_vocabulary_has_what_is_spelt_like_a_word_begins_and_ends_with_it_and_how_it_is_written(
    reading: Reading,
) -> None:
    reading.add(owls=OWLS, lighthouses=LIGHTHOUSES)
    vocabulary = reading.index.vocabulary()
    assert vocabulary.spelt_like("lighthaus").keys() >= {"lighthous"}
    assert vocabulary.beginning_with("light", 3) == {"lighthous": 1}
    assert vocabulary.ending_with("hous", 3) == {"lighthous": 1}
    assert vocabulary.written("owl") == ["Owls", "owl"]
    assert {"o", "l", "t"} <= reading.index.first_letters()


def test_what_a_document_says_is_short_for_what_counts_as_the_same(reading: Reading) -> None:
    reading.add(rights="The European Court of Human Rights (ECHR) sits in Strasbourg.")
    spelt_out = "european court human right"
    assert reading.index.counterparts(["echr", spelt_out]) == {"echr": (spelt_out,), spelt_out: ("echr",)}
    assert reading.index.counterparts(["nothing"]) == {}


def test_the_catalogue_finds_documents_by_what_they_say_of_themselves(reading: Reading) -> None:
    put(reading, "bees", BEES, author="Elira Dema", date="2020-01-02")
    put(reading, "owls", OWLS, author="Luan Gashi", date="2021")
    catalogue = reading.library.catalogue
    assert catalogue.is_there()
    assert catalogue.count(CatalogueQuery(since="2020", before="2020~")) == 1
    assert [each.title for each in catalogue.entries(CatalogueQuery(), 9)] == ["Owls", "Bees"]
    called = catalogue.called("dema")
    assert called is not None
    assert [each.title for each in catalogue.entries(called, 9)] == ["Bees"]
    assert [each.title for each in catalogue.titled("BEES", None, 9)] == ["Bees"]
    assert [each.title for each in catalogue.filed_as("owls.txt", None, 9)] == ["Owls"]
    assert catalogue.with_in_title(["owls"], [reading.id("bees")], 9) == []


# Embedding


def test_each_passage_is_claimed_until_it_has_its_vector(reading: Reading) -> None:
    reading.add(bees=BEES, owls=OWLS)
    queue = reading.queue
    encoder = queue.use("fake", 4)
    count = queue.count(encoder)
    assert count == reading.library.passages.count() > 2
    claimed: list[int] = []
    while True:
        with queue.claim(encoder, 2) as batch:
            if not batch:
                break
            claimed += [each.id for each in batch]
            vector = np.array([1, 0, 0, 0], np.float32)
            assert queue.store(encoder, [PassageVectors(each.id, vector, b"code") for each in batch]) == len(batch)
    queue.settle(encoder, ended=True)
    assert sorted(claimed) == reading.library.passages.ids([line.id for line in reading.library.list.all()])
    assert queue.count(encoder) == 0
    assert reading.index.coverage() == Coverage(count, count)
    vector, code = queue.known(encoder, claimed)[claimed[0]]
    assert (vector.tolist(), code) == ([1, 0, 0, 0], b"code")


def test_vectors_of_what_is_gone_stored_already_or_of_another_size_are_not_stored(reading: Reading) -> None:
    reading.add(bees=BEES)
    queue = reading.queue
    encoder = queue.use("fake", 4)
    with queue.claim(encoder, 9) as batch:
        rows = [PassageVectors(each.id, np.array([0, 1, 0, 0], np.float32), b"") for each in batch]
        rows.append(PassageVectors(10**6, np.array([0, 1, 0, 0], np.float32), b""))
        assert queue.store(encoder, rows) == len(batch) == reading.library.passages.count()
    with pytest.raises(ValueError, match="shape"):
        queue.store(encoder, [PassageVectors(batch[0].id, np.zeros(3, np.float32), b"")])
    assert queue.store(encoder, rows) == 0


def test_another_encoder_answers_only_once_it_is_activated(reading: Reading) -> None:
    reading.add(bees=BEES)
    reading.embed()
    queue = reading.queue
    with pytest.raises(EncoderMismatch):
        queue.use("another", 4)
    staged = queue.stage("another", 4)
    count = reading.library.passages.count()
    assert queue.count(staged) == count > 0
    assert reading.engine.encoder() == queue.encoder() != staged
    queue.activate(staged)
    assert reading.engine.encoder() == staged
    assert reading.index.coverage() == Coverage(count, 0)


# Questions


def test_a_question_is_answered_word_for_word_and_within_a_filter(reading: Reading) -> None:
    reading.add(bees=BEES, lighthouses=LIGHTHOUSES)
    reading.embed()
    answerer = Answerer(reading.library, Retriever(reading.library, reading.encoder))
    answer = answerer.answer(Question("When was the lighthouse of Skagen lit?"))
    assert [each.text for each in answer.sentences] == ["The lighthouse of Skagen was lit in 1858."]
    cited = answer.citations[0]
    assert reading.library.document(cited.document).text[cited.start : cited.end] == cited.excerpt
    within = Filter.of([reading.id("bees")])
    elsewhere = answerer.answer(Question("When was the lighthouse of Skagen lit?"), within=within)
    assert {each.document for each in elsewhere.citations} <= {reading.id("bees")}


def test_a_snapshot_may_hold_everything_that_a_question_asks_for(reading: Reading) -> None:
    reading.add(bees=BEES)
    reading.embed()
    index = reading.index
    with index.snapshot():
        statistics = index.term_statistics(["queen"])
        ids = index.lexical([["queen"]], statistics, 9)
        assert set(index.candidates(ids)[0]) == set(ids) == set(index.passages(ids))


# Sources


def test_two_sources_keep_what_each_has_at_one_path(reading: Reading) -> None:
    reading.folder.mkdir()
    with (
        closing(open_library(reading.library.location, source="A")) as ours,
        closing(open_library(reading.library.location, source="B")) as theirs,
    ):
        reading.add(ours, same="The tower of machine A is forty metres tall.", one=BEES)
        shutil.rmtree(reading.folder)
        reading.add(theirs, same="The tower of machine B is seven metres tall.")
        path = str(reading.folder / "same.txt")
        assert [ours.files[path].source, theirs.files[path].source] == ["A", "B"]
        assert [len(each.files.below(str(reading.folder))) for each in (ours, theirs)] == [2, 1]
        assert len(reading.library.documents()) == 3
        theirs.files.remove([path])
        assert sorted(record.source for record in ours.documents()) == ["A", "A"]
        assert (ours.files.holds(path), theirs.files.get(path)) == (True, None)
