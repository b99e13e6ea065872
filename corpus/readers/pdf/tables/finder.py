"""Tables found by where words stand: white strips through many lines divide columns. Pure arithmetic, in points."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate, pairwise
from operator import attrgetter, le
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.characters import line_has_leaders
from corpus.readers.pdf.printed_words import WordColumns
from corpus.readers.pdf.scripts import has_right_to_left
from corpus.readers.pdf.tables.lines import TableRow, TableShape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.readers.pdf.lines import Line
    from corpus.readers.pdf.printed_words import PdfWord

_WIDE_SPACE = 0.8
"""Share of the type's height from which on a gap may divide cells by itself."""
_MIN_STRIP = 0.25
_MIN_OPEN_SHARE = 0.9
"""Share of a table's lines that a white strip runs through."""
_MAX_ADVANCE = 3.2
_MAX_PLAIN_LINES = 1
"""Lines without a wide gap that may follow one another inside of a table."""
_MIN_LINES = 2
_MIN_NARROW_LINES = 5
_MIN_NARROW_SHARE = 0.6
_MAX_COLUMNS = 40
_MAX_ROW_HEIGHT = 150.0
_MIN_RULES = 3
_INDENT = 2.0
_SLACK = 2.0
_MIN_DRAWN_SHARE = 0.6
_MIN_FLUSH_LINES = 3
_MIN_FLUSH_SIDES = 0.4
_MIN_FLUSH_SHARE = 0.7
_MIN_RATIO = 1.2
_SPACE = 0.32
"""Share of the type's height that a space between words takes in most fonts, from letter to letter."""

_Box = tuple[float, float, float, float]
_MAX_TABLE_LINES = 2_000
_TIGHT = 1.25
_TWO = 2
_MIN_PROSE = 15
_MIN_LINE_WORDS = 6
_MIN_FLOWING_SHARE = 0.2
_MIN_OVERLAP = 0.35
_SURE_SPACE = 1.5
_MAX_ACROSS_SHARE = 0.4
_MARKER = re.compile(r"[^\w\s]{1,2}|\(?(?:\d{1,3}|[a-zA-Z]|[ivxlc]+)[.)]|\[\d{1,3}\]|\d{1,2}")

_left_edge, _centre = attrgetter("left"), attrgetter("centre")


class Rule(NamedTuple):
    """A line that is drawn on the upright page: across it from `start` to `end`, or up it.

    Attributes:
        start, end: From where to where it runs, to the right or upwards.
        at: The height of a line across, or how far from the left one stands that runs up.
        is_upright: True for one that runs up.
    """

    start: float
    end: float
    at: float
    is_upright: bool = False


class _Band:
    """The pieces that stand beside one another, some a little higher than others.

    Attributes:
        first, last: The bottoms of their highest and lowest line.
        left: Where they begin.
        height: The height of their type.
    """

    def __init__(self, pieces: Sequence[Line]) -> None:
        bottoms = [piece.bottom for piece in pieces]
        self.pieces = tuple(pieces)
        self.first, self.last = max(bottoms), min(bottoms)
        self.left = min(piece.left for piece in pieces)
        self.height = pieces[0].height if len(pieces) == 1 else median(piece.height for piece in pieces)

    @cached_property
    def columns(self) -> WordColumns:
        """Return all words from left to right."""
        if len(self.pieces) == 1 and self.pieces[0].is_even:
            return self.pieces[0].columns
        words = WordColumns.joined([piece.columns for piece in self.pieces])
        if _are_rising(words.lefts):
            return words
        return words.at(sorted(range(len(words.texts)), key=words.lefts.__getitem__))

    @cached_property
    def edges(self) -> tuple[Sequence[float], Sequence[float]]:
        """Return where words begin, and where they end, each in rising order."""
        return self.columns.lefts, sorted(self.columns.rights)

    @cached_property
    def spaces(self) -> list[tuple[float, float]]:
        """Return where there is white between two words of a piece."""
        return [
            (end, start)
            for piece in self.pieces
            for end, start in zip(piece.columns.rights, piece.columns.lefts[1:], strict=False)
            if start > end
        ]

    @cached_property
    def is_plain(self) -> bool:
        """Return True if no gap in it is wide."""
        if len(self.pieces) == 1:
            return True
        pieces = sorted(self.pieces, key=_left_edge)
        ends = accumulate((piece.right for piece in pieces), max)
        if any(piece.left - end >= _WIDE_SPACE * self.height for end, piece in zip(ends, pieces[1:], strict=False)):
            return False
        return len(list(_stretches(self, _WIDE_SPACE))) == 1


class _Grid:
    """The lines of one table and the edges between its columns."""

    def __init__(self, bands: Sequence[_Band], edges: Sequence[float]) -> None:
        self.bands = tuple(bands)
        self.edges = tuple(edges)
        self._cells = {id(band): self._divided(band) for band in bands}

    def cells(self, band: _Band) -> dict[int, WordColumns]:
        """Return the words of a line by their column; what spans several is in the first of them."""
        return self._cells[id(band)]

    def _divided(self, band: _Band) -> dict[int, WordColumns]:
        whole = self._whole_pieces(band)
        if whole is not None:
            return whole
        words = band.columns
        middles = [(left + right) / 2 for left, right in zip(words.lefts, words.rights, strict=True)]
        columns = [bisect_left(self.edges, middle) for middle in middles]
        if not _are_rising(columns):
            words = words.at(sorted(range(len(columns)), key=columns.__getitem__))
            columns.sort()
        begun = {column: columns.index(column) for column in dict.fromkeys(columns)}
        ends = [*begun.values(), len(columns)][1:]
        return {
            column: _in_lines(words.part(start, end)) for (column, start), end in zip(begun.items(), ends, strict=True)
        }

    def _whole_pieces(self, band: _Band) -> dict[int, WordColumns] | None:
        """Return the pieces of a line by column if each is one run within a column of its own, or None."""
        columns = [bisect_left(self.edges, piece.left) for piece in band.pieces]
        if len(set(columns)) < len(columns) or not all(piece.is_even for piece in band.pieces):
            return None
        if columns != [bisect_left(self.edges, piece.right) for piece in band.pieces]:
            return None
        return dict(sorted((column, piece.columns) for column, piece in zip(columns, band.pieces, strict=True)))


class _Gap(NamedTuple):
    """Where the words of a line leave a strip free, and the line."""

    left: float
    right: float
    band: _Band

    @property
    def height(self) -> float:
        """Return the height of the line's type."""
        return self.band.height

    def usual(self, edge: float) -> float:
        """Return the usual space between words of the line, beside the one at an edge."""
        spaces = [end - start for start, end in self.band.spaces if not start - 1 <= edge <= end + 1]
        return median(spaces) if spaces else _SPACE * self.band.height


def with_tables(pieces: Sequence[Line], rules: Sequence[Rule] = ()) -> list[Line]:
    """Return the pieces of a page's lines with a `TableRow` for each row of a table in place of its pieces.

    Args:
        pieces: What `group_into_lines` returns for one page.
        rules: The lines that are drawn on it.
    """
    places: dict[int, list[TableRow]] = {}
    taken: set[int] = set()
    order = {id(piece): at for at, piece in enumerate(pieces)}
    for number, grid in enumerate(_grids(pieces, rules)):
        rows = list(_rows(grid, number, rules))
        inside = {order[id(piece)] for band in grid.bands for piece in band.pieces}
        if rows and not inside & taken:
            places[min(inside)] = rows
            taken |= inside
    result: list[Line] = []
    for at, piece in enumerate(pieces):
        result += places.get(at, ())
        if at not in taken:
            result.append(piece)
    return result


def _grids(pieces: Sequence[Line], rules: Sequence[Rule]) -> Iterator[_Grid]:
    """Yield the tables between drawn lines, and then those that stand in what is left."""
    rest = [piece for piece in pieces if _may_be_cell(piece)]
    for box in _framed(rules):
        inside = _with_outer_rows(box, rest)
        bands = _bands(inside)
        if len(bands) <= _MAX_TABLE_LINES and (grid := _grid(bands, _drawn_edges(box, rules))):
            yield grid
            taken = set(map(id, inside))
            rest = [piece for piece in rest if id(piece) not in taken]
    bands = _bands(rest)
    for run in _runs(bands) if any(len(band.pieces) > 1 for band in bands) else ():
        if grid := _grid(run):
            yield grid


def _may_be_cell(piece: Line) -> bool:
    """Return True for what may stand in a table: no vertical text, leaders or values of a form."""
    return not (
        piece.is_vertical
        or piece.height <= 0
        or line_has_leaders(piece.text)
        or has_right_to_left(piece.text)
        or piece.value_left is not None
    )


def _framed(rules: Sequence[Rule]) -> Iterator[_Box]:
    """Yield the boxes around stacks of lines that are drawn across, and as high as the upright ones among them."""
    stack: list[Rule] = []
    for rule in sorted((rule for rule in rules if not rule.is_upright), key=lambda rule: -rule.at):
        if stack and stack[-1].at - rule.at > _MAX_ROW_HEIGHT:
            yield from _box(stack, rules)
            stack = []
        stack.append(rule)
    yield from _box(stack, rules)


def _box(stack: Sequence[Rule], rules: Iterable[Rule]) -> Iterator[_Box]:
    if len({round(rule.at) for rule in stack}) < _MIN_RULES:
        return
    left, bottom, right, top = (
        min(rule.start for rule in stack),
        stack[-1].at,
        max(rule.end for rule in stack),
        stack[0].at,
    )
    uprights = [
        rule
        for rule in rules
        if rule.is_upright and left <= rule.at <= right and rule.end >= bottom - _SLACK and rule.start <= top + _SLACK
    ]
    lows, highs = [rule.start for rule in uprights], [rule.end for rule in uprights]
    yield left, min([bottom, *lows]), right, max([top, *highs])


def _with_outer_rows(box: _Box, pieces: Sequence[Line]) -> list[Line]:
    """Return the pieces in a box, and those of a row above and below it that no line closes off."""
    left, bottom, right, top = box
    within = [piece for piece in pieces if left - _SLACK <= piece.left and piece.right <= right + _SLACK]
    bands = _bands(within)
    inside = [at for at, band in enumerate(bands) if bottom < _middle(band) < top]
    if not inside:
        return []
    first, last = inside[0], inside[-1]
    reach = left + _INDENT * bands[first].height
    while first and _may_be_outer(bands[first - 1], bands[first - 1], bands[first], reach):
        first -= 1
    while last + 1 < len(bands) and _may_be_outer(bands[last + 1], bands[last], bands[last + 1], reach):
        last += 1
    return [piece for band in bands[first : last + 1] for piece in band.pieces]


def _may_be_outer(band: _Band, above: _Band, below: _Band, reach: float) -> bool:
    """Return True if a band near the next one has cells, or begins where no first column does."""
    return (not band.is_plain or band.left > reach) and not _is_far(above, below)


def _middle(band: _Band) -> float:
    return (band.first + band.last + band.height) / 2


def _drawn_edges(box: _Box, rules: Iterable[Rule]) -> tuple[float, ...]:
    """Return where lines are drawn between the columns of a box, along most of its height."""
    left, bottom, right, top = box
    drawn: dict[int, float] = {}
    for rule in rules:
        if rule.is_upright and left + _SLACK < rule.at < right - _SLACK:
            at = next((each for each in drawn if abs(each - rule.at) <= _SLACK), round(rule.at))
            drawn[at] = drawn.get(at, 0.0) + max(0.0, min(rule.end, top) - max(rule.start, bottom))
    return tuple(sorted(at for at, length in drawn.items() if length >= _MIN_DRAWN_SHARE * (top - bottom)))


def _bands(pieces: Iterable[Line]) -> list[_Band]:
    """Return what stands side by side on a page, from the top, whatever order it was drawn in.

    Cells in the middle of a higher row stand between the lines of their neighbours: these are one band, too.
    """
    bands: list[list[Line]] = []
    lowest = 0.0
    for piece in sorted(pieces, key=_centre, reverse=True):
        if bands and piece.bottom + piece.height - lowest > _MIN_OVERLAP * piece.height:
            bands[-1].append(piece)
            lowest = min(lowest, piece.bottom)
        else:
            bands.append([piece])
            lowest = piece.bottom
    return [_Band(band) for band in bands]


def _are_rising(values: Sequence[float]) -> bool:
    """Return True if no value is less than the one before."""
    return all(map(le, values, values[1:]))


def _in_lines(cell: WordColumns) -> WordColumns:
    """Return the words of a cell line by line; they are given from left to right."""
    if cell.bases.count(cell.bases[0]) == len(cell.bases):
        return cell
    lines: list[list[PdfWord]] = []
    for word in sorted(cell.words(), key=lambda word: -word.base):
        if lines and lines[-1][0].base - word.base < word.height / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return WordColumns.of(word for line in lines for word in sorted(line, key=lambda word: word.left))


def _runs(bands: Sequence[_Band]) -> Iterator[list[_Band]]:
    """Yield stretches of lines with wide gaps, each near the one before; further lines of a cell may stand between."""
    run: list[_Band] = []
    plain = 0
    for band in bands:
        plain = plain + 1 if band.is_plain and not _is_indented(run, band) else 0
        if run and (_is_far(run[-1], band) or plain > _MAX_PLAIN_LINES):
            yield from _trimmed(run)
            run = []
        run.append(band)
    yield from _trimmed(run)


def _is_indented(run: Sequence[_Band], band: _Band) -> bool:
    """Return True if a line stands where no first column is, near the line above."""
    return bool(run) and band.left > min(each.left for each in run) + _INDENT * band.height


def _is_far(above: _Band, below: _Band) -> bool:
    return above.last - below.first > _MAX_ADVANCE * max(above.height, below.height)


def _trimmed(run: list[_Band]) -> Iterator[list[_Band]]:
    """Yield a run without the plain lines before and after it, if enough is left."""
    while run and run[0].is_plain:
        run = run[1:]
    while run and run[-1].is_plain and not _is_indented(run, run[-1]):
        run = run[:-1]
    if _MIN_LINES <= len(run) <= _MAX_TABLE_LINES:
        yield run


def _grid(run: Sequence[_Band], drawn: tuple[float, ...] = ()) -> _Grid | None:
    edges = drawn or (_edges(run) if len(run) >= _MIN_LINES else ())
    if not edges or len(edges) >= _MAX_COLUMNS:
        return None
    grid = _Grid(run, edges)
    texts = [_texts(grid, band) for band in run]
    filled = sum(len(each) > 1 for each in texts)
    if filled < _MIN_LINES or 5 * filled < len(texts) or _is_list(texts):
        return None
    return None if _is_prose(texts, len(edges) + 1) else grid


def _texts(grid: _Grid, band: _Band) -> dict[int, str]:
    return {column: " ".join(cell.texts) for column, cell in grid.cells(band).items()}


def _edges(run: Sequence[_Band]) -> tuple[float, ...]:
    """Return the middles of the white strips that run through nearly all lines, and have words on both sides.

    Next to those that are sure, a wide one in the first line may set off the name of a column that is empty.
    """
    height = median(band.height for band in run)
    wide = [
        ((start + end) / 2, (end - start) / height) for start, end in _strips(run) if end - start >= _MIN_STRIP * height
    ]
    sure = [edge for edge, width in wide if _is_sure(run, edge, width)]
    first = run[0].columns
    named = [
        edge
        for edge, width in wide
        if sure and width >= _SURE_SPACE and edge not in sure and first.rights[0] <= edge <= first.lefts[-1]
    ]
    return tuple(sorted(sure + named))


def _strips(run: Sequence[_Band]) -> Iterator[tuple[float, float]]:
    """Yield where nearly no line has words, from left to right, without the margins."""
    stretches = [edges for band in run for edges in _stretches(band, _MIN_STRIP)]
    starts, ends = sorted([start for start, _ in stretches]), sorted([end for _, end in stretches])
    first, most = min(starts[0], ends[0]), (1 - _MIN_OPEN_SHARE) * len(run)
    ended, inside = 0, 0
    begun: float | None = None
    for start in starts:
        while ended < len(ends) and ends[ended] <= start:
            ended, inside = ended + 1, inside - 1
            if begun is None and inside <= most:
                begun = ends[ended - 1]
        inside += 1
        if inside <= most:
            begun = start if begun is None else begun
        elif begun is not None:
            if begun > first:
                yield begun, start
            begun = None


def _stretches(band: _Band, space: float) -> Iterator[tuple[float, float]]:
    """Yield where the words of a band stand; gaps of less than `space` times the type's height are no gaps."""
    lefts, rights, least = band.columns.lefts, band.columns.rights, space * band.height
    start, end = lefts[0], rights[0]
    for left, right in zip(lefts, rights, strict=True):
        if left - end < least:
            if right > end:
                end = right
        else:
            yield start, end
            start, end = left, right
    yield start, end


def _is_sure(run: Sequence[_Band], edge: float, width: float) -> bool:
    """Return True if a strip, so many times as wide as the type is high, divides columns and is not there by chance.

    Two lines have to have words on both sides of a wide one. A narrow one needs more lines, most of them with words on
    both sides, and now and then a wide gap, or words that are flush with it.
    """
    gaps = [gap for band in run if (gap := _gap_at(band, edge)) is not None]
    flush = _are_aligned([gap.left for gap in gaps]) or _are_aligned([gap.right for gap in gaps])
    if width >= _WIDE_SPACE and len(gaps) >= _MIN_LINES:
        return width >= _SURE_SPACE or (flush and len(gaps) >= _MIN_FLUSH_LINES)
    if sum(gap.right - gap.left > _MIN_RATIO * gap.usual(edge) for gap in gaps) < _MIN_FLUSH_SHARE * len(gaps):
        return False
    if flush and len(gaps) >= max(_MIN_FLUSH_LINES, _MIN_FLUSH_SIDES * len(run)):
        return True
    if len(gaps) < max(_MIN_NARROW_LINES, _MIN_NARROW_SHARE * len(run)):
        return False
    return flush or 4 * sum(gap.right - gap.left >= _WIDE_SPACE * gap.height for gap in gaps) >= len(gaps)


def _gap_at(band: _Band, edge: float) -> _Gap | None:
    """Return the gap of a line at an edge; None if one side is empty."""
    lefts, rights = band.edges
    before, after = bisect_right(rights, edge + 1), bisect_left(lefts, edge - 1)
    return _Gap(rights[before - 1], lefts[after], band) if before and after < len(lefts) else None


def _are_aligned(edges: Sequence[float]) -> bool:
    """Return True if nearly all words begin, or end, under one another."""
    usual = median(edges) if edges else 0.0
    return sum(abs(edge - usual) < 1 for edge in edges) >= _MIN_FLUSH_SHARE * len(edges)


def _is_list(texts: Sequence[dict[int, str]]) -> bool:
    """Return True if all that stands in a first of two columns are the marks of a list."""
    firsts = [each[0] for each in texts if 0 in each]
    return max(map(max, texts)) == 1 and all(map(_MARKER.fullmatch, firsts))


def _is_prose(texts: Sequence[dict[int, str]], columns: int) -> bool:
    """Return True for running text: in several columns, the first among them, or spaced out from margin to margin."""
    flowing = [at for at in range(columns) if _flows([each.get(at, "") for each in texts])]
    if len(texts) > _MIN_LINES and len(flowing) > 1 and flowing[0] == 0:
        return True
    if columns == _TWO and all(_is_wordy([each.get(at, "") for each in texts]) for at in range(columns)):
        return True
    ends = [(above[max(above)][-1], below[min(below)][0]) for above, below in pairwise(texts) if min(below) == 0]
    across = sum((end.isalpha() or end in ",;-\ufffe") and start.islower() for end, start in ends)
    return across > _MAX_ACROSS_SHARE * len(ends)


def _is_wordy(cells: Sequence[str]) -> bool:
    """Return True if most cells of a column have as many words as a line of text."""
    return median(cell.count(" ") + 1 for cell in cells) >= _MIN_LINE_WORDS


def _flows(cells: Sequence[str]) -> bool:
    pairs = [(above, below) for above, below in pairwise(cells) if above and below]
    flowing = sum(above[-1] not in ".!?:" and below[0].islower() for above, below in pairs)
    usual = median(len(cell) for cell in cells if cell) if any(cells) else 0
    return usual >= _MIN_PROSE and flowing >= max(1, _MIN_FLOWING_SHARE * len(pairs))


def _rows(grid: _Grid, number: int, rules: Sequence[Rule]) -> Iterator[TableRow]:
    shape = TableShape(number, tuple(_lefts(grid)))
    for group in _grouped(grid, rules):
        cells: dict[int, list[WordColumns]] = {}
        for band in group:
            for column, words in grid.cells(band).items():
                cells.setdefault(column, []).append(words)
        columns = tuple(sorted(cells))
        whole = [WordColumns.joined(cells[column]) for column in columns]
        yield TableRow(whole, group[0].pieces[0].page, columns, shape)


def _lefts(grid: _Grid) -> Iterator[float]:
    """Yield where the words of each column begin."""
    cells = [grid.cells(band) for band in grid.bands]
    for column in range(len(grid.edges) + 1):
        yield min((each[column].lefts[0] for each in cells if column in each), default=0.0)


def _grouped(grid: _Grid, rules: Sequence[Rule]) -> Iterator[list[_Band]]:
    """Yield the lines of each row: a cell of several lines makes its row higher."""
    ruled = _ruled(grid, rules)
    advances = [above.last - below.first for above, below in pairwise(grid.bands)]
    tight = min(advances, default=0.0)
    near = [advance <= _TIGHT * tight for advance in advances]
    spaced = _are_rows(grid, near)
    group = [grid.bands[0]]
    for (above, below), is_near in zip(pairwise(grid.bands), near, strict=True):
        if ruled:
            low, high = below.first + below.height / 2, above.last + above.height / 2
            goes_on = not any(low < height < high for height in ruled)
        else:
            goes_on = is_near and (spaced or _is_rest(grid, group, below, varied=not all(near)))
        if goes_on:
            group.append(below)
        else:
            yield group
            group = [below]
    yield group


def _are_rows(grid: _Grid, near: Sequence[bool]) -> bool:
    """Return True if the space between lines tells the rows: each stretch of near ones has one first cell."""
    firsts = [0 in grid.cells(band) for band in grid.bands]
    counts = [int(firsts[0])]
    for is_near, first in zip(near, firsts[1:], strict=True):
        if is_near:
            counts[-1] += first
        else:
            counts.append(int(first))
    return len(counts) > 1 and all(count == 1 for count in counts) and not all(firsts)


def _is_rest(grid: _Grid, group: Sequence[_Band], band: _Band, *, varied: bool) -> bool:
    """Return True if a line has what is left of cells above it: some cells only, without the first or near."""
    cells, above = grid.cells(band), {column for each in group for column in grid.cells(each)}
    if not set(cells) <= above or len(cells) == len(grid.edges) + 1:
        return False
    return 0 not in cells or (varied and len(cells) < len(above))


def _ruled(grid: _Grid, rules: Sequence[Rule]) -> list[float]:
    """Return the heights of the lines drawn between the rows of a table; none if only its head is set off."""
    top, bottom = grid.bands[0].first + grid.bands[0].height, grid.bands[-1].last
    left, right = min(band.columns.lefts[0] for band in grid.bands), max(band.columns.rights[-1] for band in grid.bands)
    across = (rule.at for rule in rules if not rule.is_upright and rule.start < right and rule.end > left)
    inside = sorted({round(height) for height in across if bottom < height < top})
    return [float(each) for each in inside] if len(inside) >= max(2, len(grid.bands) / 4) else []
