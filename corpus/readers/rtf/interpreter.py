"""RTF's control words carried out: what a person sees becomes stories, what is left out is passed over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile
from corpus.messages import Message
from corpus.readers.common.blocks import BlockKind, TextBlock
from corpus.readers.common.comments import comment_opening
from corpus.readers.rtf import charsets
from corpus.readers.rtf.header import BODY_LEVEL, Header, RtfStyle
from corpus.readers.rtf.story import OpenParagraph, RowShape, Story
from corpus.readers.rtf.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.readers.rtf.tokens import Token

_MAX_STORIES = 50
_MAX_GROUPS = 10_000
_TOO_DEEP = Message("it is nested too deeply to read; save it in a simpler form")


class _Target(Enum):
    """What becomes of the text of a group."""

    STORY = auto()
    NOTHING = auto()
    FONTS = auto()
    STYLES = auto()
    INFO = auto()
    CREATED = auto()
    COMMENTER = auto()
    LABEL = auto()


_STORIES = frozenset({"footnote", "annotation", "shptxt", "dptxbxtext"})
_HEADERS = frozenset({"header", "headerl", "headerr", "headerf"})
_FOOTERS = frozenset({"footer", "footerl", "footerr", "footerf"})
_TARGETS = {
    "fonttbl": _Target.FONTS,
    "stylesheet": _Target.STYLES,
    "info": _Target.NOTHING,
    "title": _Target.INFO,
    "author": _Target.INFO,
    "operator": _Target.INFO,
    "creatim": _Target.CREATED,
    "atnauthor": _Target.COMMENTER,
    "listtext": _Target.LABEL,
    "pntext": _Target.LABEL,
}
_LEFT_OUT = frozenset(
    {
        *("colortbl", "pict", "nonshppict", "objdata", "fldinst", "bkmkstart", "bkmkend", "xe", "tc", "rxe", "sp"),
        *("nonesttables", "subject", "keywords", "doccomm", "comment", "company", "manager"),
        *("category", "revtim", "printim", "buptim", "hlinkbase", "filetbl", "formfield", "datafield", "ftnsep"),
        *(
            "ftnsepc",
            "ftncn",
            "aftnsep",
            "aftnsepc",
            "aftncn",
            "atnid",
            "atndate",
            "ud",
            "mmathPr",
            "mctrlPr",
            "shprslt",
        ),
    }
)
"""Groups whose text is a program's own, or does not show."""
_READ_THOUGH_STARRED = frozenset({"shpinst", "nesttableprops", "moMath", "moMathPara", "do", *_STORIES, *_TARGETS})
"""Groups that programs which do not know them may pass over, and that hold what is read here."""
_CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "~": "\u00a0",
    "_": "-",
    "{": "{",
    "}": "}",
    "\\": "\\",
    "\t": "\t",
    "mden": "/",
}
_PARAGRAPH_ENDS = frozenset({"par", "sect", "page", "column", "\n", "\r"})


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group until its end."""

    target: _Target = _Target.STORY
    starred: bool = False
    font: int = -1
    skip: int = 1
    hidden: bool = False
    deleted: bool = False
    bold: bool = False
    raised: bool = False
    style: int = 0
    outline: int | None = None
    depth: int = 0
    listed: bool = False
    info: str = ""
    opens: str = ""


class Interpreter:
    """Reads one file.

    Attributes:
        header: What its head says.
        body, headers, footers: Stories; those of headers and footers as they come.
    """

    def __init__(self) -> None:
        self.header = Header()
        self.body, self.headers, self.footers = Story(), Story(), Story()
        self._encoding = charsets.of_page(None)
        self._state = _State()
        self._groups: list[_State] = []
        self._stories: list[tuple[Story, OpenParagraph]] = [(self.body, OpenParagraph())]
        self._shape = RowShape()
        self._bytes = b""
        self._to_skip = 0
        self._commenter = ""

    def read(self, data: bytes) -> None:
        """Read a file. Raises DamagedFile if it is nested too deeply."""
        for token in tokens(data):
            if token.text:
                self._text(token)
                continue
            self._flush()
            if token.group == "{":
                self._open_group()
            elif token.group:
                self._close_group()
            else:
                self._word(token.word, token.number)
        self._flush()
        while len(self._stories) > 1:
            self._end_story("")
        self._end_paragraph()

    def _text(self, token: Token) -> None:
        text = token.text
        if self._to_skip:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            text = text[skipped:]
        self._bytes += text

    def _flush(self) -> None:
        """Write the bytes that have come, which are whole characters only together."""
        if self._bytes:
            data, self._bytes = self._bytes, b""
            self._write(charsets.decode(data, self.header.fonts.get(self._state.font, self._encoding)))

    def _write(self, text: str) -> None:
        state = self._state
        if state.target is _Target.STORY and not (state.hidden or state.deleted):
            self._stories[-1][1].add(text, bold=state.bold, raised=state.raised)
        elif state.target is _Target.STYLES:
            self.header.style_text(text)
        elif state.target is _Target.INFO:
            self.header.info.setdefault(state.info, []).append(text)
        elif state.target is _Target.COMMENTER:
            self._commenter += text
        elif state.target is _Target.LABEL and not (state.hidden or state.deleted):
            self._stories[-1][1].label += text

    def _open_group(self) -> None:
        if len(self._groups) > _MAX_GROUPS:
            raise DamagedFile(_TOO_DEEP)
        self._to_skip = 0
        self._groups.append(self._state)
        self._state = replace(self._state, starred=False, opens="")

    def _close_group(self) -> None:
        self._to_skip = 0
        if self._state.opens:
            self._end_story(self._state.opens)
        if self._groups:
            self._state = self._groups.pop()

    def _word(self, word: str, number: int | None) -> None:
        if self._to_skip:
            self._to_skip -= 1
            return
        if word == "*":
            self._state = replace(self._state, starred=True)
        elif (self._state.target is _Target.NOTHING and word not in _TARGETS) or self._opens_destination(word):
            return
        elif self._state.target is _Target.FONTS:
            self.header.font_word(word, number)
        elif self._state.target is _Target.STYLES:
            self.header.style_word(word, number)
        elif self._state.target is _Target.CREATED:
            self.header.created_word(word, number)
        elif word == "u":
            self._unicode(number or 0)
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        else:
            self._carry_out(word, number)

    def _opens_destination(self, word: str) -> bool:
        """Return True if a control word says what becomes of its group's text, and make it so."""
        starred = self._state.starred
        if starred:
            self._state = replace(self._state, starred=False)
        if word in _LEFT_OUT or (starred and word not in _READ_THOUGH_STARRED):
            self._state = replace(self._state, target=_Target.NOTHING)
        elif word in _TARGETS:
            self._state = replace(self._state, target=_TARGETS[word], info=word)
            self._commenter = "" if word == "atnauthor" else self._commenter
        elif word in _STORIES or word in _HEADERS or word in _FOOTERS:
            if len(self._stories) > _MAX_STORIES:
                raise DamagedFile(_TOO_DEEP)
            self._stories.append((Story(), OpenParagraph()))
            self._state = replace(_State(), font=self._state.font, opens=word)
        else:
            return False
        return True

    def _unicode(self, number: int) -> None:
        code = number % 0x10000 if number < 0 else min(number, 0x10FFFF)
        self._write(charsets.of_symbol(code) if code in charsets.SYMBOLS else chr(code))
        self._to_skip = self._state.skip

    def _carry_out(self, word: str, number: int | None) -> None:
        if change := _CHANGES.get(word):
            self._state = change(self._state, number)
        elif word in _PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            depth = max(self._state.depth, 2) if word == "nestcell" else 1
            self._end_paragraph(depth)
            self._stories[-1][0].end_cell(depth)
        elif word in ("row", "nestrow"):
            depth = max(self._state.depth, 2) if word == "nestrow" else 1
            self._stories[-1][0].end_row(depth, self._shape)
        elif word == "ansicpg":
            self._encoding = charsets.of_page(number)
        elif encoding := charsets.of_word(word):
            self._encoding = encoding
        else:
            self._lay_out(word, number)

    def _lay_out(self, word: str, number: int | None) -> None:
        """Take in a control word of a row's layout."""
        if word == "trowd":
            self._shape = RowShape()
        elif word == "trhdr":
            self._shape.names_columns = True
        elif word == "clmrg":
            self._shape.beside.add(len(self._shape.edges))
        elif word == "clvmrg":
            self._shape.below.add(len(self._shape.edges))
        elif word == "cellx":
            self._shape.edges.append(number or 0)

    def _end_paragraph(self, depth: int | None = None) -> None:
        """End the paragraph; one whose end was deleted goes on in the next."""
        if self._state.deleted and depth is None:
            return
        story, paragraph = self._stories[-1]
        self._stories[-1] = (story, OpenParagraph())
        style = self.header.styles.get(self._state.style, RtfStyle())
        outline = self._state.outline
        level = style.level if outline is None else outline + 1 if outline < BODY_LEVEL else 0
        kind = BlockKind.HEADING if level else BlockKind.ITEM if self._state.listed else BlockKind.PARAGRAPH
        blocks = paragraph.blocks(kind, level, in_contents=style.in_contents)
        story.add(blocks, self._state.depth if depth is None else depth, bold=paragraph.bold)

    def _end_story(self, word: str) -> None:
        """End a note, box, header or footer: it hangs on the paragraph around it, or goes to its kind."""
        self._end_paragraph()
        blocks = self._stories.pop()[0].finish()
        if word in _HEADERS or word in _FOOTERS:
            (self.headers if word in _HEADERS else self.footers).add(blocks, 0)
            return
        opening = comment_opening(self._commenter) if word == "annotation" else ""
        self._commenter = ""
        for block in blocks:
            apart = block if block.kind is BlockKind.ROW else TextBlock(block.labelled, BlockKind.APART)
            self._stories[-1][1].hanging.append(replace(apart, text=f"{opening}{apart.text}"))
            opening = ""


def _switch(name: str) -> Callable[[_State, int | None], _State]:
    return lambda state, number: replace(state, **{name: number != 0})  # type: ignore[arg-type]


_CHANGES: dict[str, Callable[[_State, int | None], _State]] = {
    "v": _switch("hidden"),
    "b": _switch("bold"),
    "deleted": _switch("deleted"),
    "mvf": _switch("deleted"),
    "super": _switch("raised"),
    "up": _switch("raised"),
    "nosupersub": lambda state, _: replace(state, raised=False),
    "plain": lambda state, _: replace(state, hidden=False, deleted=False, bold=False, raised=False),
    "pard": lambda state, _: replace(state, style=0, outline=None, depth=0, listed=False),
    "f": lambda state, number: replace(state, font=number or 0),
    "uc": lambda state, number: replace(state, skip=max(0, min(1 if number is None else number, 10))),
    "s": lambda state, number: replace(state, style=number or 0),
    "outlinelevel": lambda state, number: replace(state, outline=number or 0),
    "intbl": lambda state, _: replace(state, depth=max(state.depth, 1)),
    "itap": lambda state, number: replace(state, depth=max(0, number or 0)),
    "ls": lambda state, number: replace(state, listed=number != 0),
    "pnlvlblt": lambda state, _: replace(state, listed=True),
    "pnlvlbody": lambda state, _: replace(state, listed=True),
}
