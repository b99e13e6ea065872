"""An open library from Python, over an encoder that stands in for the real one."""

from __future__ import annotations

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import besa
from bot.formats.answer_json import answer_to_json
from bot.formats.quotations import quoted_alone
from bot.service.shared_answers import SharedAnswer, SharedAnswers
from embeddings.reranking.default_model import DEFAULT_RERANKER
from tests.support.fakes import FakeEncoder, FakeReranker
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EGGS = "How many eggs does the queen lay a day?"
TALL = "How tall is the lighthouse of Skagen?"


@pytest.fixture(autouse=True)
def fake_encoder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("embeddings.encoders.registry.load_encoder", lambda *_, **__: FakeEncoder())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("BESA_LIBRARY", raising=False)
    monkeypatch.setenv("BESA_RERANKER", "none")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "bees.txt").write_text(BEES)
    (folder / "lighthouses.md").write_text("---\ntitle: Lighthouses\ndate: 2020-01-04\n---\n\n" + LIGHTHOUSES)
    return folder


@pytest.fixture
def library(tmp_path: Path, files: Path) -> Iterator[besa.OpenLibrary]:
    with besa.open(tmp_path / "library") as opened:
        assert {outcome.status for outcome in opened.add(files)} == {"added"}
        yield opened


def test_an_answer_quotes_what_stands_in_the_document(library: besa.OpenLibrary) -> None:
    answer = library.ask(EGGS)
    assert answer.found
    assert isinstance(answer, besa.Answer)
    assert "two thousand eggs" in answer.sentences[0].text
    for citation in answer.citations:
        assert library.show(citation.document, citation.start, citation.end) == citation.excerpt
    assert library.show("bees.txt") == BEES


def test_what_no_document_says_is_not_found(library: besa.OpenLibrary) -> None:
    answer = library.ask("Which carburettor suits a motorcycle?")
    assert not answer.found
    assert answer.sentences == ()


def test_an_answer_prints_as_its_quotations_and_their_sources(library: besa.OpenLibrary, files: Path) -> None:
    answer = library.ask(EGGS)
    lines = str(answer).splitlines()
    assert lines[0] == f"“{answer.sentences[0].text}” [{answer.sentences[0].citation}]"
    first = answer.citations[0]
    assert lines[-1] == f"[1] Bees: {files / 'bees.txt'}, characters {first.start} to {first.end}"
    assert str(library.ask("Which carburettor suits a motorcycle?")).startswith("Not found in these documents.")


def test_a_follow_up_leans_on_answers_or_on_turns_alike(library: besa.OpenLibrary) -> None:
    first = library.ask(TALL)
    second = library.ask("When was it lit?", history=[first])
    assert "1858" in second.citations[0].excerpt
    assert second.standalone_question != second.question
    as_turn = besa.Turn(TALL, " ".join(each.text for each in first.sentences))
    again = library.ask("When was it lit?", history=[as_turn])
    assert again.standalone_question == second.standalone_question


@pytest.mark.parametrize(
    "chosen",
    [{"source": "*lighthouses*"}, {"after": "2020"}, {"before": "2020-01"}, {"source": "Light*", "after": "2019"}],
)
def test_filters_choose_the_same_documents_to_list_and_to_search(
    library: besa.OpenLibrary, chosen: dict[str, str]
) -> None:
    (record,) = library.sources(source=chosen.get("source"), after=chosen.get("after"), before=chosen.get("before"))
    assert record.metadata.title == "Lighthouses"
    answer = library.ask(EGGS, source=chosen.get("source"), after=chosen.get("after"), before=chosen.get("before"))
    assert {citation.document for citation in answer.citations} <= {record.id}


def test_documents_can_be_chosen_by_id_and_together_with_a_filter(library: besa.OpenLibrary) -> None:
    ids = {record.metadata.title: record.id for record in library.sources()}
    answer = library.ask(EGGS, documents=[ids["Lighthouses"]])
    assert {citation.document for citation in answer.citations} <= {ids["Lighthouses"]}
    assert library.ask(EGGS, documents=[ids["Bees"]], source="*lighthouses*").citations == ()


def test_a_filter_that_fits_nothing_or_is_no_date_says_so(library: besa.OpenLibrary) -> None:
    with pytest.raises(besa.UnknownDocument, match="No document fits"):
        library.ask(EGGS, source="*.docx")
    with pytest.raises(besa.QuestionError, match="YYYY-MM-DD"):
        library.sources(after="last year")
    with pytest.raises(besa.QuestionError, match="day of the calendar"):
        library.ask(EGGS, before="2020-02-30")


@pytest.mark.parametrize("top", [1, 2])
def test_top_limits_the_citations(library: besa.OpenLibrary, top: int) -> None:
    assert len(library.ask(EGGS, top=top).citations) <= top


@pytest.mark.parametrize("top", [0, -1, 51])
def test_a_top_that_makes_no_sense_is_refused(library: besa.OpenLibrary, top: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 50"):
        library.ask(EGGS, top=top)


def test_a_question_that_cannot_be_asked_is_a_question_error(library: besa.OpenLibrary) -> None:
    with pytest.raises(besa.QuestionError, match="empty"):
        library.ask("")


def test_a_file_that_fails_has_its_reason_and_the_others_are_added(library: besa.OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    outcomes = library.add(tmp_path / "empty.txt", str(tmp_path / "files"), tmp_path / "nowhere")
    assert {(outcome.status, bool(outcome.reason)) for outcome in outcomes} == {("failed", True), ("unchanged", False)}
    (tmp_path / "large.txt").write_text(BEES)
    (large,) = library.add(tmp_path / "large.txt", limits=besa.Limits(file_bytes=100))
    assert (large.status, library.add(tmp_path / "large.txt")[0].status) == ("failed", "added")


def test_what_was_added_before_the_iterator_was_left_stays_and_is_found(tmp_path: Path, files: Path) -> None:
    with besa.open(tmp_path / "library") as library:
        first = next(library.iter_add(files))
        assert [record.path for record in library.sources()] == [first.path]
        assert library.info().pending == 1
        assert library.ask(EGGS).citations


def test_a_library_is_pruned_and_what_changed_is_answered_from(library: besa.OpenLibrary, files: Path) -> None:
    assert library.ask(EGGS).found
    (files / "bees.txt").unlink()
    (files / "ants.txt").write_text("The queen of the ants lays thirty eggs a day.")
    assert {outcome.status for outcome in library.add(files, prune=True)} == {"added", "unchanged", "removed"}
    assert "thirty eggs" in library.ask(EGGS).citations[0].excerpt


def test_a_shared_answer_goes_with_a_document_that_it_quotes(library: besa.OpenLibrary, tmp_path: Path) -> None:
    kept = SharedAnswers.of_library(tmp_path / "library")
    name = kept.keep(SharedAnswer(quoted_alone(library.ask(EGGS)), "2026-11-27", "en")) or ""
    library.remove("lighthouses.md")
    assert kept.get(name) is not None
    library.remove("bees.txt")
    assert kept.get(name) is None


def test_what_is_removed_is_gone_and_its_file_stays(library: besa.OpenLibrary, files: Path) -> None:
    removal = library.remove("bees.txt")
    assert [receipt.path for receipt in removal.receipts] == [str(files / "bees.txt")]
    assert removal.clean
    assert (files / "bees.txt").exists()
    assert [record.metadata.title for record in library.sources()] == ["Lighthouses"]
    with pytest.raises(besa.UnknownDocument, match="bees"):
        library.remove("lighthouses.md", "bees.txt")
    assert len(library.sources()) == 1
    with pytest.raises(besa.UnknownDocument, match="is a folder"):
        library.remove(str(files))


def test_a_place_that_a_document_does_not_have_is_named(library: besa.OpenLibrary) -> None:
    assert library.show("bees.txt", 2, 2) == ""
    for start, end in ((0, len(BEES) + 1), (-1, None), (5, 4)):
        with pytest.raises(besa.OutsideDocument, match=f"0 to {len(BEES)}"):
            library.show("bees.txt", start, end)
    with pytest.raises(besa.UnknownDocument, match="wasps"):
        library.show("wasps.txt")


def test_answers_verify_until_a_character_differs(library: besa.OpenLibrary, tmp_path: Path) -> None:
    answer = library.ask(EGGS)
    assert {finding.status for finding in library.verify(answer)} == {"verified"}
    first = answer.citations[0]
    forged = replace(answer, citations=(replace(first, excerpt="?" * len(first.excerpt)), *answer.citations[1:]))
    findings = library.verify([answer, forged])
    assert [finding.status for finding in findings].count("altered") == 1
    saved = tmp_path / "answer.json"
    saved.write_text(json.dumps(answer_to_json(answer)))
    assert library.verify(saved) == library.verify(str(saved)) == library.verify(answer)
    with pytest.raises(besa.NotAnAnswer, match=r"nothing\.json"):
        library.verify(tmp_path / "nothing.json")


def gold(path: Path, *questions: tuple[str, str, str]) -> Path:
    rows = [{"question": q, "answers": [{"document": name, "text": text}]} for q, name, text in questions]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_own_questions_are_measured(
    library: besa.OpenLibrary, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embeddings.reranking.registry.load_reranker", lambda *_, **__: FakeReranker())
    questions = gold(
        tmp_path / "gold.jsonl",
        (EGGS, "bees.txt", "two thousand eggs a day"),
        (TALL, "lighthouses.md", "forty-six metres tall"),
    )
    evaluation = library.evaluate(questions)
    assert evaluation.measures["hit@1"] == 1.0
    assert all(result.hidden is not None for result in evaluation.results)
    assert evaluation.without_reranker is not None
    assert [each.gold for each in evaluation.without_reranker.results] == [each.gold for each in evaluation.results]
    caplog.set_level("INFO", logger="besa")
    (left,) = library.evaluate(questions, source="*bees*", confidence=False).results
    assert (left.gold.question.text, left.hidden) == (EGGS, None)
    assert "1 questions about other documents are left out" in caplog.text
    with pytest.raises(besa.NothingToEvaluate, match="chosen"):
        library.evaluate(gold(tmp_path / "other.jsonl", (EGGS, "bees.txt", "winter")), source="*lighthouses*")
    with pytest.raises(besa.NothingToEvaluate, match="could be asked"):
        library.evaluate(gold(tmp_path / "empty.jsonl", ("", "bees.txt", "winter")))


def test_a_library_that_is_not_there_is_made_by_adding_only(tmp_path: Path, files: Path) -> None:
    library = besa.open(tmp_path / "new")
    with pytest.raises(besa.NoLibrary, match="besa add"):
        library.ask(EGGS)
    with pytest.raises(besa.NoLibrary, match="besa add"):
        library.remove("bees.txt")
    assert not (tmp_path / "new").exists()
    library.add(files)
    assert library.ask(EGGS).found
    library.close()


def test_the_sample_stands_in_until_something_is_added(files: Path) -> None:
    with besa.open() as library:
        assert library.info().sample
        assert library.ask("What does besa mean?").citations
        library.add(files)
        assert not library.info().sample
        assert len(library.sources()) == 2
        assert library.ask(EGGS).found
    with besa.open() as again, besa.open(sample=True) as sample:
        assert len(again.sources()) == 2
        assert len(sample.sources()) == 20


def test_the_sample_itself_cannot_be_changed(files: Path) -> None:
    with besa.open(sample=True) as library:
        for change in (lambda: library.add(files), lambda: library.remove("besa.md")):
            with pytest.raises(besa.LibraryError, match="one of your own"):
                change()
    with pytest.raises(ValueError, match="not both"):
        besa.open(files, sample=True)


def test_the_environment_names_a_library_as_it_does_for_the_command(
    library: besa.OpenLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BESA_LIBRARY", str(tmp_path / "library"))
    with besa.open() as named:
        assert named.info() == library.info()


def test_what_is_no_folder_and_no_library_on_a_server_is_refused_without_its_password() -> None:
    with pytest.raises(besa.NoLibrary, match="postgresql://USER@HOST/DATABASE") as caught:
        besa.open("mysql://ana:geheim@somewhere/library")
    assert "geheim" not in str(caught.value)
    assert "somewhere" in str(caught.value)


def test_a_closed_library_says_so(library: besa.OpenLibrary) -> None:
    library.close()
    library.close()
    for use in (lambda: library.ask(EGGS), library.sources, lambda: library.add("."), library.info):
        with pytest.raises(RuntimeError, match="closed"):
            use()


def test_nothing_is_printed_and_the_log_tells(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "bee.bin").write_bytes(bytes(range(256)))
    (tmp_path / "photos" / "bee.txt").write_text(BEES)
    with caplog.at_level(logging.INFO, "besa"), besa.open() as library:
        library.ask("What does besa mean?")
        library.add(tmp_path / "photos")
    assert capfd.readouterr() == ("", "")
    assert "this is the sample library" in caplog.text
    assert "bee.bin" in caplog.text


def test_many_threads_ask_while_one_adds(library: besa.OpenLibrary, files: Path) -> None:
    for number in range(20):
        (files / f"more-{number}.txt").write_text(f"Beehive number {number} stands on the hill.")
    adding = threading.Thread(target=library.add, args=(files,))
    adding.start()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(library.ask, [EGGS, TALL] * 20))
    adding.join()
    assert all(answer.found for answer in answers)
    assert len(library.sources()) == 22


def test_the_re_ranker_is_the_one_that_is_named_here_or_by_besa_reranker_or_the_one_that_comes_along(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(reranker: str | None = None) -> str | None:
        with besa.open(tmp_path / "library", reranker=reranker) as opened:
            return opened.info().reranker

    monkeypatch.delenv("BESA_RERANKER", raising=False)
    with besa.open(tmp_path / "library") as opened:
        opened.add(files)
    assert named() == DEFAULT_RERANKER.name
    assert named("none") is None
    assert named("somebody/a-cross-encoder") == "somebody/a-cross-encoder"
    monkeypatch.setenv("BESA_RERANKER", "none")
    assert named() is None
    assert named("somebody/a-cross-encoder") == "somebody/a-cross-encoder"


def test_a_re_ranker_that_is_not_there_is_said_and_the_answer_comes_all_the_same(tmp_path: Path, files: Path) -> None:
    with besa.open(tmp_path / "library", reranker="none") as plain:
        plain.add(files)
        expected = plain.ask(EGGS)
    with besa.open(tmp_path / "library", reranker="nobody/no-such-reranker") as opened:
        answer = opened.ask(EGGS)
    assert "hf download nobody/no-such-reranker" in answer.unread
    assert expected.unread == ""
    assert replace(answer, unread="", elapsed_ms=0.0) == replace(expected, elapsed_ms=0.0)
