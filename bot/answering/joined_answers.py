"""Join the answers that several libraries gave to one question: one answer, whose citations are numbered anew.

Each library was ranked by itself. What makes their answers comparable is the confidence, a calibrated probability:
times the share that a passage has of its own library's, it is the probability that the answer stands in that passage.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.answerer import with_sides
from bot.answers import Answer, AnswerSentence, Disagreement
from bot.disagreements.detector import find_disagreements
from bot.disagreements.statements import CandidateSentence
from embeddings.store.coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answers import Citation
    from bot.facts import DocumentFact

_Place = tuple[int, int]
"""A citation before the answers are joined: the number of its answer, and its own."""


def joined(answers: Sequence[Answer], most: int) -> Answer:
    """Return one answer made of those of several libraries, at least one, with at most `most` citations if it can be.

    The surest answer speaks first, in full; of each other one that was found, the first sentence follows. What is
    quoted is always cited. Where the answers name values that differ, that is said, as in one library.
    """
    ranked = sorted(answers, key=lambda each: (each.found, each.facts is not None, each.confidence), reverse=True)
    first, *others = ranked
    if not others:
        return first
    if first.facts is not None:
        return _joined_facts([each for each in ranked if each.facts is not None])
    quoted = [(0, each) for each in first.sentences]
    quoted += [(at, each.sentences[0]) for at, each in enumerate(others, 1) if each.found and each.facts is None]
    cited = _cited(ranked, {(at, each.citation) for at, each in quoted}, most)
    numbers = {place: number for number, place in enumerate(cited, 1)}
    citations = tuple(
        replace(ranked[at].citations[own - 1], number=number, score=_share(ranked[at], own))
        for number, (at, own) in enumerate(cited, 1)
    )
    sentences = [replace(each, citation=numbers[at, each.citation]) for at, each in quoted]
    differing = _differing(first, sentences, citations, numbers)
    return replace(
        first,
        sentences=with_sides(sentences, differing),
        citations=citations,
        disagreements=differing,
        elapsed_ms=sum(each.elapsed_ms for each in answers),
        coverage=_coverage(answers),
        perhaps=not first.found and any(each.perhaps for each in answers),
        unread=next((each.unread for each in answers if each.unread), ""),
    )


def _joined_facts(answers: Sequence[Answer]) -> Answer:
    """Join what several catalogues say. Of the newest documents, or the oldest, only one library can have them."""
    first, *others = answers
    told = [each.facts for each in answers if each.facts is not None]
    if not others or any(each.asks != told[0].asks for each in told):
        return first
    if told[0].asks in ("newest", "oldest"):
        dated = [each for each in answers if _day(each)]
        choose = max if told[0].asks == "newest" else min
        return choose(dated, key=_day) if dated else first
    citations: list[Citation] = []
    sentences: list[AnswerSentence] = []
    documents: list[DocumentFact] = []
    for answer, facts in zip(answers, told, strict=True):
        before = len(citations)
        citations += [replace(each, number=each.number + before) for each in answer.citations]
        sentences += [replace(each, citation=each.citation + before) for each in answer.sentences]
        documents += [replace(each, citation=each.citation and each.citation + before) for each in facts.documents]
    joint = replace(
        told[0],
        count=sum(each.count for each in told),
        documents=tuple(documents),
        undated=sum(each.undated for each in told),
    )
    return replace(first, facts=joint, citations=tuple(citations), sentences=tuple(sentences))


def _day(answer: Answer) -> str:
    """Return the date of the first document that is named; "" where there is none."""
    documents = answer.facts.documents if answer.facts else ()
    return (documents[0].date or "") if documents else ""


def _cited(answers: Sequence[Answer], quoted: set[_Place], most: int) -> list[_Place]:
    """Return what is cited, best first: all that is quoted, then the likeliest as long as there is room."""
    places = [(at, each.number) for at, answer in enumerate(answers) for each in answer.citations]
    likely = sorted(places, key=lambda place: (place not in quoted, -_share(answers[place[0]], place[1])))
    kept = set(likely[: max(most, len(quoted))])
    return sorted(kept, key=lambda place: -_share(answers[place[0]], place[1]))


def _share(answer: Answer, number: int) -> float:
    """Return the probability that the answer stands in a citation of an answer."""
    return answer.confidence * answer.citations[number - 1].score


def _differing(
    first: Answer,
    sentences: Sequence[AnswerSentence],
    citations: Sequence[Citation],
    numbers: Mapping[_Place, int],
) -> tuple[Disagreement, ...]:
    """Return what the surest answer's own sources differ in; else what those of several libraries do."""
    if first.disagreements:
        return tuple(
            Disagreement(each.about, tuple(replace(side, citation=numbers[0, side.citation]) for side in each.sides))
            for each in first.disagreements
        )
    return find_disagreements(first.standalone_question, [_candidate(each, citations) for each in sentences])


def _candidate(sentence: AnswerSentence, citations: Sequence[Citation]) -> CandidateSentence:
    cited = citations[sentence.citation - 1]
    topic = f"{cited.title}\n{cited.heading or ''}\n{cited.excerpt.partition('. ')[0]}"
    return CandidateSentence(
        sentence.citation, cited.document, sentence.start, sentence.end, sentence.text, topic, "", score=1.0
    )


def _coverage(answers: Sequence[Answer]) -> Coverage | None:
    known = [each.coverage for each in answers if each.coverage is not None]
    if not known:
        return None
    return Coverage(sum(each.passages for each in known), sum(each.embedded for each in known))
