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

from corpus.documents import Metadata, Place, PlaceKind, Span
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.documents import Content

_PAUSE_SECONDS = 3.0
_TOUCHING_SECONDS = 0.1
_MAX_UNPUNCTUATED = 300
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
_TURN_MARK = re.compile(rf"[-–—](?:\s(?=\w)|(?={_CAPITAL}|[\"“¿¡]))|>>+\s*")
_SPEAKER_LABEL = re.compile(rf"{_CAPITAL}(?:{_CAPITAL}|[.’' -]){{1,30}}:\s")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।♪][\"'”’»)\]]*\Z")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Cue:
    """The lines of a cue, with markup, and its start and end in seconds; None for one that nobody can read."""

    start: float | None
    end: float | None
    lines: tuple[str, ...]


def read_subtitles(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    r"""Read SubRip or WebVTT: what is said, as running text, with the moment of each cue as a place.

    A cue without a moment that can be read stands at that of the cue before.

    Example:
        >>> read_subtitles(b"1\n00:00:01,000 --> 00:00:02,000\nBees dance.\n", "bees.srt").text
        'Bees dance.'
    """
    lines = _LINE_END.split(decode(data).removeprefix("\ufeff"))
    web = lines[0].startswith("WEBVTT")
    transcript = _Transcript()
    for cue in _drop_repeats(_web_cues(lines) if web else _subrip_cues(lines)):
        transcript.add(cue)
    metadata = Metadata(title=title_from(path), language=_header_language(lines) if web else None)
    return transcript.builder.content(metadata, options.media_type, transcript.places)


class _Transcript:
    """The text as it grows: what was said last decides how the next words follow it."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.places: list[Place] = []
        self._before: _Cue | None = None
        self._speaker = ""
        self._said = ""
        self._unpunctuated = 0

    def add(self, cue: _Cue) -> None:
        """Append what a cue says, turn by turn, and note its place."""
        first, last = None, None
        apart = self._is_apart(cue)
        for speaker, words in _speaker_turns(cue.lines):
            turn = _TURN_MARK.match(words)
            new = speaker != self._speaker or turn or _SPEAKER_LABEL.match(words)
            words = f"- {words[turn.end() :]}" if turn else words
            if speaker and (new or apart):
                words = f"{speaker}: {words}"
            self._speaker = speaker
            place = self._write(words, bool(new), apart)
            first, last, apart = first or place, place or last, False
        if first and last and cue.start is not None:
            self.places.append(_time_place(cue.start, Span(first.start, last.end)))
        self._before = cue

    def _write(self, words: str, new: bool, apart: bool) -> Span | None:
        unfinished = bool(self._said) and not _SENTENCE_END.search(self._said) and words[:1].islower()
        if new or (apart and not unfinished) or self._unpunctuated > _MAX_UNPUNCTUATED:
            between, self._unpunctuated = "\n\n", 0
        else:
            between = "" if _UNSPACED.match(self._said[-1:]) and _UNSPACED.match(words) else " "
        self._unpunctuated = 0 if _SENTENCE_END.search(words) else self._unpunctuated + len(words)
        self._said = words
        return self.builder.add(words, between=between)

    def _is_apart(self, cue: _Cue) -> bool:
        if self._before is None or cue.start is None:
            return False
        if self._before.start is not None and cue.start < self._before.start:
            return True
        return self._before.end is not None and cue.start - self._before.end > _PAUSE_SECONDS


def _time_place(start: float, span: Span) -> Place:
    second = int(start)
    label = f"{second // 3600}:{second // 60 % 60:02}:{second % 60:02}"
    return Place(PlaceKind.TIME, second, span, label)


def _speaker_turns(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield who says what in a cue; lines of one speaker are joined, a voice lasts to the next or to the cue's end."""
    speaker = ""
    held: list[str] = []
    for line in lines:
        pieces = _VOICE.split(line)
        for voice, words in zip([None, *pieces[1::2]], map(_strip_tags, pieces[::2]), strict=True):
            begins = voice is not None or _TURN_MARK.match(words) or _SPEAKER_LABEL.match(words)
            if begins and held:
                yield speaker, _join_words(held)
                held = []
            speaker = _strip_tags(voice) if voice is not None else speaker
            held += [words] if words else []
    if held:
        yield speaker, _join_words(held)


def _join_words(words: Sequence[str]) -> str:
    text = words[0]
    for before, after in pairwise(words):
        text += ("" if _UNSPACED.match(before[-1]) and _UNSPACED.match(after) else " ") + after
    return text


def _strip_tags(words: str) -> str:
    """Return words without tags, and with characters for entities."""
    words = _TAG.sub("", words).replace(r"\N", " ").replace(r"\h", " ")
    return " ".join(_ENTITY.sub(_decode_entity, words).split())


def _decode_entity(entity: re.Match[str]) -> str:
    named = entity[0].removeprefix("&")
    return html.unescape(entity[0]) if named.startswith("#") else html5.get(named, entity[0])


def _drop_repeats(cues: Iterator[_Cue]) -> Iterator[_Cue]:
    """Yield the cues without the lines that rolling captions show again from the cue before."""
    shown: list[str] = []
    before: _Cue | None = None
    for cue in cues:
        lines = [(line, _strip_tags(line)) for line in cue.lines]
        lines = [(line, words) for line, words in lines if words]
        new = [words for _, words in lines]
        if (
            before
            and before.end is not None
            and cue.start is not None
            and abs(cue.start - before.end) <= _TOUCHING_SECONDS
        ):
            fresh = lines[_count_overlap(shown, new) :]
            if fresh and shown and len(fresh) == len(lines) and new[0].startswith(shown[-1] + " "):
                fresh = [(html.escape(new[0][len(shown[-1]) :]), ""), *lines[1:]]
        else:
            fresh = lines
        yield _Cue(cue.start, cue.end, tuple(line for line, _ in fresh))
        shown, before = new, cue


def _count_overlap(shown: Sequence[str], new: Sequence[str]) -> int:
    """Return how many lines at the end of `shown` begin `new`."""
    most = min(len(shown), len(new), 10)
    return next((size for size in range(most, 0, -1) if list(shown[-size:]) == list(new[:size])), 0)


def _web_cues(lines: Sequence[str]) -> Iterator[_Cue]:
    """Yield the cues of WebVTT: blocks between empty lines; what comes before the times in one is its name."""
    for block in _cue_blocks(lines):
        at = next((nth for nth, line in enumerate(block) if _TIMES.match(line)), None)
        if at is not None and not _ASIDE.match(block[0]):
            yield from _subrip_cues(block[at:])


def _cue_blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    held: list[str] = []
    for line in [*lines, ""]:
        if line:
            held.append(line)
        elif held:
            yield held
            held = []


def _subrip_cues(lines: Sequence[str]) -> Iterator[_Cue]:
    """Yield a cue from each line of times to the next, since empty lines stand in cues and are missing between them."""
    marks = [at for at, line in enumerate(lines) if _TIMES.match(line)]
    for at, after in pairwise([*marks, len(lines)]):
        spoken = [line for line in lines[at + 1 : after] if line and not line.isspace()]
        if after < len(lines) and spoken and _NUMBER.fullmatch(lines[after - 1]):
            spoken.pop()
        found = _TIMING.match(lines[at])
        start, end = (_to_seconds(found.groups()[:4]), _to_seconds(found.groups()[4:])) if found else (None, None)
        yield _Cue(start, end, tuple(spoken))


def _to_seconds(moment: Sequence[str | None]) -> float | None:
    hours, minutes, seconds, fraction = moment
    if minutes is None or seconds is None:
        return None
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")


def _header_language(lines: Sequence[str]) -> str | None:
    """Return the language that the header names, which ends at the first empty line; or None."""
    header = lines[: lines.index("")] if "" in lines else lines
    return next((line_or_none(found[1]) for line in header if (found := _LANGUAGE.match(line))), None)
