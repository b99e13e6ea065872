"""Questions about the documents themselves, asked as anybody asks the bot, and questions that only look like one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.answering.answerer import Answerer
from bot.answering.settings import Answering
from bot.answers import Answer, Question, Turn
from bot.facts import Facts
from bot.formats.answer_json import answer_to_json, answers_from_json
from bot.formats.verification import verify
from bot.service.answer_protocol import AnswerReply, decode, encode
from corpus.engines.filters import Filter
from tests.support.reading_room import fill

if TYPE_CHECKING:
    from collections.abc import Collection

    from corpus.store.library import Library
    from tests.support.shelves import Shelf


@pytest.fixture
def room(shelf: Shelf) -> Shelf:
    return fill(shelf)


def ask(
    room: Shelf, question: str, *history: Turn, top: int | None = None, within: Collection[str] | None = None
) -> Answer:
    return room.answerer().answer(Question(question, history), top, None if within is None else Filter.of(within))


def facts_of(room: Shelf, question: str, within: Collection[str] | None = None) -> Facts:
    answer = ask(room, question, within=within)
    check(room.library, answer)
    assert answer.facts is not None, question
    return answer.facts


def check(library: Library, answer: Answer) -> None:
    """Every sentence stands in its citation, every citation in its document; facts name each citation."""
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        document = library.document(citation.document)
        assert citation.excerpt == document.text[citation.start : citation.end] != ""
    for sentence in answer.sentences:
        cited = answer.citations[sentence.citation - 1]
        assert cited.start <= sentence.start < sentence.end <= cited.end
        assert sentence.text == library.document(cited.document).text[sentence.start : sentence.end]
    if answer.facts is not None:
        named = {fact.citation: fact.document for fact in answer.facts.documents if fact.citation}
        assert named == {citation.number: citation.document for citation in answer.citations}
        assert answer.found is bool(answer.citations)
    assert all(finding.status == "verified" for finding in verify(answer, library))


def named(facts: Facts) -> set[str]:
    return {Path(fact.path).name for fact in facts.documents}


def test_a_line_of_the_text_that_says_it_is_quoted(room: Shelf) -> None:
    for question, line in (
        ("Who wrote The ferries of Lake Koman?", "author: Mira Holt"),
        ("Who published The ferries of Lake Koman?", "publisher: Lake Office"),
        ("When was The ferries of Lake Koman published?", "date: 2021-04-05"),
        ("who wrote on baking bread", "By Arben Lleshi, 3 May 2019"),
        ("When was On baking bread written?", "By Arben Lleshi, 3 May 2019"),
        ("What is the newest document?", "date: 2021-04-05"),
        ("Which documents are from 2019?", "By Arben Lleshi, 3 May 2019"),
    ):
        answer = ask(room, question)
        check(room.library, answer)
        assert [sentence.text for sentence in answer.told] == [line], question
        assert answer.facts is not None
        assert [fact.stated for fact in answer.facts.documents] == [True]


def test_what_stands_in_no_text_is_a_fact_and_the_title_shows_which_document_it_is_of(room: Shelf) -> None:
    answer = ask(room, "Who wrote Owls of the tower?")
    check(room.library, answer)
    assert answer.facts is not None
    (fact,) = answer.facts.documents
    assert (fact.author, fact.stated, fact.citation) == ("Dora Prifti", False, 1)
    assert [sentence.text for sentence in answer.sentences] == ["Owls of the tower"]
    assert answer.told == ()


def test_a_document_without_its_title_in_its_text_is_shown_by_its_first_sentence(room: Shelf) -> None:
    answer = ask(room, "When was Minutes of the bakers written?")
    check(room.library, answer)
    assert answer.sentences[0].text == "The bakers met in the old mill."
    assert answer.facts is not None
    assert answer.facts.documents[0].date == "2020"


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Which documents are from 2020?", {"owls.html", "minutes.txt"}),
        ("List all documents from September 2020", {"owls.html"}),
        ("Which documents are before 2020?", {"bread.txt", "mill.txt"}),
        ("Do you have anything by Arben Lleshi?", {"bread.txt", "minutes.txt"}),
        ("What did Dora Prifti write?", {"owls.html", "minutes.txt"}),
        ("what has lleshi written?", {"bread.txt", "minutes.txt"}),
        ("Which documents by Dora Prifti are from 2020?", {"owls.html", "minutes.txt"}),
        ("Which documents were published by the Lake Office?", {"ferries.md"}),
        ("What is the oldest document?", {"mill.txt"}),
        ("Who wrote the report on the ferries?", {"ferries.md"}),
        ("When was the article on the owls published?", {"owls.html"}),
        ("What is the date of Arben Lleshi's article?", {"bread.txt", "minutes.txt"}),
        ("Who wrote bread.txt?", {"bread.txt"}),
        ('Who wrote the document called "Minutes of the bakers"?', {"minutes.txt"}),
        ("How many documents are from 2020?", {"owls.html", "minutes.txt"}),
        ("How many articles did Arben Lleshi write?", {"bread.txt", "minutes.txt"}),
    ],
)
def test_the_documents_that_fit_are_named(room: Shelf, question: str, files: set[str]) -> None:
    facts = facts_of(room, question)
    assert (named(facts), facts.count, facts.unlisted) == (files, len(files), 0)


def test_all_documents_are_counted_and_listed(room: Shelf) -> None:
    for question in ("How many documents are there?", "What is this library about?", "List the documents, please."):
        answer = ask(room, question)
        check(room.library, answer)
        assert answer.facts is not None
        assert (answer.facts.count, len(answer.facts.documents), len(answer.citations)) == (6, 6, 5)
    assert facts_of(room, "Which documents are from 2020?").undated == 1
    assert len(ask(room, "How many documents are there?", top=2).citations) == 2


def test_of_many_documents_the_first_are_named_and_all_are_counted(shelf: Shelf) -> None:
    shelf.add(
        **{f"n{number}": f"Note {number}\n\nBy Ana Leka, {1 + number} May 2020\n\nIt rains." for number in range(25)}
    )
    facts = facts_of(shelf, "What did Ana Leka write?")
    assert (facts.count, len(facts.documents), facts.unlisted) == (25, 20, 5)
    assert [fact.title for fact in facts.documents[:2]] == ["Note 24", "Note 23"]
    assert len(facts_of(shelf, "What is the newest document?").documents) == 1


def test_a_time_of_which_there_is_nothing_is_said_so(room: Shelf) -> None:
    answer = ask(room, "Which documents are from 1950?")
    assert answer.facts == Facts("documents", 0, (), period="from 1950", undated=1)
    assert (answer.found, answer.citations, answer.confidence) == (False, (), 0.0)
    assert ask(room, "How many PDFs do you have?").facts == Facts("number", 0, ())


def test_only_the_documents_that_are_searched_count(room: Shelf) -> None:
    within = {room.library.names.find(name) for name in ("owls.html", "bread.txt")}
    assert facts_of(room, "How many documents are there?", within).count == 2
    assert named(facts_of(room, "Which documents are from 2020?", within)) == {"owls.html"}
    assert ask(room, "Who wrote The ferries of Lake Koman?", within=within).facts is None
    one = {room.library.names.find("owls.html")}
    assert named(facts_of(room, "Who wrote this?", one)) == {"owls.html"}
    assert named(facts_of(room, "When was this document written?", one)) == {"owls.html"}
    assert ask(room, "Who wrote this document?").facts is None


def test_a_follow_up_is_about_documents_too(room: Shelf) -> None:
    before = ask(room, "Which documents are from 2020?").turn
    answer = ask(room, "And from 2021?", before)
    assert answer.facts is not None
    assert (named(answer.facts), answer.question) == ({"ferries.md"}, "And from 2021?")
    assert "2021" in answer.standalone_question != answer.question


def test_what_is_told_travels_and_is_saved_whole(room: Shelf) -> None:
    answer = ask(room, "Do you have anything by Arben Lleshi?")
    assert decode(encode(AnswerReply(1, answer)), AnswerReply).result() == answer
    saved = json.dumps(answer_to_json(answer))
    (again,) = answers_from_json(saved)
    assert again.facts == answer.facts
    earlier = {name: value for name, value in json.loads(saved).items() if name != "facts"}
    assert answers_from_json(json.dumps(earlier))[0].facts is None


LOOK_ALIKES = [
    "How many ferries cross the lake?",
    "How many documents were found in the raid?",
    "How many documents do the bakers keep?",
    "How many owls are there?",
    "How many articles are in the rules?",
    "How many reports criticised the bakers?",
    "How many books are in the mill?",
    "Which reports criticised the camp?",
    "Which documents do the guests need?",
    "Which documents mention the owls?",
    "Which documents are about bread?",
    "Which documents were signed in 2020?",
    "Which letters did the miller write?",
    "Which article of the rules is about the door?",
    "Which novel was published in 1931?",
    "What was published in 2020?",
    "What happened in 2020?",
    "What did Arben Lleshi write about bread?",
    "What did Arben Lleshi bake?",
    "What did the miller write?",
    "What did Ismail Kadare write?",
    "What did he write?",
    "What is the oldest tower?",
    "What is the newest oven?",
    "What is the latest book by Petra Gold about?",
    "What is in the tower?",
    "What is the library of the tower like?",
    "What do you know about owls?",
    "What do guests have to do?",
    "What documents do I have to bring?",
    "Who wrote the constitution?",
    "Who wrote the rules?",
    "Who wrote about the bakers?",
    "Who wrote to the bakers?",
    "Who wrote The Mill on the Hill?",
    "Who is the author of The Mill on the Hill?",
    "When was The Mill on the Hill written?",
    "When was the novel published?",
    "When was the agreement published?",
    "When was the tower published?",
    "When was bread first written about?",
    "When was the mill built?",
    "When did the owls appear?",
    "Who published the agreement?",
    "Who published the novel?",
    "Who signed the minutes?",
    "Who bakes the bread?",
    "Do you have bread?",
    "Do you have anything by Ismail Kadare?",
    "Is there anything about owls?",
    "Is there a document on the ferries?",
    "List the ferries of the lake.",
    "List the documents that were burnt.",
    "Show me the oldest owl.",
    "Name the daughters of the miller.",
]


def test_questions_about_what_stands_in_the_texts_are_left_to_them(room: Shelf) -> None:
    answers = [ask(room, question) for question in LOOK_ALIKES]
    assert [answer.question for answer in answers if answer.facts is not None] == []
    for answer in answers:
        check(room.library, answer)


def test_a_text_that_speaks_of_the_work_goes_before_the_catalogue(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add(
        song="The long road home\n\nBy Ana Leka, 3 May 2019\n\nThe road is long, and the night is cold.",
        news="Petra Gold wrote the song The long road home in 1931. All sang it.",
    )
    question = "Who wrote The long road home?"
    sure = Answerer(
        shelf.library,
        shelf.retriever(),
        Answering(threshold=0.0),
    )
    answer = sure.answer(Question(question))
    assert answer.facts is None
    assert answer.sentences[0].text.startswith("Petra Gold wrote")
    shelf.library.remove([shelf.library.names.find("news.txt")])
    assert facts_of(shelf, question).documents[0].author == "Ana Leka"


def test_an_empty_library_says_nothing_of_its_documents(shelf: Shelf) -> None:
    assert ask(shelf, "How many documents are there?").facts is None


def test_a_question_of_stop_words_alone_is_answered_if_it_is_about_documents(room: Shelf) -> None:
    assert facts_of(room, "What do you have?").count == 6


def test_an_answer_in_words_lists_the_facts_apart_from_what_is_quoted(room: Shelf) -> None:
    told = str(ask(room, "Who wrote On baking bread?"))
    assert told.startswith(
        "From the list of sources (1 fit):\nOn baking bread: Arben Lleshi [1]\n“By Arben Lleshi, 3 May 2019” [1]"
    )
    assert str(ask(room, "Which documents are from 1950?")) == "From the list of sources (0 fit):"
