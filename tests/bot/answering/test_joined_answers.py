"""Answers of several libraries become one: the surest speaks first, all that is quoted is cited, in one numbering."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.joined_answers import joined
from bot.answers import Answer, AnswerSentence, Citation
from bot.facts import DocumentFact, Facts


def _citation(number: int, document: str, excerpt: str, score: float) -> Citation:
    return Citation(
        number=number,
        document=document,
        path=f"{document}.txt",
        sha256="0" * 64,
        title=document.capitalize(),
        author=None,
        publisher=None,
        date=None,
        url=None,
        page=None,
        heading=None,
        start=0,
        end=len(excerpt),
        excerpt=excerpt,
        highlights=(),
        score=score,
    )


def _answer(confidence: float, *told: tuple[str, str, float], quoted: int = 0, question: str = "Who?") -> Answer:
    citations = tuple(_citation(number, *each) for number, each in enumerate(told, 1))
    sentences = tuple(AnswerSentence(each.excerpt, each.number, 0, each.end) for each in citations[:quoted])
    return Answer(question, question, confidence, sentences, citations, 10.0)


def _quoted(answer: Answer) -> list[tuple[str, str]]:
    return [(each.text, answer.citations[each.citation - 1].document) for each in answer.sentences]


def test_the_surest_answer_speaks_first_and_each_other_one_adds_a_sentence() -> None:
    """The other's second sentence is left out: what it is surest of is its first."""
    mine = _answer(0.6, ("lease", "Ana pays.", 0.9), ("mail", "Ana paid.", 0.1), quoted=2)
    theirs = _answer(0.9, ("besa", "Besa is a promise.", 0.7), quoted=1)
    answer = joined([mine, theirs], most=5)
    assert _quoted(answer) == [("Besa is a promise.", "besa"), ("Ana pays.", "lease")]
    assert answer.confidence == 0.9
    assert answer.elapsed_ms == 20.0
    assert [each.number for each in answer.citations] == [1, 2, 3]


def test_what_was_not_found_in_one_library_does_not_weaken_the_other() -> None:
    """Its passages stand behind, as far as there is room."""
    found = _answer(0.8, ("lease", "Ana pays.", 0.9), quoted=1)
    missed = _answer(0.05, ("besa", "Besa is a promise.", 0.9), ("nato", "Albania joined in 2009.", 0.1))
    answer = joined([missed, found], most=2)
    assert answer.found
    assert _quoted(answer) == [("Ana pays.", "lease")]
    assert [each.document for each in answer.citations] == ["lease", "besa"]


def test_what_is_quoted_is_cited_even_where_there_is_little_room() -> None:
    """One citation was asked for; two libraries answer."""
    answer = joined(
        [_answer(0.9, ("a", "One.", 0.5), quoted=1), _answer(0.6, ("b", "Two.", 0.9), ("c", "Three.", 0.1), quoted=1)],
        most=1,
    )
    assert {each.document for each in answer.citations} == {"a", "b"}


def test_libraries_that_name_other_values_are_set_side_by_side() -> None:
    """As two documents of one library are."""
    question = "How many MEK members live in Albania?"
    mine = _answer(0.9, ("memo", "3,500 MEK members live in Albania.", 0.9), quoted=1, question=question)
    theirs = _answer(0.8, ("camp", "2,900 MEK members live in Albania.", 0.9), quoted=1, question=question)
    (difference,) = joined([mine, theirs], most=5).disagreements
    assert {side.value for side in difference.sides} == {"3,500", "2,900"}


def test_where_nothing_is_found_the_nearest_passages_of_all_are_shown() -> None:
    """Perhaps the answer is there, if one library says so."""
    mine = replace(_answer(0.3, ("lease", "Ana pays.", 0.9)), perhaps=True)
    answer = joined([_answer(0.1, ("besa", "Besa is a promise.", 0.9)), mine], most=5)
    assert not answer.found
    assert answer.perhaps
    assert [each.document for each in answer.citations] == ["lease", "besa"]


def _listing(document: str, date: str, asks: str = "documents") -> Answer:
    fact = DocumentFact(document, f"{document}.txt", document, None, None, date, citation=1)
    facts = Facts("newest" if asks == "newest" else "documents", 1, (fact,))
    return replace(_answer(0.9, (document, "A line.", 1.0), quoted=1), facts=facts)


def test_what_the_catalogues_say_is_added_up() -> None:
    """Each document keeps the citation that shows it."""
    answer = joined([_listing("mine", "2020"), _listing("theirs", "2020")], most=5)
    assert answer.facts is not None
    assert answer.facts.count == 2
    shown = [answer.citations[(each.citation or 0) - 1].document for each in answer.facts.documents]
    assert shown == ["mine", "theirs"]


def test_only_one_library_has_the_newest_document() -> None:
    """The later date wins, whichever library was asked first."""
    answer = joined([_listing("mine", "2019", "newest"), _listing("theirs", "2023", "newest")], most=5)
    assert [each.document for each in answer.citations] == ["theirs"]
