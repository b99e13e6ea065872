from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks import adding, clients
from benchmarks.chart import chart
from benchmarks.cross_encoder import write_cross_encoder
from benchmarks.errors import MeasurementFailed, PeerMissing
from benchmarks.growth import exponent, growth
from benchmarks.made_up import A_DOCUMENT, MadeUpEncoder, fill
from benchmarks.peers import environments
from benchmarks.peers.besa import Besa
from benchmarks.peers.compare import Task, cut, judged
from benchmarks.peers.environments import environment_for, requirements
from benchmarks.peers.known import ENTRANTS, PEERS, known
from benchmarks.peers.peer import Found, Source, check_places
from benchmarks.processes import besa, peak_memory, resident_memory, resident_memory_at_most
from benchmarks.results import Conditions, Measured, Part, figure, keep, once, read
from benchmarks.serving import Visitor
from benchmarks.tables import number, tables
from bot.answers import Question
from bot.evaluation.metrics import TextRange
from bot.evaluation.question_set import GoldAnswer, GoldQuestion
from bot.page import build_page, launch
from corpus.documents import Span, document_id
from corpus.text.terms import terms
from embeddings.errors import RerankerUnavailable
from embeddings.reranking.cross_encoder import SentenceTransformersReranker
from embeddings.store.vector_store import VectorStore
from tests.support.browser import FakeLibraryService
from tests.support.fakes import FakeReranker, MissingReranker
from tests.support.tiny_cross_encoder import tiny_weights, word_tokenizer

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.store.library import Library
    from tests.support.fakes import FakeEncoder

CALM = Conditions("2026-01-02T03:04:05+00:00", 2, "a processor", "Linux", (0.1, 0.25), {"besa": "0.1.0"})
LIGHTHOUSE = "The lighthouse of Skagen was lit in 1858. Its keeper was Anna Kjær."
HARBOUR = "The harbour of Hanstholm froze in 1963. Nobody sailed for three weeks."


def part(name: str, *rows: Measured, title: str = "A title") -> Part:
    return Part(name, title, rows, CALM)


def gold(document: str, text: str, whole: str, line: int = 1) -> GoldQuestion:
    start = whole.index(text)
    place = TextRange(document, Span(start, start + len(text)))
    return GoldQuestion(line, Question(f"What about {text}?"), (GoldAnswer(place, text, document),))


# Figures


def test_a_figure_of_several_values_is_their_median_and_95th_percentile() -> None:
    measured = figure("time", "ms", [*range(1, 101)])
    assert (measured.median, measured.count) == (50.5, 100)
    assert measured.p95 == pytest.approx(95.05)


def test_a_figure_of_one_value_has_no_tail_and_one_of_none_is_refused() -> None:
    assert figure("time", "ms", [3.0]) == once("time", "ms", 3.0)
    with pytest.raises(ValueError, match="time was never measured"):
        figure("time", "ms", [])


def test_what_was_kept_is_read_again_and_a_part_replaces_only_itself(tmp_path: Path) -> None:
    file, order = tmp_path / "results" / "bench.json", ("start", "peers")
    peers = part(
        "peers", Measured("a", (once("x", "s", 1),), 1_000, "set"), Measured("b", missing="not installed: why")
    )
    keep(file, peers, order)
    keep(file, part("start", Measured("old")), order)
    new = part("start", Measured("new", (figure("time", "s", [1, 2]),)))
    assert keep(file, new, order) == [new, peers]
    assert read(file) == [new, peers]
    assert json.loads(file.read_text("utf-8"))["peers"]["rows"][1]["missing"] == "not installed: why"


def test_there_are_no_parts_before_the_first_is_kept(tmp_path: Path) -> None:
    assert read(tmp_path / "bench.json") == []


# Tables


def test_a_table_has_a_row_for_each_subject_and_says_the_conditions() -> None:
    rows = [Measured(name, (figure("time", "ms", [1.0, 3.0]),)) for name in ("quick", "a|b")]
    assert tables(part("start", *rows)).splitlines() == [
        "### A title",
        "",
        "|  | time (ms) |",
        "|---|---:|",
        "| quick | 2.00 · 2.90 |",
        "| a\\|b | 2.00 · 2.90 |",
        "",
        "2026-01-02T03:04:05+00:00, 2 cores (a processor), load 0.1 to 0.25.",
    ]


def test_figures_with_long_names_go_down_and_what_was_not_measured_is_a_dash() -> None:
    figures = [once(name * 50, "", 1) for name in "abc"]
    rows = [Measured("1,000", tuple(figures)), Measured("2,000", tuple(figures[:2]))]
    lines = tables(part("question", *rows)).splitlines()
    assert lines[2:4] == ["|  | 1,000 | 2,000 |", "|---|---:|---:|"]
    assert lines[-3] == f"| {'c' * 50} | 1.00 | – |"


def test_each_group_has_a_table_and_a_missing_peer_is_named_with_its_reason() -> None:
    rows = [Measured("Besa", (once("hit@1", "", 0.5),), group=group) for group in ("one", "two")]
    said = tables(part("peers", *rows, Measured("other", group="two", missing="not installed: no network")))
    assert [line for line in said.splitlines() if line.startswith("| ") and "hit@1" in line] == [
        "| one | hit@1 |",
        "| two | hit@1 |",
    ]
    assert "other: not installed: no network" in said.splitlines()


@pytest.mark.parametrize(
    ("value", "said"), [(0.9531, "0.953"), (4.126, "4.13"), (-42.42, "-42.4"), (1234.5, "1,234"), (0, "0.000")]
)
def test_numbers_have_about_three_digits(value: float, said: str) -> None:
    assert number(value) == said


# Growth


def test_the_exponent_is_that_of_a_power_law() -> None:
    sizes = [10, 100, 1000]
    assert exponent(sizes, [5.0] * 3) == pytest.approx(0)
    assert exponent(sizes, [3 * size**0.5 for size in sizes]) == pytest.approx(0.5)
    assert exponent(sizes, [0.1 * size for size in sizes]) == pytest.approx(1)


@pytest.mark.parametrize(("sizes", "costs"), [([10], [1.0]), ([10, 10], [1.0, 2.0]), ([10, 20], [0.0, 1.0])])
def test_growth_is_not_guessed_from_one_size_or_from_no_cost(sizes: list[float], costs: list[float]) -> None:
    with pytest.raises(ValueError, match="no growth can be read"):
        exponent(sizes, costs)


def test_growth_has_a_row_for_what_was_measured_at_two_sizes() -> None:
    rows = [
        Measured("large", (once("answer", "ms", 40), once("only here", "ms", 1)), 100),
        Measured("small", (once("answer", "ms", 4),), 10),
        Measured("sample", (once("answer", "ms", 1),)),
    ]
    (row,) = growth([part("question", *rows)])
    assert row.subject == "question: answer (ms)"
    assert [(each.name, each.median) for each in row.figures] == [
        ("10", 4),
        ("100", 40),
        ("exponent", pytest.approx(1)),
    ]


# The chart


def test_the_chart_has_a_bar_for_each_peer_that_was_measured_and_is_sound_xml() -> None:
    figures = (
        once("hit@1", "", 0.9),
        once("within@1000", "", 0.9),
        figure("a question", "ms", [4, 8]),
        once("most memory", "MB", 9),
    )
    rows = [Measured(name, figures, group="a <set> (2 documents)") for name in ("Besa", "R&D")]
    drawn = chart([part("peers", *rows, Measured("Absent", group="a <set> (2 documents)", missing="why"))])
    assert drawn is not None
    svg = ElementTree.fromstring(drawn)
    bars = svg.findall("{*}rect")
    assert [bar.get("class") for bar in bars] == ["own", "bar"] * 4
    assert {bar.get("width") for bar in bars} == {"165"}
    said = ["".join(text.itertext()) for text in svg.findall("{*}text")]
    assert "R&D" in said
    assert "Absent" not in said
    assert "prefers-color-scheme: dark" in drawn


def test_there_is_no_chart_of_nothing() -> None:
    assert chart([part("adding", Measured(".txt", (once("MB/s", "", 1),)))]) is None


# Peers


def test_an_excerpt_that_does_not_stand_where_it_should_is_refused() -> None:
    check_places([Found("a", 4, 14, LIGHTHOUSE[4:14])], {"a": LIGHTHOUSE})
    with pytest.raises(ValueError, match="not 'lighthouse'"):
        check_places([Found("a", 5, 15, "lighthouse")], {"a": LIGHTHOUSE})


def test_besa_finds_the_document_that_answers_at_its_place_in_the_text(tmp_path: Path, encoder: FakeEncoder) -> None:
    sources = [written(tmp_path, "lighthouse", LIGHTHOUSE), written(tmp_path, "harbour", HARBOUR)]
    peer = Besa(encoder)
    peer.index(sources)
    found = peer.ask("When did the harbour of Hanstholm freeze?", 5)
    refused = peer.ask("the of and", 5)
    peer.close()
    check_places(found, {each.id: each.text for each in sources})
    assert found[0].document == sources[1].id
    assert "1963" in found[0].text
    assert refused == []


def test_a_peers_answers_are_judged_by_the_place_of_the_gold_answer() -> None:
    questions = [gold("a", "1858", LIGHTHOUSE), gold("b", "1963", HARBOUR, 2)]
    answer = {
        "found": [[["a", 0, len(LIGHTHOUSE)]], [["a", 0, len(LIGHTHOUSE)], ["b", 0, len(HARBOUR)]]],
        "question_ms": [1.0, 3.0],
        "load_s": 1.5,
        "index_s": 2.5,
        "memory_mb": 100.0,
    }
    figures = {each.name: each.median for each in judged(questions, answer)}
    assert figures["hit@1"] == 0.5
    assert figures["within@1000"] == figures["within@4000"] == 1.0
    assert figures["a question"] == 2.0


def test_a_part_of_a_question_set_keeps_only_questions_that_its_documents_answer() -> None:
    sources = (Source("a", "/a", LIGHTHOUSE), Source("b", "/b", HARBOUR))
    unanswered = GoldQuestion(9, Question("What else?"), ())
    questions = (
        gold("a", "1858", LIGHTHOUSE),
        gold("a", "Anna", LIGHTHOUSE, 2),
        gold("b", "1963", HARBOUR, 3),
        unanswered,
    )
    task = Task("set", sources, questions)
    assert cut(task, "set", None, None) == Task("set (2 documents, 3 questions)", sources, questions[:3])
    assert cut(task, "set", 1, 1) == Task("set (1 documents, 1 questions)", sources[:1], questions[:1])
    with pytest.raises(MeasurementFailed, match="take more"):
        cut(replace(task, questions=questions[2:]), "set", 1, None)


def test_every_peer_but_besa_says_exactly_what_it_needs() -> None:
    for peer in PEERS[1:]:
        lines = [line for line in requirements(peer).read_text("utf-8").splitlines() if not line.startswith("#")]
        assert all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", line) for line in lines)
        assert peer.package in {line.partition("==")[0] for line in lines}


def test_besa_reads_with_the_reranker_that_it_is_given_or_fails(tmp_path: Path, encoder: FakeEncoder) -> None:
    sources = [written(tmp_path, "lighthouse", LIGHTHOUSE), written(tmp_path, "harbour", HARBOUR)]
    read = FakeReranker()
    peer = Besa(encoder, read)
    peer.index(sources)
    assert "1963" in peer.ask("When did the harbour of Hanstholm freeze?", 5)[0].text
    peer.close()
    with pytest.raises(RerankerUnavailable):
        Besa(encoder, MissingReranker())


def test_every_peer_stands_with_the_same_cross_encoder_and_without_one(tmp_path: Path) -> None:
    told = {(each.peer.key, each.reranker(tmp_path)) for each in ENTRANTS}
    assert told == {("besa", None), *((peer.key, name) for peer in PEERS for name in (str(tmp_path), "none"))}
    titles = [each.title for each in ENTRANTS]
    assert titles[0] == "Besa"
    assert len(set(titles)) == len(titles)


def test_the_cross_encoder_of_all_peers_is_a_folder_that_sentence_transformers_loads(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    folder = tmp_path / "cross-encoder"
    write_cross_encoder(tiny_weights(), word_tokenizer(tmp_path / "given"), folder)
    loaded = SentenceTransformersReranker(str(folder), "cpu")
    one, other = loaded.score("who is word1", ["word1 is in word2", "word3"])
    assert one != other
    assert loaded.score("who is word1", ["word3"])[0] == other


def test_besa_needs_no_environment_of_its_own(tmp_path: Path) -> None:
    assert environment_for(known("besa"), tmp_path) == sys.executable


def test_a_peer_that_cannot_be_installed_is_missing_with_pips_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("no-such-package==1\n", "utf-8")
    monkeypatch.setattr(environments, "requirements", lambda peer: wanted)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(PeerMissing, match="not installed: No matching distribution found for no-such-package"):
        environment_for(known("txtai"), tmp_path / "peers")


# Processes, files and people


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="another process's memory is only known on Linux")
def test_the_memory_of_a_process_counts_its_children_too() -> None:
    alone = resident_memory(os.getpid())
    assert 10 < alone < peak_memory() * 1.5
    child = subprocess.Popen(
        [sys.executable, "-c", "held = b'x' * 50_000_000; print(len(held), flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    together = resident_memory(os.getpid())
    assert resident_memory_at_most(os.getpid()) >= together
    child.communicate(b"\n")
    assert together - alone > 40
    assert resident_memory(child.pid) == 0.0


def test_a_made_up_library_is_as_if_its_documents_had_been_read(library: Library) -> None:
    random = np.random.default_rng(0)
    record = VectorStore(library.store).encoders.get_or_create(
        MadeUpEncoder(random).name, MadeUpEncoder(random).dimension
    )
    fill(library.store, record, 2 * A_DOCUMENT, random, lambda done, total: None)
    assert len(library.documents()) == 2
    assert library.passages.count() == 2 * A_DOCUMENT
    assert VectorStore(library.store).pending.count(record) == 0
    for stored in library.passages.get(range(1, 6)).values():
        text = library.document(stored.document).text
        said = [tuple(terms(sentence.of(text))) for sentence in stored.passage.sentences]
        assert list(stored.sentence_terms) == said


def test_besa_runs_from_this_checkout() -> None:
    assert besa("ask", "why?")[0] == sys.executable
    assert besa("ask", "why?")[-2:] == ["ask", "why?"]


def test_files_of_every_kind_are_added_with_the_text_of_the_articles(tmp_path: Path) -> None:
    for suffix, write in adding.KINDS.items():
        file = tmp_path / f"article{suffix}"
        write(file, ["A heading", LIGHTHOUSE, HARBOUR])
        assert file.stat().st_size > 0
        measured = adding.add([file, *copies(tmp_path, suffix)], tmp_path / f"library{suffix}")
        assert {each.name: each.median for each in measured}["documents/s"] > 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_visitor_asks_through_the_pages_own_queue() -> None:
    service = FakeLibraryService()
    page = build_page(service)
    with Visitor(launch(page, "127.0.0.1", None)) as visitor:
        reply = visitor.ask("Who is the keeper?")
        visitor.ask_for_follow_ups()
        visitor.ask("Who is the zymurgist?")
        visitor.begin_anew()
        for nonsense in ("  ", "break"):
            with pytest.raises(MeasurementFailed):
                visitor.ask(nonsense)
    page.close(verbose=False)
    assert "keeper" in reply.text
    assert 0 < reply.seconds < 300
    assert [len(each.history) for each in service.asked] == [0, 1, 0]


def test_a_crowds_errors_are_counted_beside_its_answers() -> None:
    crowd = clients.Crowd(until=0.0)
    crowd.taken += [0.010, 0.030]
    with crowd.noting():
        fail("the page failed")
    figures = {each.name: each for each in clients.figures(crowd, [100.0, 104.0, 99.0], alone=0.01, seconds=2.0)}
    assert figures["answer"].median == pytest.approx(20)
    assert figures["errors"].median == 1
    assert figures["answers/s"].median == 1
    assert figures["largest change of memory after it"].median == pytest.approx(4)


def test_a_crowd_that_got_no_answer_at_all_is_a_failure() -> None:
    with pytest.raises(MeasurementFailed, match="Not one question"):
        clients.figures(clients.Crowd(0.0), [100.0], alone=0.01, seconds=1.0)


def fail(reason: str) -> None:
    raise MeasurementFailed(reason)


def written(folder: Path, name: str, text: str) -> Source:
    path = folder / f"{name}.txt"
    path.write_text(text, "utf-8")
    return Source(document_id(str(path.resolve())), str(path), text)


def copies(folder: Path, suffix: str) -> list[Path]:
    file = folder / f"second{suffix}"
    adding.KINDS[suffix](file, ["Another heading", HARBOUR, LIGHTHOUSE])
    return [file]
