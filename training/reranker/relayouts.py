"""Groups of real question sets told in other layouts: as an FAQ, and with their subject named in the title only."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from embeddings.reranking.reading_text import leans
from training.reranker.groups import Candidate, Group
from training.reranker.rewording import reworded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENTRIES = 12
"""At most so many questions of an FAQ."""
PASSAGE = 4
"""How many questions of an FAQ a passage has."""
UNTOLD_SHARE = 0.3
"""The share of questions that are also asked of the FAQ without the entry that answers them."""
_NAMES = re.compile(r"[A-Z][\w'’-]{2,}")


def as_faq(groups: Sequence[Group], seed: int = 14) -> Iterator[Group]:
    """Yield groups over FAQs made from the questions about one document, each with the sentence that answers it.

    The FAQ's own question stands above the answer as its heading and is a candidate itself, a wrong one. What is
    asked is another question with the same answer where there is one, else the FAQ's own reworded.
    """
    random = Random(seed)
    for title, entries in sorted(_by_document(groups).items()):
        if len(entries) < 3:
            continue
        chosen = random.sample(entries, min(ENTRIES, len(entries)))
        for group, answer in chosen:
            same = [each.question for each, other in entries if other.sentence == answer.sentence and each is not group]
            if len({other.sentence for _, other in chosen}) > 2:
                asked = random.choice(same) if same else reworded(group.question, random)
                told = tuple(_faq(title, chosen, answer, group))
                yield Group("relaid faq", group.source, asked, told)
                if random.random() < UNTOLD_SHARE:
                    untold = tuple(each for each in told if not each.held)
                    yield Group("relaid faq", group.source, asked, untold, answerable=False)


def _by_document(groups: Sequence[Group]) -> dict[str, list[tuple[Group, Candidate]]]:
    entries: dict[str, list[tuple[Group, Candidate]]] = defaultdict(list)
    for group in groups:
        right = [each for each in group.candidates if each.right and not leans(each.sentence)]
        if right and not group.by_passage:
            entries[right[0].title].append((group, right[0]))
    return entries


def _faq(
    title: str, entries: Sequence[tuple[Group, Candidate]], answer: Candidate, asked: Group
) -> Iterator[Candidate]:
    """Yield the FAQ's questions and answers; another question with the same answer is left out."""
    for number, (group, told) in enumerate(entries):
        right, passage = group is asked, number // PASSAGE
        if told.sentence == answer.sentence and not right:
            continue
        heading = group.question if group.question.endswith("?") else f"{group.question}?"
        yield Candidate(title, heading, "", heading, passage, held=right)
        yield Candidate(title, heading, "", told.sentence, passage, right, right)
        further = next((each for each in group.candidates if each.before == told.sentence and not each.right), None)
        if further:
            yield Candidate(title, heading, told.sentence, further.sentence, passage, held=right, doubtful=right)


def title_only(groups: Sequence[Group]) -> Iterator[Group]:
    """Yield groups in which the right sentence names its subject by the title only, beside the same under others.

    "Tarn Ltd. Tarn Ltd has 131 staff." becomes "Tarn Ltd. It has 131 staff.", and the same sentence under the titles
    of two other candidates is wrong. Only where the question names the subject.
    """
    for group in groups:
        right = next((each for each in group.candidates if each.right), None)
        if right is None or group.by_passage or not (shared := _subject(right, group.question)):
            continue
        told = shared.sub("It", right.sentence, count=1)
        if any(name in told for name in _NAMES.findall(right.title)):
            continue
        titles = [title for title in dict.fromkeys(each.title for each in group.candidates) if title != right.title][:2]
        swapped = [replace(right, title=title, heading="", before="", sentence=told, right=False) for title in titles]
        others = [replace(each, doubtful=True, right=False) if each.right else each for each in group.candidates]
        kept = [each for each in others if not each.doubtful]
        stripped = replace(right, sentence=told, before="")
        yield replace(group, kind="title only", candidates=(stripped, *swapped, *kept))


def _subject(right: Candidate, question: str) -> re.Pattern[str] | None:
    """Return what finds the title at the head of the sentence; None if it is not there or not in the question."""
    title = re.sub(r"\s*\(.*?\)", "", right.title)
    names = _NAMES.findall(title)
    if not names or not all(name.lower() in question.lower() for name in names):
        return None
    at_head = re.compile(rf"\A(?:The )?{re.escape(title)}(?=[\s,])")
    return at_head if at_head.match(right.sentence) else None
