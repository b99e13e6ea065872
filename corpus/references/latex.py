"""The text that a BibTeX field stands for: accents, symbols and dashes as letters, without braces and commands."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    **dict(zip("`'^\"~=.", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307", strict=True)),
    **dict(zip("cvHkrubdt", "\u0327\u030c\u030b\u0328\u030a\u0306\u0331\u0323\u0361", strict=True)),
}
_SYMBOLS = {
    pair.partition(":")[0]: pair.partition(":")[2]
    for line in (
        "ss:ß ae:æ AE:Æ oe:œ OE:Œ o:ø O:Ø l:ł L:Ł aa:å AA:Å i:i j:j dh:ð DH:Ð th:þ TH:Þ dj:đ DJ:Đ S:§ pounds:£",
        "texteuro:€ textdegree:° textendash:– textemdash:— textquoteleft:‘ textquoteright:’ textquotedblleft:“",
        "textquotedblright:” textellipsis:… ldots:… dots:… textbackslash:\\ textasciitilde:~ textasciicircum:^",
        "textbraceleft:{ textbraceright:} textunderscore:_ textbar:| slash:/",
    )
    for pair in line.split()
}
_PLAIN = {"~": "\u00a0", "---": "—", "--": "–", "``": "“", "''": "”", "{": "", "}": "", "$": ""}
_TOKEN = re.compile(r"\\(?P<word>[A-Za-z]+)[ \t\r\n]*|\\(?P<sign>.)|---?|``|''|[{}~$]|.", re.DOTALL)


def plain_text(value: str) -> str:
    r"""Return the text of a BibTeX value.

    Example:
        >>> plain_text(r"{\'E}tude on {M}{\"u}nchen \& \v{S}koda -- \emph{d{\o}d}")
        'Étude on München & Škoda – død'
    """
    written: list[str] = []
    accent = ""
    for found in _TOKEN.finditer(value):
        word, sign, token = found["word"], found["sign"], found[0]
        name = word or sign
        if name in _ACCENTS and (sign or _is_followed_by_letter(value, found.end())):
            accent = _ACCENTS[name]
            continue
        if accent and token.isspace():
            continue
        letters = _SYMBOLS.get(word, "") if word else sign if sign else _PLAIN.get(token, token)
        if not letters:
            continue
        written.append(letters[0] + accent + letters[1:])
        accent = ""
    return " ".join(unicodedata.normalize("NFC", "".join(written)).replace("\u00a0", " ").split())


def _is_followed_by_letter(value: str, at: int) -> bool:
    r"""Return whether an accent that is called by a letter has something to stand on: `\c{c}` has, `\c` has not."""
    return value[at : at + 1] == "{" or value[at - 1 : at] in (" ", "\t")
