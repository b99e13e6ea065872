"""Hostile text files: plain, marked up, tables, letters, subtitles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.hostile import EITHER, GOES_IN, Hostile, laughs, outside

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = "The lamp burns."
_MANY = 100_000
_HEAD = "From: Ada <ada@example.org>\nTo: Bo <bo@example.org>\nSubject: Lamps\nDate: Mon, 6 Jan 2020 10:00:00 +0000\n"


def texts(secret: str) -> Iterator[Hostile]:
    """`secret` is the file: URL of what nobody may get at."""
    for name, text, reason in (*_plain(), *_markup(secret), *_data(), *_mail(), *_subtitles()):
        yield Hostile(name, text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"), reason)
    yield from _charsets()


def _plain() -> Iterator[tuple[str, str | bytes, str | None]]:
    yield "endless-line.txt", "lamp" * 50_000, GOES_IN
    yield "endless-sentence.txt", "lamp and " * 20_000, GOES_IN
    yield "empty-lines.txt", WORDS + "\n" * 100_000 + WORDS, GOES_IN
    yield "accents-on-one-letter.txt", "e" + "\u0301" * 100_000, GOES_IN
    yield "marks.txt", "\u202e\u2066\u200f" * 50_000 + WORDS, GOES_IN
    yield "dots.txt", "." * 200_000, GOES_IN
    yield "capitals-and-dots.txt", "A. " * 20_000, GOES_IN
    yield "dashes.txt", "- " * 100_000, GOES_IN
    yield "nothing-visible.txt", "\u200b\u2060\ufeff \n" * 1_000, "no text"
    yield "empty.txt", "", "empty"
    yield "noise.txt", bytes(range(256)) * 1_000, "not one|not a document"


def _markup(secret: str) -> Iterator[tuple[str, str | bytes, str | None]]:
    for name, text in {
        "emphasis": "*a **a " * 10_000,
        "brackets": "[" * _MANY + "](x)",
        "images": "![" * 50_000,
        "quotes": "> " * 20_000 + WORDS,
        "lists": "\n".join(f"{' ' * depth * 2}- lamp" for depth in range(400)),
        "backticks": "".join("`" * number + " " for number in range(1, 500)),
        "angles": "<" * _MANY,
        "heading": f"# {'[a](b) *c* ' * 5_000}\n\n{WORDS}",
        "references": "".join(f"[{number}]: <x>\n" for number in range(5_000)),
        "front-matter": "---\na: &a [x, x]\n"
        + "".join(
            f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghijklmno", "bcdefghijklmnop", strict=True)
        )
        + "title: *p\n---\n"
        + WORDS,
        "deep-front-matter": "---\ntitle: " + "[" * 10_000 + "\n---\n" + WORDS,
    }.items():
        yield f"{name}.md", text, EITHER
    yield "groups.rtf", rb"{\rtf1 " + b"{" * _MANY, "nested"
    yield "notes.rtf", rb"{\rtf1 " + rb"{\footnote x" * 10_000, "nested"
    yield "cells.rtf", rb"{\rtf1 " + rb"\trowd\cellx9\intbl a\cell\row " * 10_000 + WORDS.encode() + b"}", GOES_IN
    yield "wide-row.rtf", rb"{\rtf1 \trowd\intbl " + rb"a\cell " * 50_000 + rb"\row}", GOES_IN
    yield "itap.rtf", rb"{\rtf1 \itap999999999 a\nestcell\nestrow " + WORDS.encode() + b"}", GOES_IN
    yield "bin.rtf", rb"{\rtf1 \bin999999999 " + WORDS.encode() + b"}", "no text"
    yield "numbers.rtf", rb"{\rtf1 \u-99999\u9999999999\ansicpg99\f-1\uc99999 " + WORDS.encode() * 9 + b"}", GOES_IN
    yield "drawers.org", ":A:\n" * 20_000 + WORDS, GOES_IN
    yield "blocks.org", "#+begin_src\n" * 5_000 + WORDS, GOES_IN
    yield "marks.org", "*a /b " * 20_000 + WORDS, GOES_IN
    yield "links.org", "[[" * 50_000 + WORDS, GOES_IN
    yield "stars.org", "*" * _MANY + " x\n" + WORDS, GOES_IN
    yield "deep.ipynb", '{"nbformat": 4, "cells": ' + "[" * _MANY, EITHER
    yield "cells.ipynb", '{"nbformat": 4, "cells": [{"cell_type": 7, "source": {"a": 1}}, 3, null]}', "no text|empty"
    yield "related.mhtml", "Content-Type: multipart/related; boundary=b\n\n" + "--b\n\n" * 20_000, "no web page|nested"
    yield "titles.rst", "Lamp\n====\n\n" * 2_000, EITHER
    yield "included.rst", f".. include:: /etc/passwd\n.. raw:: html\n   :url: {secret}\n\n{WORDS}\n", GOES_IN
    yield "nested.rst", "".join(" " * depth + "* lamp\n\n" for depth in range(1_500)), EITHER
    for name, text in {
        "nested-tags": f"<html><body>{'<div>' * _MANY}{WORDS}",
        "nested-tables": f"<html><body>{'<table><tr><td>' * 20_000}{WORDS}",
        "open-tags": f"<html><body>{'<b><i>' * 50_000}{WORDS}",
        "attributes": f"<html><body {' '.join(f'a{number}=1' for number in range(5_000))}><p>{WORDS}</p>",
        "open-comment": f"<html><body><p>{WORDS}</p>" + "<!--" * _MANY,
        "entities": f"<html><body><p>{'&#x1F41D;&amp;&nosuch;' * 50_000}</p>",
        "linked-data": f'<html><script type="application/ld+json">{"[" * _MANY}</script><p>{WORDS}</p>',
        "dates": f'<html><meta name="date" content="{"9" * _MANY}"><p>{WORDS}</p>',
    }.items():
        yield f"{name}.html", text, EITHER
    for name, head, entity in (("laughs", laughs("html"), "&l9;"), ("outside", outside("html", secret), "&x;")):
        yield f"{name}.xhtml", f"{head}<html><body><p>{entity} {WORDS}</p></body></html>", EITHER


def _data() -> Iterator[tuple[str, str | bytes, str | None]]:
    yield "brackets.json", "[" * 1_000_000, EITHER
    yield "braces.json", '{"a":' * 1_000_000, EITHER
    yield "number.json", '[{"text": "lamp", "date": ' + "9" * 1_000_000 + "}]", EITHER
    yield "surrogates.json", '{"title": "\\ud800", "text": "The lamp \\udfff burns. \\u0000"}', GOES_IN
    yield "nothing.json", '[{"text": null}, {"text": [1, {}]}, {}, 7, "x"]', EITHER
    yield "many.json", "[" + ",".join(['{"text":""}'] * 10_000) + "]", EITHER
    yield "some-broken.jsonl", f'{{"text": "{WORDS}"}}\n{{"text": \n\nnull\n{{"text": "{WORDS} Twice."}}\n', GOES_IN
    yield "columns.csv", ",".join(f"c{number}" for number in range(_MANY)) + "\n" + ",".join(["1"] * _MANY), EITHER
    yield "open-quote.csv", 'name,note\nlamp,"' + "burns, " * 20_000, EITHER
    yield "separators.csv", "a,b\n" + "," * 1_000_000, EITHER
    yield "long-cell.tsv", "name\tnote\nlamp\t" + "burns " * 10_000, GOES_IN
    yield "nul.csv", "name,note\nlamp,bu\0rns\n", EITHER


def _mail() -> Iterator[tuple[str, str | bytes, str | None]]:
    yield "endless-header.eml", _HEAD + "".join(f"X-{number}: lamp\n" for number in range(_MANY)), EITHER
    yield "folded-header.eml", _HEAD + "X-Long: lamp\n" + " lamp\n" * 50_000 + f"\n{WORDS}", GOES_IN
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(2_000))
    yield "nested-parts.eml", f"{_HEAD}MIME-Version: 1.0\n{deep}\n{WORDS}", EITHER
    crowd = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n' + "--b\n\nx\n" * 50_000
    yield "many-parts.eml", _HEAD + crowd + "--b--\n", EITHER
    yield "no-such-charset.eml", f'{_HEAD}Content-Type: text/plain; charset="x-klingon"\n\n{WORDS}\n', GOES_IN
    broken = "Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\n=====A!!!\n"
    yield "broken-base64.eml", _HEAD + broken, EITHER
    words = "=?utf-8?b?////?= =?x?q?=ZZ?= " * 5_000
    yield "broken-words.eml", _HEAD.replace("Lamps", words) + f"\n{WORDS}\n", GOES_IN
    yield "addresses.eml", _HEAD.replace("Ada", "(" * 50_000) + f"\n{WORDS}\n", EITHER
    yield "endless-header.mbox", "From ada@example.org Mon Jan  6 10:00:00 2020\n" + "X-A: lamp\n" * 300_000, EITHER
    yield "only-beginnings.mbox", _mailbox("", 1_000), EITHER  # each is a document of its own, and durable


def _mailbox(body: str, count: int) -> str:
    return f"From ada@example.org Mon Jan  6 10:00:00 2020\nSubject: x\n\n{body}\n" * count


def _subtitles() -> Iterator[tuple[str, str | bytes, str | None]]:
    huge = "9" * 5_000
    yield (
        "huge-numbers.srt",
        f"1\n00:00:01,000 --> 00:00:02,000\n{WORDS}\n\n{huge}\n{huge}:99:99,999 --> 0\nx\n",
        EITHER,
    )
    yield (
        "backwards.srt",
        f"1\n99:59:59,999 --> 00:00:00,000\n{WORDS}\n\n1\n00:00:01,000 --> 00:00:00,000\nx\n",
        GOES_IN,
    )
    yield "open-tags.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{'<b><c.x>' * 10_000}{WORDS}\n", GOES_IN
    yield "no-cues.vtt", "WEBVTT\n\n" + "NOTE\n\n" * 50_000, EITHER


def _charsets() -> Iterator[Hostile]:
    yield Hostile("odd.txt", b"\xff\xfeT\0h\0e\0 ", GOES_IN)
    yield Hostile("wide-surrogates.txt", b"\xff\xfe" + b"\x00\xd8" * 100, "broken at byte")
    yield Hostile("too-wide.txt", b"\xff\xfe\0\0" + b"\xff" * 40, "broken at byte")
    yield Hostile("half-utf-8.txt", WORDS.encode() + b" \xc3\x28 \xf0\x9f\x90 \xed\xa0\x80", GOES_IN)
    claimed = f"<html><head><meta charset='utf-7'></head><body><p>+ADw-script+AD4- {WORDS}</p></body></html>"
    yield Hostile("utf-7.html", claimed.encode(), GOES_IN)
