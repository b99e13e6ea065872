from __future__ import annotations

from dataclasses import replace

from bot.answers import Answer, AnswerSentence, Citation, Disagreement, Side
from bot.facts import DocumentFact, Facts
from bot.wording.reading_order import in_reading_order

TEXT = "Three came. Four went."


def citation(number: int) -> Citation:
    return Citation(
        number=number,
        document=f"{number:012x}",
        path=f"/{number}.txt",
        sha256="0" * 64,
        title=f"Notes {number}",
        author=None,
        publisher=None,
        date=None,
        url=None,
        page=None,
        heading=None,
        start=0,
        end=len(TEXT),
        excerpt=TEXT,
        highlights=(),
        score=1 / number,
    )


def said(number: int, start: int = 0, end: int = 11) -> AnswerSentence:
    return AnswerSentence(TEXT[start:end], number, start, end)


def answer(*sentences: AnswerSentence) -> Answer:
    return Answer("How many?", "How many?", 0.9, sentences, tuple(map(citation, (1, 2, 3, 4))), 1.0)


def documents(reply: Answer) -> list[str]:
    return [reply.citations[each.citation - 1].title for each in reply.sentences]


def test_numbers_follow_the_order_in_which_the_sentences_are_read() -> None:
    reply = in_reading_order(answer(said(3), said(1), said(3, 12, 22)))
    assert [each.citation for each in reply.sentences] == [1, 1, 2]
    assert documents(reply) == ["Notes 3", "Notes 3", "Notes 1"]
    assert [each.text for each in reply.sentences] == ["Three came.", "Four went.", "Three came."]
    assert [(each.number, each.title) for each in reply.citations] == [
        (1, "Notes 3"),
        (2, "Notes 1"),
        (3, "Notes 2"),
        (4, "Notes 4"),
    ]


def test_an_answer_in_order_stays_and_so_does_one_that_was_not_found() -> None:
    for reply in (answer(said(1), said(2)), answer()):
        assert in_reading_order(reply) == reply
    assert in_reading_order(in_reading_order(answer(said(3), said(2)))) == in_reading_order(answer(said(3), said(2)))


def test_sides_and_facts_go_with_their_citations() -> None:
    sides = tuple(Side("Three", "Three came.", number, 0, 11) for number in (2, 4))
    fact = DocumentFact("d", "/4.txt", "Notes 4", None, None, None, citation=4, stated=True)
    reply = replace(
        answer(said(2), said(4)),
        disagreements=(Disagreement("number", sides),),
        facts=Facts("author", 2, (fact, replace(fact, citation=None))),
    )
    ordered = in_reading_order(reply)
    assert [side.citation for side in ordered.disagreements[0].sides] == [1, 2]
    assert ordered.facts is not None
    named = ordered.facts.documents[0].citation
    assert named is not None
    assert ordered.citations[named - 1].title == "Notes 4"
    assert ordered.facts.documents[1].citation is None
