"""The command line as a person or a script meets it: whole processes over the real encoder."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from platformdirs import user_cache_path

from tests.support.commands import command_server, started
from tests.support.shelves import BEES, LIGHTHOUSES

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    Besa = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.encoder

QUESTION = "How many eggs does the queen lay a day?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def besa(home: Path) -> Iterator[Besa]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BESA_")},
        "XDG_DATA_HOME": str(home / "data"),
        "BESA_LIBRARY": str(home / "library"),
        "HF_HUB_OFFLINE": "1",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }

    with command_server(environment) as forked:

        def run(
            *arguments: str | Path, stdin: str = "", anew: bool = False, **extra: str
        ) -> subprocess.CompletedProcess[str]:
            """Run a command: `anew` from its very start, which is all that can show how Python and imports begin."""
            done = (started if anew else forked)(tuple(map(str, arguments)), {**environment, **extra}, stdin)
            assert "Traceback" not in done.stderr
            return done

        yield run


@pytest.fixture(scope="module")
def files(home: Path) -> Path:
    folder = home / "files"
    folder.mkdir()
    (folder / "bees.txt").write_text(BEES)
    (folder / "lighthouses.md").write_text("---\ntitle: Lighthouses\ndate: 2020-01-04\n---\n\n" + LIGHTHOUSES)
    return folder


@pytest.fixture(scope="module", autouse=True)
def added(besa: Besa, files: Path) -> list[dict[str, Any]]:
    return rows(besa("add", files, "--json", anew=True))


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_add_prints_a_line_a_file(added: list[dict[str, Any]], besa: Besa, files: Path) -> None:
    assert [row["status"] for row in added] == ["added", "added"]
    assert {"path", "status", "document", "documents", "passages", "reason"} == added[0].keys()
    again = rows(besa("add", files, "--json"))
    assert [(row["status"], row["passages"]) for row in again] == [("unchanged", row["passages"]) for row in added]


def test_add_goes_on_after_a_file_or_a_path_that_fails(besa: Besa, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n\x00 broken")
    (tmp_path / "good.txt").write_text("A whale sings for hours.")
    done = besa("add", "--library", tmp_path / "library", tmp_path / "nowhere", tmp_path, "--json")
    status = {Path(row["path"]).name: row["status"] for row in rows(done)}
    assert status == {"nowhere": "failed", "broken.pdf": "failed", "good.txt": "added"}
    assert done.returncode == 1
    assert all(row["reason"] for row in rows(done) if row["status"] == "failed")


def test_a_folder_without_documents_and_a_missing_path_say_what_to_do(besa: Besa, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in ("empty", "nowhere"):
        done = besa("add", "--library", tmp_path / "library", tmp_path / path)
        assert done.returncode == 1
        assert path in done.stderr


def test_ask_prints_the_contracts_object(besa: Besa, files: Path) -> None:
    done = besa("ask", QUESTION, "--json", "--top", "2", anew=True)
    (answer,) = rows(done)
    assert done.returncode == 0
    assert answer["status"] == "answered"
    assert len(answer["citations"]) <= 2
    first = answer["citations"][answer["answer"][0]["citation"] - 1]
    text = (files / "bees.txt").read_text()
    assert first["excerpt"] == text[first["start"] : first["end"]]
    assert "two thousand eggs" in answer["answer"][0]["text"]


def test_ask_prints_quotations_with_their_numbers_for_a_person(besa: Besa) -> None:
    done = besa("ask", QUESTION, anew=True)
    assert "“The queen lays up to two thousand eggs a day.” [1]" in done.stdout
    assert "bees.txt:" in done.stdout


def test_ask_says_how_long_each_step_took(besa: Besa) -> None:
    done = besa("ask", QUESTION, "--json", "--timings")
    answer = json.loads(done.stdout)
    assert sum(answer["timings_ms"].values()) == pytest.approx(answer["elapsed_ms"], abs=0.2)
    said = dict(re.findall(r"^(\S.*?)  +([\d.,]+) ms$", done.stderr, re.MULTILINE))
    assert said.keys() == {"before the question", *answer["timings_ms"], "the question"}


def test_sentence_transformers_runs_the_default_encoder_where_it_is_asked_to(besa: Besa) -> None:
    answers = [
        json.loads(besa("ask", QUESTION, "--json", *options, anew=True).stdout)
        for options in ([], ["--encoder-backend", "torch"])
    ]
    assert answers[0]["citations"] == answers[1]["citations"]
    assert besa("ask", QUESTION, "--encoder-backend", "tpu").returncode == 2


def test_ask_says_that_nothing_was_found(besa: Besa) -> None:
    done = besa("ask", "Which carburettor suits a motorcycle?")
    assert done.returncode == 0
    assert done.stdout.startswith("Not found in these documents.")


def test_ask_can_keep_to_some_sources(besa: Besa) -> None:
    (answer,) = rows(besa("ask", QUESTION, "--json", "--source", "*lighthouses*"))
    assert {Path(citation["path"]).name for citation in answer["citations"]} == {"lighthouses.md"}
    assert besa("ask", QUESTION, "--source", "*.docx").returncode == 1


def test_many_questions_are_answered_in_order_with_their_history(besa: Besa, tmp_path: Path) -> None:
    history = [{"question": "How tall is the lighthouse of Skagen?", "answer": "Its tower is forty-six metres tall."}]
    asked: list[dict[str, Any]] = [
        {"question": QUESTION},
        {"question": ""},
        {"question": "When was it lit?", "history": history},
    ]
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(each) + "\n" for each in asked))
    done = besa("ask", "--questions", tmp_path / "questions.jsonl", "--json")
    answers = rows(done)
    assert [answer["question"] for answer in answers] == [each["question"] for each in asked]
    assert "1858" in answers[2]["citations"][0]["excerpt"]
    assert answers[1]["status"] == "not_found"
    assert "empty" in answers[1]["reason"]
    assert done.returncode == 1


@pytest.mark.parametrize(
    "line",
    ["not json", "[]", '{"question": 3}', '{"question": "a b", "history": 1}', '{"question": "a", "history": [{}]}'],
)
def test_a_question_file_that_is_wrong_is_refused_by_line(besa: Besa, tmp_path: Path, line: str) -> None:
    (tmp_path / "questions.jsonl").write_text(json.dumps({"question": QUESTION}) + "\n" + line + "\n")
    done = besa("ask", "--questions", tmp_path / "questions.jsonl", "--json")
    assert done.returncode == 1
    assert "line 2" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("question", ["", "what is it?", "why " * 1000, "Сколько яиц?"])
def test_a_question_that_cannot_be_asked_gets_a_message_and_status_1(besa: Besa, question: str) -> None:
    done = besa("ask", question)
    assert done.returncode == 1
    assert done.stderr.strip()


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "a", "--questions", "b"], ["ask", "a", "--top", "0"], ["dance"], ["add"], ["cite"]]
)
def test_misuse_is_status_2(besa: Besa, arguments: list[str]) -> None:
    assert besa(*arguments).returncode == 2


def test_show_prints_the_stored_text_exactly(besa: Besa, files: Path) -> None:
    assert besa("show", "bees.txt").stdout == BEES
    assert besa("show", "bees.txt", "--start", "2", "--end", "11").stdout == BEES[2:11]
    assert besa("show", "bees.txt", "--start", "999999").returncode == 1
    assert "besa sources" in besa("show", "wasps.txt").stderr


def test_sources_lists_what_documents_say_of_themselves(besa: Besa) -> None:
    listed = {Path(row["path"]).name: row for row in rows(besa("sources", "--json"))}
    assert listed["lighthouses.md"]["title"] == "Lighthouses"
    assert listed["lighthouses.md"]["date"] == "2020-01-04"
    assert listed["bees.txt"]["document"] in besa("sources").stdout


def test_remove_takes_a_document_out_and_leaves_its_file(besa: Besa, tmp_path: Path) -> None:
    file = tmp_path / "whales.txt"
    file.write_text("A whale sings for hours in the Arctic night.")
    besa("add", file)
    assert besa("remove", "whales.txt").returncode == 0
    assert file.exists()
    (answer,) = rows(besa("ask", "What does a whale do for hours?", "--json"))
    assert "whales.txt" not in {Path(citation["path"]).name for citation in answer["citations"]}
    assert besa("remove", "whales.txt").returncode == 1


def test_saved_answers_verify_until_the_document_changes(besa: Besa, tmp_path: Path) -> None:
    file = tmp_path / "whales.txt"
    file.write_text("A whale sings for hours in the Arctic night.")
    besa("add", file)
    saved = tmp_path / "answers.json"
    saved.write_text(besa("ask", "What does a whale do in the Arctic?", "--json", "--source", "whales.txt").stdout)
    assert besa("verify", saved).returncode == 0
    file.write_text("A whale sleeps for hours in the Arctic night.")
    besa("add", file)
    changed = besa("verify", saved, "--json")
    assert changed.returncode == 1
    assert rows(changed)[0]["status"] == "changed"
    besa("remove", "whales.txt")


def test_verify_refuses_what_is_no_answer(besa: Besa, files: Path, tmp_path: Path) -> None:
    for path in (files / "bees.txt", tmp_path / "nowhere.json"):
        done = besa("verify", path)
        assert done.returncode == 1
        assert "besa ask --json" in done.stderr


@pytest.mark.parametrize(
    ("style", "sign"), [("markdown", "> "), ("bibtex", "@misc{"), ("ris", "TY  - "), ("csl-json", '"title"')]
)
def test_cite_prints_the_format_that_is_asked_for(besa: Besa, style: str, sign: str) -> None:
    assert sign in besa("cite", QUESTION, "--format", style).stdout


def test_cite_takes_saved_answers(besa: Besa) -> None:
    saved = besa("ask", QUESTION, "--json").stdout
    assert besa("cite", "--answers", "-", stdin=saved).stdout == besa("cite", QUESTION).stdout


def test_a_report_verifies_and_can_be_cited_until_what_it_shows_or_says_is_changed(besa: Besa, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text(besa("cite", QUESTION, "--format", "html").stdout)
    assert besa("verify", report).returncode == 0
    assert besa("cite", "--answers", report).stdout == besa("cite", QUESTION).stdout
    page = report.read_text()
    report.write_text(page.replace("two thousand eggs a day.”", "six thousand eggs a day.”"))
    shown = besa("verify", report)
    assert shown.returncode == 1
    assert "[0] " in shown.stderr
    assert "besa cite --format html" in shown.stderr
    report.write_text(page.replace("two thousand", "six thousand"))
    said = besa("verify", report, "--json")
    assert said.returncode == 1
    assert (rows(said)[0]["citation"], rows(said)[0]["status"]) == (1, "altered")


def test_info_describes_the_library(besa: Besa, home: Path) -> None:
    (described,) = rows(besa("info", "--json", anew=True))
    assert described["library"] == str(home / "library")
    assert described["documents"] == 2
    assert described["pending"] == 0
    assert described["encoder"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert re.match(r"\d+\.\d+", described["versions"]["faiss-cpu"])
    assert "documents:" in besa("info").stdout


def test_embed_refuses_an_encoder_that_is_not_there(besa: Besa) -> None:
    done = besa("embed", "--encoder", "nobody/no-such-model")
    assert done.returncode == 1
    assert "no-such-model" in done.stderr
    assert rows(besa("info", "--json"))[0]["encoder"] == "sentence-transformers/all-MiniLM-L6-v2"


def test_a_named_library_that_is_not_there_is_refused_with_the_next_step(besa: Besa, tmp_path: Path) -> None:
    done = besa("ask", "--library", tmp_path / "nowhere", QUESTION)
    assert done.returncode == 1
    assert "besa add" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_with_no_library_yet_the_sample_library_answers_and_says_so(besa: Besa) -> None:
    done = besa("ask", "What does besa mean?", "--json", BESA_LIBRARY="")
    (answer,) = rows(done)
    assert answer["status"] == "answered"
    assert "/corpus/sample_library/" in answer["citations"][0]["path"]
    assert "sample library" in done.stderr


def test_a_damaged_library_is_named_and_left_alone(besa: Besa, tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"scribble" * 1000)
    done = besa("ask", "--library", tmp_path, QUESTION)
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert (tmp_path / "library.sqlite").read_bytes() == b"scribble" * 1000


def test_every_command_has_help(besa: Besa) -> None:
    listed = re.findall(r"^  ([a-z]+) ", besa("--help").stdout.partition("Commands:")[2], re.MULTILINE)
    assert {"serve", "add", "sources", "remove", "show", "ask", "cite", "verify", "info", "embed"} <= set(listed)
    for command in listed:
        done = besa(command, "--help")
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) > 5


def test_control_characters_of_a_document_do_not_reach_the_terminal(besa: Besa, tmp_path: Path) -> None:
    file = tmp_path / "evil.txt"
    file.write_text("The dragon \x1b[31mroared\x1b]0;owned\x07 at the moon in March.")
    besa("add", file)
    assert "\x1b" not in besa("ask", "At what did the dragon roar in March?").stdout
    besa("remove", "evil.txt")


def test_an_output_that_cannot_show_a_letter_gets_its_number_and_json_is_as_ever(besa: Besa) -> None:
    asked = besa("ask", QUESTION, anew=True, PYTHONIOENCODING="ascii")
    assert asked.returncode == 0
    assert asked.stdout.startswith(r"\u201cThe queen lays up to two thousand eggs a day.\u201d [1]")
    told = besa("ask", QUESTION, "--json", anew=True, PYTHONIOENCODING="ascii")
    assert rows(told)[0]["answer"][0]["text"] == "The queen lays up to two thousand eggs a day."


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no UTF-8")
def test_a_system_that_knows_no_letters_but_ascii_answers_from_folders_with_others(
    besa: Besa, files: Path, tmp_path: Path
) -> None:
    home = tmp_path / "Ähnliches und café"
    shutil.copytree(user_cache_path("besa"), home / "cache" / "besa")
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    there = {"BESA_LIBRARY": str(home / "library"), "XDG_CACHE_HOME": str(home / "cache"), "XDG_DATA_HOME": str(home)}
    for command in (["add", files], ["ask", QUESTION], ["info"]):
        done = besa(*command, anew=True, **plain, **there)
        assert done.returncode == 0, done.stderr


def test_a_re_ranker_that_is_not_there_is_said_with_the_next_step_and_the_answer_comes_all_the_same(besa: Besa) -> None:
    (plain,) = rows(besa("ask", QUESTION, "--json", "--reranker", "none"))
    (unread,) = rows(besa("ask", QUESTION, "--json", "--reranker", "nobody/no-such-reranker"))
    assert plain["unread"] == ""
    assert "hf download nobody/no-such-reranker" in unread["unread"]
    assert (unread["status"], unread["answer"]) == (plain["status"], plain["answer"])
    named = besa("ask", QUESTION, BESA_RERANKER="nobody/no-such-reranker")
    assert "hf download nobody/no-such-reranker" in named.stdout
    (info,) = rows(besa("info", "--json", BESA_RERANKER="none"))
    assert info["reranker"] is None


def test_a_question_that_is_refused_at_once_ends_without_a_traceback(besa: Besa) -> None:
    refused = besa("ask", "?", anew=True)
    assert refused.returncode == 1
    assert "Exception in thread" not in refused.stderr
