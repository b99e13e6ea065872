"""Tables as text: CSV and TSV, whatever separates their fields."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from corpus.documents import Metadata
from corpus.readers.common.encoding import decode
from corpus.readers.common.metadata import title_from
from corpus.readers.common.tables import Row, Tables, clean_cell
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.documents import Content

_DELIMITERS = "\t|;,"
"""Those that prose and numbers hold come last: they have to be the better ones to win."""
_UNUSED_DELIMITER = "\x1f"
_SAMPLE_CHARACTERS = 65536
_SAMPLED_RECORDS = 200
_MIN_SHARE = 0.4
"""Of split_records with as many fields, for a table whose rows are ragged; prose with commas in it has fewer."""
_DECLARED_DELIMITER = re.compile(r"sep=([^\r\n])\r?\n", re.IGNORECASE)

_MEDIA_TYPES = {"\t": "text/tab-separated-values"}
"""By what divides the fields; the name of the file may say otherwise."""


def read_csv(data: bytes, path: str, _: ReadOptions = DEFAULTS) -> Content:
    r"""Read a table whose fields are divided by commas, tabs, semicolons or bars.

    A row's number is that of its record, as in a spreadsheet: a field with line breaks does not count twice.

    Raises:
        TooLarge: The table is longer than Besa reads.

    Example:
        >>> read_csv(b"City,Population\nVlora,79513\n", "cities.csv").text
        'City: Vlora\nPopulation: 79513'
    """
    text = decode(data).removeprefix("\ufeff")
    said = _DECLARED_DELIMITER.match(text)
    start = said.end() if said else 0
    delimiter = said[1] if said else detect_delimiter(text)
    tables = Tables()
    tables.add(
        Row(number, tuple(map(clean_cell, fields)))
        for number, fields in enumerate(split_records(text, delimiter, start), start=1)
    )
    return tables.content(Metadata(title=title_from(path)), _MEDIA_TYPES.get(delimiter, "text/csv"))


def split_records(text: str, delimiter: str, start: int = 0) -> Iterator[list[str]]:
    r"""Yield the fields of each record, an empty line being one of an empty field.

    A field is quoted where the quote that closes it comes right before the next delimiter or line end. Any other
    quotation mark, and one that nothing closes, stands for itself, so that it cannot swallow the rows below.

    Example:
        >>> list(split_records('a,"b, c"\nd,5" e', ","))
        [['a', 'b, c'], ['d', '5" e']]
    """
    end = re.escape(delimiter)
    field = re.compile(rf'(?:"((?:[^"]++|"")*+)"(?={end}|[\r\n]|\Z)|([^\r\n{end}]*+))({end}|\r\n|[\r\n]|\Z)')
    fields: list[str] = []
    at = start
    while found := field.match(text, at):
        quoted, plain, after = found.groups()
        fields.append(plain if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if after != delimiter:
            yield fields
            fields = []
            if at == len(text):
                return


def detect_delimiter(text: str) -> str:
    r"""Return the delimiter that divides the most of the first records into as many fields; an unused one if none does.

    Example:
        >>> detect_delimiter("a;1,5\nb;2,5\n")
        ';'
    """
    best, share = _UNUSED_DELIMITER, _MIN_SHARE
    for delimiter in _DELIMITERS:
        sample = list(islice(split_records(text[:_SAMPLE_CHARACTERS], delimiter), _SAMPLED_RECORDS))
        if len(text) > _SAMPLE_CHARACTERS and 1 < len(sample) < _SAMPLED_RECORDS:
            sample.pop()
        widths = Counter(len(fields) for fields in sample if any(fields))
        several = sum(count for width, count in widths.items() if width > 1)
        usual = max((count for width, count in widths.items() if width > 1), default=0)
        if 2 * several > widths.total() and usual > share * widths.total():
            best, share = delimiter, usual / widths.total()
    return best
