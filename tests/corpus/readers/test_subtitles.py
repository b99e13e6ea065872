"""What the reader of subtitles makes of SubRip and WebVTT, tidy and not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import readers
from corpus.documents import PlaceKind
from corpus.errors import EmptyFile
from corpus.readers import Format, detect_format
from corpus.readers.plain.subtitles import read_subtitles
from corpus.text.passages import split

if TYPE_CHECKING:
    from corpus.documents import Content

TALK = """1
00:00:58,500 --> 00:01:01,000
<i>The old mill</i> was built

2
00:01:01,200 --> 00:01:05,900
{\\an8}in 1871 by two brothers. It burned down

3
00:01:06,000 --> 00:01:08,000
twenty years later.

4
01:02:03,000 --> 01:02:05,000
Tom &amp; Ida rebuilt it
in stone.
"""


def read(text: str, name: str = "a.srt") -> Content:
    (part,) = readers.read(text.encode(), name)
    return part.content


def placed(content: Content) -> list[tuple[str, str]]:
    return [(place.label, place.span.of(content.text)) for place in content.places]


def web(*cues: str) -> str:
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def test_cues_are_joined_to_whole_sentences_and_each_keeps_its_moment() -> None:
    content = read(TALK)
    assert content.text == (
        "The old mill was built in 1871 by two brothers. It burned down twenty years later.\n\n"
        "Tom & Ida rebuilt it in stone."
    )
    assert placed(content) == [
        ("0:00:58", "The old mill was built"),
        ("0:01:01", "in 1871 by two brothers. It burned down"),
        ("0:01:06", "twenty years later."),
        ("1:02:03", "Tom & Ida rebuilt it in stone."),
    ]
    assert {place.kind for place in content.places} == {PlaceKind.TIME}
    assert [place.number for place in content.places] == [58, 61, 66, 3723]
    assert content.media_type == Format.SRT.media_type


def test_a_sentence_is_found_at_the_moment_when_it_begins() -> None:
    content = read(TALK)
    sentences = [sentence for passage in split(content) for sentence in passage.sentences]
    labels = {span.of(content.text): content.place_at(span.start) for span in sentences}
    found = labels["It burned down twenty years later."]
    assert found is not None
    assert found.label == "0:01:01"


def test_a_sentence_that_goes_on_after_a_pause_stays_whole() -> None:
    content = read("1\n00:00:01,000 --> 00:00:02,000\nAnd the mill\n\n2\n00:00:09,000 --> 00:00:10,000\nburned.\n")
    assert content.text == "And the mill burned."


def test_web_subtitles_leave_out_notes_styles_names_and_settings() -> None:
    text = web(
        "NOTE made by hand\n00:00 --> is no cue here",
        "STYLE\n::cue { color: red }",
        "REGION\nid:one",
        "intro\n00:05.000 --> 00:07.000 align:start position:0%\n<c.yellow>The mill</c> <00:00:06.000><b>turns</b>.",
        "not a cue at all",
        "01:00:00.000 --> 01:00:01.000\nIt stops.",
    )
    content = read(text, "a.txt")
    assert placed(content) == [("0:00:05", "The mill turns."), ("1:00:00", "It stops.")]
    assert content.text == "The mill turns.\n\nIt stops."
    assert content.media_type == Format.VTT.media_type


def test_the_header_names_the_language() -> None:
    text = "WEBVTT\nKind: captions\nLanguage: en-GB\n\n00:01.000 --> 00:02.000\nLanguage: de\n"
    assert read(text, "a.vtt").metadata.language == "en-GB"


def test_a_voice_is_named_where_it_begins_to_speak() -> None:
    content = read(
        web(
            "00:01.000 --> 00:02.000\n<v Ida>Who built",
            "00:02.000 --> 00:03.000\n<v.loud Ida>the mill?</v>",
            "00:03.000 --> 00:04.000\n<v Tom Bell>We did. <v Ida>Really?",
        ),
        "a.vtt",
    )
    assert content.text == "Ida: Who built the mill?\n\nTom Bell: We did.\n\nIda: Really?"
    assert placed(content)[-1] == ("0:00:03", "Tom Bell: We did.\n\nIda: Really?")


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("- Who built it?\n- We did.", "- Who built it?\n\n- We did."),
        ("-Who built it?\n-We did.", "- Who built it?\n\n- We did."),
        (">> Who built it?\n&gt;&gt; We did.", "- Who built it?\n\n- We did."),
        ("IDA: Who built it?\nTOM: We did.", "IDA: Who built it?\n\nTOM: We did."),
        ("Half the price\n-- or less.", "Half the price -- or less."),
        ("If 5 < 6 and\n7 > 3, fine.", "If 5 < 6 and 7 > 3, fine."),
        ("Write to\n<ida@mill.example>.", "Write to <ida@mill.example>."),
        ("A --> B is an arrow.", "A --> B is an arrow."),
        ("AT&T and &lt;i&gt; stay,\n&notanentity; too.", "AT&T and <i> stay, &notanentity; too."),
        ("水車は\n古い。", "水車は古い。"),
    ],
)
def test_lines_of_a_cue_are_turns_of_a_dialogue_or_one_sentence(cue: str, text: str) -> None:
    assert read(f"1\n00:00:01,000 --> 00:00:02,000\n{cue}\n").text == text


def test_rolling_captions_are_told_once() -> None:
    content = read(
        web(
            "00:00.160 --> 00:02.550 align:start\n \nthe<00:00:00.400><c> old</c><00:00:01.000><c> mill</c>",
            "00:02.550 --> 00:02.560 align:start\nthe old mill\n ",
            "00:02.560 --> 00:05.000 align:start\nthe old mill\nburned<00:00:03.000><c> down</c>",
            "00:05.000 --> 00:05.010 align:start\nburned down\n ",
            "00:05.010 --> 00:08.000 align:start\nburned down\nlast year",
        ),
        "a.vtt",
    )
    assert content.text == "the old mill burned down last year"
    assert placed(content) == [("0:00:00", "the old mill"), ("0:00:02", "burned down"), ("0:00:05", "last year")]


def test_a_line_that_grows_word_by_word_is_told_once() -> None:
    cues = [
        f"00:0{at}.000 --> 00:0{at + 1}.000\n{words}" for at, words in enumerate(("a &lt;", "a &lt; b", "a &lt; b c"))
    ]
    assert read(web(*cues), "a.vtt").text == "a < b c"


def test_a_refrain_is_kept() -> None:
    cues = [f"00:0{at}.000 --> 00:0{at}.500\nTurn, mill, turn!" for at in (1, 2)]
    assert read(web(*cues), "a.vtt").text == "Turn, mill, turn! Turn, mill, turn!"


def test_captions_without_full_stops_do_not_become_one_endless_sentence() -> None:
    cues = [f"00:{at:02}.000 --> 00:{at + 1:02}.000\nword number {at} and what comes with it" for at in range(50)]
    assert max(map(len, read(web(*cues), "a.vtt").text.split("\n\n"))) < 400


@pytest.mark.parametrize(
    "timing",
    ["00:00:07,x --> 00:00:08,000", "--> 00:00:08,000", "99:99 -> x\n00:00:05 --> later", "7 --> 8"],
)
def test_a_cue_with_broken_times_keeps_its_words(timing: str) -> None:
    content = read(f"1\n00:00:05,000 --> 00:00:06,000\nThe mill\n\n2\n{timing}\nburned.\n")
    assert content.text.startswith("The mill")
    assert content.text.endswith("burned.")
    at = content.place_at(content.text.index("burned"))
    assert at is not None
    assert at.number == 5


def test_cues_without_empty_lines_between_and_with_ones_inside_are_read() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nThe mill\n\nburned\n2\n00:00:02,000 --> 00:00:03,000\nin 1871\n1872\n"
    assert read(text).text == "The mill burned in 1871 1872"


def test_time_that_runs_backwards_begins_a_paragraph() -> None:
    text = "1\n00:10:00,000 --> 00:10:01,000\nThe end.\n\n2\n00:00:01,000 --> 00:00:02,000\nThe start.\n"
    content = read(text)
    assert content.text == "The end.\n\nThe start."
    assert [place.label for place in content.places] == ["0:10:00", "0:00:01"]


def test_the_name_tells_subtitles_whose_first_cue_is_odd() -> None:
    assert detect_format(b"00:00:01,000 --> 00:00:02,000\nHello.\n", "a.srt") is Format.SRT
    assert detect_format(b"An arrow --> here.\n", "a.txt") is Format.TEXT
    assert read("00:01.000 --> 00:02.000\nHello.\n", "a.vtt").text == "Hello."


@pytest.mark.parametrize("text", ["WEBVTT\n", web("00:01.000 --> 00:02.000\n<i></i>"), web("NOTE only this")])
def test_subtitles_without_words_are_empty(text: str) -> None:
    with pytest.raises(EmptyFile):
        read(text, "a.vtt")


_PIECES = st.sampled_from(
    [
        "WEBVTT",
        "\n",
        "\n\n",
        "1",
        "00:00:01,000 --> 00:00:02,000",
        "00:02.000 --> 00:03.5",
        "-->",
        "9:99 --> ",
        "NOTE",
        "<v Ida>",
        "</v>",
        "<",
        "&amp;",
        "&#0;",
        "- ",
        ">> ",
        "TOM: ",
        "水",
        "The mill turns.",
        " ",
        "\ufeff",
        "\u2028",
    ]
)


@settings(deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=40).map("".join))
def test_any_subtitles_have_places_in_order_within_their_text(text: str) -> None:
    content = read_subtitles(text.encode("utf-8", "replace"), "a.vtt")
    assert content.body.of(content.text) == content.text
    ends = [0]
    for place in content.places:
        assert ends[-1] <= place.span.start < place.span.end <= len(content.text)
        assert place.span.of(content.text).strip() == place.span.of(content.text)
        ends.append(place.span.end)


@settings(deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=25), st.booleans())
def test_each_planted_sentence_is_found_at_its_moment(gaps: list[int], as_web: bool) -> None:
    start, cues, planted = 0, [], {}
    for nth, gap in enumerate(gaps):
        start += gap
        sentence = f"Mill number {nth} turns its wheel all day."
        planted[sentence] = start
        mark = "." if as_web else ","
        shown = [f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}{mark}250" for at in (start, start + 1)]
        cues.append(f"{nth + 1}\n{shown[0]} --> {shown[1]}\n{sentence.replace(' turns', chr(10) + 'turns')}")
    content = read(web(*cues) if as_web else "\n\n".join(cues), "a.srt")
    found = {}
    for passage in split(content):
        for sentence_span in passage.sentences:
            place = content.place_at(sentence_span.start)
            found[sentence_span.of(content.text)] = place.number if place else None
    assert found == planted
