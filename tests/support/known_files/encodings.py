"""Texts in the encodings of before UTF-8, declared and not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.known_files.known_file import KnownFile
from tests.support.known_files.prose import in_language

if TYPE_CHECKING:
    from collections.abc import Iterator

_KOREAN = (
    "등대는 천팔백육십이년에 북쪽 해안에 세워졌다. 등대지기는 밤마다 지나가는 배의 이름을 책에 적었다. "
    "그 책은 지금 항구의 박물관에 있으며 누구나 볼 수 있다. 겨울에는 바람이 세서 배가 거의 오지 않았다. "
    "봄이 되면 마을 사람들은 그물을 고치고 바다로 나갔다."
)
_JAPANESE = (
    "港の灯台は千八百六十二年に北の海岸に建てられた。灯台守は毎晩、通り過ぎる船の名前を帳面に書いた。"
    "その帳面は今、町の博物館にあり、だれでも見ることができる。冬には風が強く、船はほとんど来なかった。"
    "①春になると漁師たちは網を直して海に出た。"
)
_CHINESE = (
    "灯塔于一八六二年建在北海岸。守塔人每天晚上把经过的船名写在本子上。这本子现在在镇上的博物馆里，谁都可以看。"
    "冬天风很大，几乎没有船来。春天一到，渔民们就修好渔网出海。"
)
_GREEK = (
    "Ο φάρος χτίστηκε το 1862 στη βόρεια ακτή. Ο φαροφύλακας έγραφε κάθε βράδυ τα ονόματα των πλοίων σε ένα βιβλίο. "
    "Το βιβλίο βρίσκεται τώρα στο μουσείο της πόλης και μπορεί να το δει ο καθένας."
)
_CASES = (
    ("sq", "cp1252"),
    ("sq", "cp1250"),
    ("sq", "latin-1"),
    ("sq", "iso8859-15"),
    ("sq", "mac-roman"),
    ("de", "cp1252"),
    ("de", "cp850"),
    ("de", "mac-roman"),
    ("fr", "cp1252"),
    ("fr", "cp850"),
    ("fr", "mac-roman"),
    ("es", "cp850"),
    ("it", "latin-1"),
    ("ru", "cp1251"),
    ("ru", "koi8-r"),
    ("ru", "cp866"),
    ("ru", "mac-cyrillic"),
    ("ru", "utf-16-le"),
    ("de", "utf-16-be"),
    ("fr", "utf-32-le"),
    ("sq", "utf-32-be"),
)
_EASTERN = (
    (_KOREAN, "euc-kr"),
    (_KOREAN + " 똠방각하 펲시콜라", "cp949"),
    (_KOREAN, "iso2022-kr"),
    (_JAPANESE, "cp932"),
    (_JAPANESE.replace("①", ""), "iso2022-jp"),
    (_JAPANESE.replace("①", ""), "euc-jp"),
    (_CHINESE, "gb18030"),
    (_GREEK, "cp1253"),
    (_GREEK, "iso8859-7"),
)


def encoded_files() -> Iterator[KnownFile]:
    """Make them: a text of many sentences each, web pages that declare nothing, and a file that mixes two."""
    for code, encoding in _CASES:
        yield _known(f"{code}-{encoding}.txt", _fitting(in_language(code), encoding), encoding)
    for text, encoding in _EASTERN:
        yield _known(f"text-{encoding}.txt", text, encoding)
    for code, encoding in (("sq", "cp1252"), ("ru", "cp1251"), ("ko", "euc-kr")):
        text = _KOREAN if code == "ko" else _fitting(in_language(code), encoding)
        page = f"<html><body>{''.join(f'<p>{each}</p>' for each in text.split(chr(10) * 2))}</body></html>"
        yield KnownFile("Encodings", f"{code}-{encoding}.html", page.encode(encoding), text)
    german, french = in_language("de"), _fitting(in_language("fr"), "cp1252")
    yield KnownFile(
        "Encodings", "mixed.txt", german.encode() + b"\n\n" + french.encode("cp1252"), german + "\n\n" + french
    )


def _known(name: str, text: str, encoding: str) -> KnownFile:
    return KnownFile("Encodings", name, text.encode(encoding), text)


def _fitting(text: str, encoding: str) -> str:
    """Return the paragraphs that the encoding can say."""
    return "\n\n".join(each for each in text.split("\n\n") if each.encode(encoding, "ignore").decode(encoding) == each)
