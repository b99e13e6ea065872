from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from markdown_it import MarkdownIt

from bot.formats.saved_answers import read_saved_answers
from bot.page.views.conversation import Conversation
from bot.page.views.download_menu import DownloadRequest, menu_html
from bot.page.views.downloads import Download, download
from bot.page.views.exchange import Remark
from corpus.messages import Message
from tests.bot.formats.test_html_report import ANSWER, CITATION, DAY, NOT_FOUND, saying


def conversation() -> Conversation:
    other = replace(ANSWER, question="Who guards the hive?", citations=(replace(CITATION, document="b" * 12),))
    asked = Conversation().asking("Who leaves?").answered(ANSWER)
    asked = asked.asking("And who stays?").answered(NOT_FOUND)
    return asked.asking("Why?").answered(Remark(Message("Too short."))).asking("Who guards the hive?").answered(other)


def taken(format: str, turn: int | None, of: Conversation | None = None, **wanted: object) -> Download:
    wish = DownloadRequest.read(json.dumps({"format": format, "turn": turn, **wanted}))
    assert wish is not None
    made = download(of or conversation(), wish, DAY)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("format", "turn", "name"),
    [
        ("report", 1, "besa-who-leaves.html"),
        ("markdown", 2, "besa-and-who-stays.md"),
        ("bibtex", 4, "besa-who-guards-the-hive.bib"),
        ("ris", None, "besa-conversation-who-leaves.ris"),
        ("csl-json", None, "besa-conversation-who-leaves.json"),
        ("references", 1, "besa-who-leaves-apa.txt"),
    ],
)
def test_a_file_is_named_for_its_question(format: str, turn: int | None, name: str) -> None:
    assert taken(format, turn).name == name


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("../../etc/passwd", "besa-etc-passwd.ris"),
        ("Ku është Çamëria?", "besa-ku-është-çamëria.ris"),
        ("\u202eexe.txt\x00?", "besa-exe-txt.ris"),
        ("?!", "besa-answer.ris"),
        ("why " * 100, "besa-" + "why-" * 14 + "why.ris"),
    ],
)
def test_the_name_of_a_file_is_one_that_every_system_takes(question: str, name: str) -> None:
    asked = Conversation().asking(question).answered(replace(ANSWER, question=question))
    assert taken("ris", 1, asked).name == name


def test_one_answer_is_taken_away_without_the_others() -> None:
    (entry,) = parse_string(taken("bibtex", 4).text).entries
    assert "5" * 64 in entry.fields_dict["note"].value
    assert read_saved_answers(taken("report", 4).text).answers[0].question == "Who guards the hive?"


def test_a_conversation_is_taken_away_as_a_whole() -> None:
    assert len(rispy.loads(taken("ris", None).text)) == 2
    report = read_saved_answers(taken("report", None).text)
    assert [each.question for each in report.answers] == ["Who leaves?", "And who stays?", "Who guards the hive?"]
    assert report.shown_as_they_are


def test_passages_that_answered_nothing_are_no_references_beside_those_that_did() -> None:
    astray = replace(NOT_FOUND, citations=(replace(CITATION, document="c" * 12, title="Elsewhere"),))
    asked = Conversation().asking("?").answered(ANSWER).asking("?").answered(astray)
    assert [item["title"] for item in json.loads(taken("csl-json", None, asked).text)] == ["Swarms"]
    assert [item["title"] for item in json.loads(taken("csl-json", 2, asked).text)] == ["Elsewhere"]


def test_what_was_found_and_not_quoted_is_taken_away_on_request_alone() -> None:
    found = replace(CITATION, number=2, document="c" * 12, title="Elsewhere")
    asked = Conversation().asking("?").answered(replace(ANSWER, citations=(*ANSWER.citations, found)))
    for format in ("report", "markdown", "references", "bibtex", "ris", "csl-json"):
        assert "Elsewhere" not in taken(format, 1, asked).text
        assert "Elsewhere" in taken(format, 1, asked, found=True).text
    assert read_saved_answers(taken("report", 1, asked).text).shown_as_they_are


def test_a_key_is_the_same_in_every_download() -> None:
    (key,) = {item["id"] for item in json.loads(taken("csl-json", 1).text)}
    assert key in {item["id"] for item in json.loads(taken("csl-json", None).text)}


def test_references_are_a_list_in_the_style_that_is_wanted() -> None:
    assert "Swarms" in taken("references", 1, style="mla").text
    assert taken("references", None, style="vancouver").text.startswith("[1] ")


def test_markdown_has_the_question_the_quotation_and_each_source_with_place_and_hash() -> None:
    text = taken("markdown", None).text
    shown = re.sub(r"<[^>]+>", "", MarkdownIt("commonmark").render(text))
    shown = html.unescape(shown)
    assert text.startswith("## Who leaves?\n\n“The colony &amp; its queen leave.” [1]\n")
    assert shown.count("Characters 100 to 155 of bees.md; SHA-256 " + "5" * 64) == 3
    assert "Not found in these documents." in shown
    assert "Nearest passages. They only come nearest to the question." in shown


def test_markdown_stays_one_list_item_a_source_whatever_the_document_says() -> None:
    hostile = "# Not a heading\n\n1. no list\n<script>alert(1)</script> [a](javascript:alert(1)) `x` *y*"
    rendered = MarkdownIt("commonmark").render(taken("markdown", 1, conversation_of(hostile)).text)
    assert re.findall(r"<(h\d|script|a|code)\b", rendered) == ["h2", "a"]
    assert rendered.count("<li>") == 1


def conversation_of(text: str) -> Conversation:
    return Conversation().asking("?").answered(saying(text))


@pytest.mark.parametrize("format", ["report", "markdown", "bibtex", "ris", "csl-json"])
def test_where_a_file_lies_on_the_servers_disk_is_not_told(format: str) -> None:
    copied = replace(ANSWER, citations=(replace(CITATION, others=("/library/old/bees.md",)),))
    text = taken(format, 1, Conversation().asking("?").answered(copied)).text
    assert "bees.md" in text
    assert "library/" not in text


def test_a_turn_that_is_not_there_or_cites_nothing_makes_no_file() -> None:
    for turn in (0, 3, 9, -1):
        assert download(conversation(), DownloadRequest("ris", turn), DAY) is None
    assert download(Conversation(), DownloadRequest("ris", None), DAY) is None


@pytest.mark.parametrize(
    "written",
    [None, 7, "", "x", "[]", "null", '{"format": "exe"}', '{"format": ["ris"]}', '{"format": "ris", "turn": "1"}',
     '{"format": "references", "turn": 1, "style": "exe"}', '{"format": "ris"}' + " " * 300, "[" * 150],
)  # fmt: skip
def test_a_wish_that_no_button_says_is_none(written: object) -> None:
    assert DownloadRequest.read(written) is None


def test_the_menu_says_every_wish_once() -> None:
    said = [html.unescape(each) for each in re.findall(r'data-download="([^"]+)"', menu_html(3))]
    wishes = [DownloadRequest.read(each) for each in said]
    assert len(set(wishes)) == len(wishes) == 12
    assert {wish.turn for wish in wishes if wish is not None} == {3, None}
