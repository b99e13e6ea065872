"""Web pages and what is made of them: articles, plain pages, hidden text, e-books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.hostile_packages import epub
from tests.support.known_files.known_file import KnownFile
from tests.support.known_files.prose import paragraphs, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HIDDEN = (
    "<p hidden>Whispered words one.</p>",
    '<p style="display: none">Whispered words two.</p>',
    '<span style="visibility:hidden">Whispered words three.</span>',
    "<template><p>Whispered words four.</p></template>",
    "<script>var whispered = 'five';</script>",
    "<noscript></noscript><style>p {color: red}</style>",
)


def web_files() -> Iterator[KnownFile]:
    """Make them."""
    yield KnownFile("Web pages", "article.html", *_article())
    yield KnownFile("Web pages", "plain.html", *_plain())
    yield KnownFile("Web pages", "hidden.html", *_hidden())
    yield KnownFile("Web pages", "page.xhtml", *_xhtml())
    yield KnownFile("E-books", "book.epub", *_book())


def _paragraphs(said: Sequence[str]) -> str:
    return "".join(f"<p>{each}</p>" for each in said)


def _article() -> tuple[bytes, str, str]:
    """An article between navigation, a list of others and a footer, none of which is of it."""
    said, title = paragraphs("article", 10), "How the lamp of Kelva was lit"
    body = f"<article><h1>{title}</h1>{_paragraphs(said[:5])}<h2>Later</h2>{_paragraphs(said[5:])}</article>"
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - The Coast Daily</title></head>'
        f'<body><header><nav><a href="/">Home</a> <a href="/all">All pages</a></nav></header>{body}'
        '<aside><a href="/x">Read this next</a></aside><footer>We use cookies. Imprint.</footer></body></html>'
    )
    return page.encode(), "\n\n".join([title, *said[:5], "Later", *said[5:]]), title


def _plain() -> tuple[bytes, str, str]:
    """A page of headings, paragraphs, lists, a definition list and preformatted text, without any article."""
    said, items = paragraphs("plain page", 6), sentences("plain page items", 6)
    listed = "".join(f"<li>{each}</li>" for each in items[:3])
    counting = (f"{at}. {each}" for at, each in enumerate(items[3:], 1))
    counted = "".join(f"<li>{each}</li>" for each in items[3:])
    page = (
        f"<!doctype html><html><head><title>Rules of the lamp</title></head><body><h1>Rules of the lamp</h1>"
        f"{_paragraphs(said[:3])}<ul>{listed}</ul><ol>{counted}</ol><h2>Words</h2><dl><dt>Lamp</dt><dd>{said[3]}</dd></dl>"
        f"<pre>one two\nthree four</pre>{_paragraphs(said[4:])}</body></html>"
    )
    says = [
        "Rules of the lamp",
        *said[:3],
        *items[:3],
        *counting,
        "Words",
        "Lamp",
        said[3],
        "one two\nthree four",
        *said[4:],
    ]
    return page.encode(), "\n\n".join(says), "Rules of the lamp"


def _hidden() -> tuple[bytes, str, str]:
    """Text that is hidden in every way between paragraphs that are seen."""
    said = paragraphs("hidden", 8)
    mixed = "".join(f"<p>{each}</p>{_HIDDEN[at % len(_HIDDEN)]}" for at, each in enumerate(said))
    opened = f"<details><summary>More</summary><p>{sentences('details', 1)[0]}</p></details>"
    page = f"<!doctype html><html><head><title>Seen and unseen</title></head><body>{mixed}{opened}</body></html>"
    return page.encode(), "\n\n".join([*said, "More", *sentences("details", 1)]), "Seen and unseen"


def _xhtml() -> tuple[bytes, str, str]:
    said = paragraphs("xhtml", 8)
    page = (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>Strict lamps</title></head><body><h1>Strict lamps</h1>{_paragraphs(said)}</body></html>"
    )
    return page.encode(), "\n\n".join(["Strict lamps", *said]), "Strict lamps"


def _book() -> tuple[bytes, str, str]:
    """Three chapters; a sign above a word says how it is read and is left out."""
    chapters, says = {}, []
    for number in range(1, 4):
        said = paragraphs(f"chapter {number}", 5)
        chapters[f"c{number}.xhtml"] = (
            '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>'
            f"<h1>Chapter {number}</h1>{_paragraphs(said)}<p>The word <ruby>灯<rt>hi</rt></ruby> is a lamp.</p>"
            "</body></html>"
        )
        says += [f"Chapter {number}", *said, "The word 灯 is a lamp."]
    return epub(chapters), "\n\n".join(says), "Lamps"
