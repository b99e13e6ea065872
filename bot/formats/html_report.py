"""Answers with their evidence as one web page: nothing is loaded, nothing runs, and `besa verify` can read it.

The page is made from the answers as they are saved in it, so that it can be made again from the file alone: one
character changed in either shows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.formats.answer_json import answer_to_json, answers_from_json
from bot.wording.excerpts import excerpt_html
from bot.wording.facts import footnotes, headline
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_html, as_web_address, meta_line
from bot.wording.outcome import match_in_words, outcome
from corpus.documents import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer, AnswerSentence, Citation, Disagreement
    from bot.facts import DocumentFact, Facts
    from bot.wording.labels import Labels

BLOCK = "besa-answers"
"""The id of the element that holds the answers, as `besa ask --json` prints them, in a list."""
_STYLE = Path(__file__).with_name("report.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_HARMLESS = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a report that is shown as a page of a server, in HTML: its title, head, top and foot.

    `page` is the address of the chat, below which every quotation opens in its document; there is none in a file.
    """

    title: str
    head: str = ""
    top: str = ""
    foot: str = ""
    page: str = ""


def report_html(
    answers: Sequence[Answer], made: str, labels: Labels = ENGLISH, around: Surroundings | None = None
) -> str:
    """Return the page with all answers, as made on the day `made`, an ISO date.

    Equal answers, days and labels make equal pages, where nothing `around` them makes it a page of a server.
    """
    around = around or Surroundings(labels.report_title, foot=f"<p>{labels.report_note}</p>\n")
    saved = json.dumps([answer_to_json(answer) for answer in answers]).translate(_HARMLESS)
    sections = (
        _Section(answer, at, labels, around.page).html() for at, answer in enumerate(answers_from_json(saved), 1)
    )
    shown = "".join(sections).replace("\r", "&#13;")  # or whoever writes the file with other line breaks changes it
    day = as_html(made)
    return f"""<!DOCTYPE html>
<html lang="{labels.language}" data-made="{day}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{around.title} · Besa</title>
{around.head}<style>
{_STYLE.read_text("utf-8")}</style>
</head>
<body>
<main>
<header>
<h1>{around.title}</h1>
<p class="meta">{labels.made_on.format(f'<time datetime="{day}">{day}</time>')}</p>
{around.top}</header>
{shown}<footer>
{around.foot}</footer>
</main>
<script type="application/json" id="{BLOCK}">{saved}</script>
</body>
</html>
"""


class _Section:
    """The part of a report about one answer; `number` tells its anchors from those of the others."""

    def __init__(self, answer: Answer, number: int, labels: Labels, page: str) -> None:
        self._answer = answer
        self._page = page
        self._number = number
        self._labels = labels

    def html(self) -> str:
        """Return the question, what answers it and the sources as an article."""
        answer, labels = self._answer, self._labels
        asked = f'<h2 dir="auto">{as_html(answer.question)}</h2>\n'
        if answer.standalone_question != answer.question:
            asked += f'<p class="meta">{labels.searched_as.format(_isolated(answer.standalone_question))}</p>\n'
        for each in answer.corrections:
            words = _isolated(each.written), _isolated(each.searched)
            asked += f'<p class="meta">{labels.searched_instead.format(*words)}</p>\n'
        said = "".join(map(self._sentence, answer.told))
        if answer.facts is not None:
            said = self._facts(answer.facts) + said
        elif not answer.found:
            said = f"<p>{outcome(answer, labels).said}</p>\n"
        differing = "".join(map(self._difference, answer.disagreements))
        sure = ""
        if answer.found:
            match = match_in_words(answer.confidence, labels)
            sure = f'<details class="meta"><summary>{match}</summary>{labels.match_told}</details>\n'
        return f"<article>\n{asked}{said}{differing}{sure}{self._sources()}</article>\n"

    def _sources(self) -> str:
        if not self._answer.citations:
            return ""
        words = outcome(self._answer, self._labels)
        note = f'<p class="meta">{words.note}</p>\n' if words.note else ""
        return f"<h3>{words.sources}</h3>\n{note}<ol>\n{''.join(map(self._source, self._answer.citations))}</ol>\n"

    def _sentence(self, sentence: AnswerSentence) -> str:
        quoted = self._labels.quotation.format(as_html(self._answer.words_of(sentence)))
        return f'<p class="said" dir="auto">{quoted} {self._link(sentence.citation)}</p>\n'

    def _facts(self, facts: Facts) -> str:
        notes = "".join(f'<p class="meta">{as_html(note)}</p>\n' for note in footnotes(facts, self._labels))
        documents = "".join(f"<li>{self._fact(facts, fact)}</li>\n" for fact in facts.documents)
        listed = f"<ul>\n{documents}</ul>\n" if documents else ""
        head = as_html(headline(facts, self._labels))
        return f'<p class="meta">{self._labels.from_list}</p>\n<p><strong>{head}</strong></p>\n{listed}{notes}'

    def _fact(self, facts: Facts, fact: DocumentFact) -> str:
        number = f" {self._link(fact.citation)}" if fact.citation else ""
        return f"{_isolated(fact.title)}: {_isolated(facts.told_of(fact))}{number}"

    def _difference(self, difference: Disagreement) -> str:
        sides = " · ".join(f"{_isolated(side.value)} {self._link(side.citation)}" for side in difference.sides)
        return f"<p><strong>{self._labels.sources_differ}</strong> {sides}</p>\n"

    def _link(self, citation: int) -> str:
        return f'<a href="#{self._anchor(citation)}">[{citation}]</a>'

    def _anchor(self, citation: int) -> str:
        return f"source-{self._number}-{citation}"

    def _source(self, citation: Citation) -> str:
        said = (citation.author, citation.publication, citation.publisher, citation.date)
        facts = meta_line(*said, citation.found_at, citation.heading, citation.doi and f"doi:{citation.doi}")
        place = self._labels.characters.format(citation.start, citation.end, _isolated(citation.full_path))
        address = as_web_address(citation.url)
        day = self._labels.accessed.format(as_html(citation.accessed_on)) if citation.accessed_on else ""
        accessed = f" · {day}" if day else ""
        link = f'<a href="{address}" rel="noopener noreferrer">{address}</a>{accessed}'
        url = f'<p class="meta">{link}</p>\n' if address else ""
        return (
            f'<li id="{self._anchor(citation.number)}" value="{citation.number}">\n'
            f'<h4 dir="auto">{as_html(citation.title)}</h4>\n'
            f'<p class="meta">{facts}</p>\n{url}'
            f'<blockquote dir="auto">{excerpt_html(citation, self._answer.quoted_from(citation))}</blockquote>\n'
            f'<p class="meta">{place}{self._opened(citation)}</p>\n'
            f'<p class="meta hash">SHA-256 <code>{as_html(citation.sha256)}</code></p>\n</li>\n'
        )

    def _opened(self, citation: Citation) -> str:
        """Link to the first quotation from a citation in its document, where there is a page that opens it."""
        if not self._page:
            return ""
        here = next(iter(self._answer.quoted_from(citation)), Span(citation.start, citation.end))
        place = urlencode({"id": citation.document, "start": here.start, "end": here.end})
        return f' · <a href="{as_html(f"{self._page}document?{place}")}">{self._labels.open_document}</a>'


def _isolated(text: str) -> str:
    return f"<bdi>{as_html(text)}</bdi>"
