"""Subtitles, SubRip and WebVTT: what is said, as running text, and the moment at which each cue shows.

A sentence runs over several cues, so cues are joined. A long pause, another speaker, or a jump back in time
begins a new paragraph.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.entities import html5
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.documents import Content, Metadata, Place, PlaceKind, Span
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PAUSE = 3.0
_TOUCHING = 0.1
_UNPUNCTUATED = 300
_ARROW = "-->"
_LINE_END = re.compile(r"\r\n|\r|\n")
_MOMENT = r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,3})\d*)?"
_TIMES = re.compile(rf"\s*(?:\d\S{{0,20}})?\s*{_ARROW}")
_TIMING = re.compile(rf"\s*{_MOMENT}\s*{_ARROW}\s*(?:{_MOMENT})?")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|\Z)")
_LANGUAGE = re.compile(r"Language:[ \t]*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})[ \t]*\Z")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]+([^<>\n]{1,200})>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:i|b|u|s|font|c|v|lang|ruby|rt)(?:[.\s][^<>]{0,300})?>|<\d{1,4}:[\d:.]{1,20}>|\{\\[^{}]{0,200}\}",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_TURN = re.compile(rf"[-–—](?:\s(?=\w)|(?={_CAPITAL}|[\"“¿¡]))|>>+\s*")
_NAMED = re.compile(rf"{_CAPITAL}(?:{_CAPITAL}|[.’' -]){{1,30}}:\s")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।♪][\"'”’»)\]]*\Z")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Cue:
    """The lines of a cue, with markup, and its seconds; a start or an end that nobody can read is `None`."""

    start: float | None
    end: float | None
    lines: tuple[str, ...]


def read_subtitles(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """A cue without a moment that can be read stands at that of the cue before."""
    lines = _LINE_END.split(decode(data).removeprefix("\ufeff"))
    web = lines[0].startswith("WEBVTT")
    script = _Script()
    for cue in _without_repeats(_web_cues(lines) if web else _subrip_cues(lines)):
        script.add(cue)
    return Content(
        text=script.blocks.text,
        metadata=Metadata(title=title_from(path), language=_language(lines) if web else None),
        media_type=options.media_type,
        body=Span(0, script.blocks.length),
        places=tuple(script.places),
    )


class _Script:
    """The text as it grows: what was said last decides how the next words follow it."""

    def __init__(self) -> None:
        self.blocks = TextBuilder()
        self.places: list[Place] = []
        self._before: _Cue | None = None
        self._speaker = ""
        self._said = ""
        self._unpunctuated = 0

    def add(self, cue: _Cue) -> None:
        first, last = None, None
        apart = self._is_apart(cue)
        for speaker, words in _turns(cue.lines):
            turn = _TURN.match(words)
            new = speaker != self._speaker or turn or _NAMED.match(words)
            words = f"- {words[turn.end() :]}" if turn else words
            if speaker and (new or apart):
                words = f"{speaker}: {words}"
            self._speaker = speaker
            place = self._write(words, bool(new), apart)
            first, last, apart = first or place, place or last, False
        if first and last and cue.start is not None:
            self.places.append(_place(cue.start, Span(first.start, last.end)))
        self._before = cue

    def _write(self, words: str, new: bool, apart: bool) -> Span | None:
        unfinished = bool(self._said) and not _SENTENCE_END.search(self._said) and words[:1].islower()
        if new or (apart and not unfinished) or self._unpunctuated > _UNPUNCTUATED:
            between, self._unpunctuated = "\n\n", 0
        else:
            between = "" if _UNSPACED.match(self._said[-1:]) and _UNSPACED.match(words) else " "
        self._unpunctuated = 0 if _SENTENCE_END.search(words) else self._unpunctuated + len(words)
        self._said = words
        return self.blocks.add(words, between=between)

    def _is_apart(self, cue: _Cue) -> bool:
        if self._before is None or cue.start is None:
            return False
        if self._before.start is not None and cue.start < self._before.start:
            return True
        return self._before.end is not None and cue.start - self._before.end > _PAUSE


def _place(start: float, span: Span) -> Place:
    second = int(start)
    label = f"{second // 3600}:{second // 60 % 60:02}:{second % 60:02}"
    return Place(PlaceKind.TIME, second, span, label)


def _turns(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Who says what in a cue. Lines of one speaker are joined; a voice lasts to the next, or to the cue's end."""
    speaker = ""
    held: list[str] = []
    for line in lines:
        pieces = _VOICE.split(line)
        for voice, words in zip([None, *pieces[1::2]], map(_plain, pieces[::2]), strict=True):
            begins = voice is not None or _TURN.match(words) or _NAMED.match(words)
            if begins and held:
                yield speaker, _joined(held)
                held = []
            speaker = _plain(voice) if voice is not None else speaker
            held += [words] if words else []
    if held:
        yield speaker, _joined(held)


def _joined(words: Sequence[str]) -> str:
    text = words[0]
    for before, after in pairwise(words):
        text += ("" if _UNSPACED.match(before[-1]) and _UNSPACED.match(after) else " ") + after
    return text


def _plain(words: str) -> str:
    """Without tags, and with characters for entities."""
    words = _TAG.sub("", words).replace(r"\N", " ").replace(r"\h", " ")
    return " ".join(_ENTITY.sub(_character, words).split())


def _character(entity: re.Match[str]) -> str:
    named = entity[0].removeprefix("&")
    return html.unescape(entity[0]) if named.startswith("#") else html5.get(named, entity[0])


def _without_repeats(cues: Iterator[_Cue]) -> Iterator[_Cue]:
    """Captions that roll show their last line, or its beginning, again in the next cue, which follows at once."""
    shown: list[str] = []
    before: _Cue | None = None
    for cue in cues:
        lines = [(line, _plain(line)) for line in cue.lines]
        lines = [(line, words) for line, words in lines if words]
        new = [words for _, words in lines]
        if before and before.end is not None and cue.start is not None and abs(cue.start - before.end) <= _TOUCHING:
            fresh = lines[_overlap(shown, new) :]
            if fresh and shown and len(fresh) == len(lines) and new[0].startswith(shown[-1] + " "):
                fresh = [(html.escape(new[0][len(shown[-1]) :]), ""), *lines[1:]]
        else:
            fresh = lines
        yield _Cue(cue.start, cue.end, tuple(line for line, _ in fresh))
        shown, before = new, cue


def _overlap(shown: Sequence[str], new: Sequence[str]) -> int:
    """How many lines at the end of `shown` begin `new`."""
    most = min(len(shown), len(new), 10)
    return next((size for size in range(most, 0, -1) if list(shown[-size:]) == list(new[:size])), 0)


def _web_cues(lines: Sequence[str]) -> Iterator[_Cue]:
    """Blocks between empty lines; what comes before the times in one is its name."""
    for block in _blocks(lines):
        at = next((nth for nth, line in enumerate(block) if _TIMES.match(line)), None)
        if at is not None and not _ASIDE.match(block[0]):
            yield from _subrip_cues(block[at:])


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    held: list[str] = []
    for line in [*lines, ""]:
        if line:
            held.append(line)
        elif held:
            yield held
            held = []


def _subrip_cues(lines: Sequence[str]) -> Iterator[_Cue]:
    """From one line of times to the next, since empty lines stand inside of cues and are missing between them."""
    marks = [at for at, line in enumerate(lines) if _TIMES.match(line)]
    for at, after in pairwise([*marks, len(lines)]):
        spoken = [line for line in lines[at + 1 : after] if line and not line.isspace()]
        if after < len(lines) and spoken and _NUMBER.fullmatch(lines[after - 1]):
            spoken.pop()
        found = _TIMING.match(lines[at])
        start, end = (_seconds(found.groups()[:4]), _seconds(found.groups()[4:])) if found else (None, None)
        yield _Cue(start, end, tuple(spoken))


def _seconds(moment: Sequence[str | None]) -> float | None:
    hours, minutes, seconds, fraction = moment
    if minutes is None or seconds is None:
        return None
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")


def _language(lines: Sequence[str]) -> str | None:
    """What the header says, which ends at the first empty line."""
    header = lines[: lines.index("")] if "" in lines else lines
    return next((line_or_none(found[1]) for line in header if (found := _LANGUAGE.match(line))), None)
