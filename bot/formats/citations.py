"""Citations of answers for other programs: Markdown, BibTeX, RIS, CSL-JSON; and lists of references, in a style.

One entry a document, in the order in which the answers cite them; the quoted places go into the note. Markdown has
one for each excerpt. All text is what UTF-8 can carry, on one line a field.
"""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal, get_args

from bot.formats.cited_works import cited_works, link
from bot.formats.quotations import list_of_references
from bot.formats.reference_styles import STYLES
from bot.wording.labels import ENGLISH
from bot.wording.markup import as_markdown
from corpus.documents import Span
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Answer, Citation
    from bot.formats.cited_works import CitedWork

Format = Literal["markdown", "bibtex", "ris", "csl-json", "apa", "mla", "chicago", "harvard", "vancouver"]
"""A format of citations by its name on the command line."""
FORMATS: tuple[Format, ...] = get_args(Format)


def format_citations(answers: Sequence[Answer], style: Format) -> str:
    """Return the citations of all answers as one text that ends with a line break; empty if nothing is cited."""
    citations = [citation for answer in answers for citation in answer.citations]
    if not citations:
        return ""
    if style == "markdown":
        return "\n".join(markdown_source(citation) for citation in citations)
    if style in STYLES:
        return list_of_references(citations, style, ENGLISH)
    entries = cited_works(citations)
    if style == "csl-json":
        return json.dumps([_csl(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"
    return "\n".join((_bibtex if style == "bibtex" else _ris)(entry) for entry in entries)


def markdown_source(citation: Citation) -> str:
    """Return a numbered source with its excerpt as a block quotation."""
    title = as_markdown(citation.title)
    named = f"[{title}](<{link(citation.url)}>)" if citation.url and web_address(citation.url) else f"*{title}*"
    told = (
        citation.author,
        citation.publication,
        citation.publisher,
        citation.date,
        citation.in_archive,
        citation.found_at,
    )
    about = [as_markdown(part) for part in (*told, _doi(citation), _accessed(citation)) if part]
    words = citation.words_of(Span(citation.start, citation.end))
    quoted = "\n".join(f"   > {as_markdown(line)}".rstrip() for line in words.splitlines())
    return f"{citation.number}. {', '.join([named, *about])}\n\n{quoted}\n"


def plain_citation(citation: Citation, quotation: str) -> str:
    """Return a quotation and its source on one line, to be pasted anywhere."""
    said = (citation.author, citation.title, citation.publication, citation.publisher, citation.date)
    where = (citation.in_archive, citation.found_at, _doi(citation), citation.url, _accessed(citation))
    words = " ".join(quotation.split())
    return f"“{words}” ({', '.join(' '.join(name.split()) for name in (*said, *where) if name)})"


def _doi(citation: Citation) -> str | None:
    return f"doi:{citation.doi}" if citation.doi else None


def _accessed(citation: Citation) -> str | None:
    return f"accessed {citation.accessed_on}" if citation.accessed_on else None


def _bibtex(entry: CitedWork) -> str:
    fields = {
        "title": "{" + _latex(entry.title) + "}",
        "author": "{" + _latex(entry.author) + "}" if entry.author else None,
        "publisher": _latex(entry.publisher) if entry.publisher else None,
        "year": f"{entry.date[0]:04}" if entry.date else None,
        "month": str(entry.date[1]) if len(entry.date) > 1 else None,
        "day": str(entry.date[2]) if len(entry.date) > 2 else None,
        "journal": _latex(entry.publication) if entry.publication else None,
        "pages": ", ".join(map(str, entry.pages)) or None,
        "doi": _latex(entry.doi) if entry.doi else None,
        "url": entry.url,
        "urldate": "-".join(f"{part:02}" for part in entry.accessed) or None,
        "note": _latex(entry.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{'article' if entry.publication else 'misc'}{{{entry.key},", *lines, "}", ""])


_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: "\\" + character for character in "&%$#_{}"},
}
_LONE_BRACES = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}


def _latex(text: str) -> str:
    """Escape a text for LaTeX.

    BibTeX counts every brace, even after a backslash, so in a text where they do not pair they are written by name.
    Only there, because LaTeX knows the names but not every importer of BibTeX does.
    """
    escapes = _LATEX if _has_paired_braces(text) else _LATEX | _LONE_BRACES
    return "".join(escapes.get(character, character) for character in text)


def _has_paired_braces(text: str) -> bool:
    depths = list(accumulate((character == "{") - (character == "}") for character in text))
    return not depths or (min(depths) >= 0 and depths[-1] == 0)


def _ris(entry: CitedWork) -> str:
    rows = [
        ("TY", "JOUR" if entry.publication else "ELEC" if entry.url else "GEN"),
        ("ID", entry.key),
        ("TI", entry.title),
        ("AU", entry.author),
        ("PB", entry.publisher),
        ("PY", f"{entry.date[0]:04}" if entry.date else None),
        ("DA", "/".join(f"{part:02}" for part in entry.date) if entry.date else None),
        ("T2", entry.publication),
        ("SP", ", ".join(map(str, entry.pages))),
        ("DO", entry.doi),
        ("UR", entry.url),
        ("Y2", "/".join(f"{part:02}" for part in entry.accessed)),
        ("N1", entry.note),
    ]
    lines = [f"{tag}  - {value}" for tag, value in rows if value]
    return "\n".join([*lines, "ER  - ", ""])


def _csl(entry: CitedWork) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.key,
        "type": "article-journal" if entry.publication else "webpage" if entry.url else "document",
        "title": entry.title,
        "author": [{"literal": entry.author}] if entry.author else None,
        "publisher": entry.publisher,
        "issued": {"date-parts": [list(entry.date)]} if entry.date else None,
        "container-title": entry.publication,
        "page": ", ".join(map(str, entry.pages)) or None,
        "DOI": entry.doi,
        "URL": entry.url,
        "accessed": {"date-parts": [list(entry.accessed)]} if entry.accessed else None,
        "note": entry.note,
    }
    return {name: value for name, value in item.items() if value is not None}
