"""Text in whatever encoding comes out as it was written, or says what is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import EncodingBasis, TextEncoding
from corpus.errors import DamagedFile
from corpus.readers.encodings.decoding import Decoded, decode_text
from corpus.readers.encodings.names import codecs_of

TEXTS = {
    "sq": "Rregullorja e bibliotekës së qytetit. Biblioteka është e hapur çdo ditë, përveç të dielës, nga ora tetë.",
    "de": "Die Bücherei ist täglich geöffnet, außer sonntags. Bücher dürfen höchstens drei Wochen ausgeliehen werden.",
    "fr": "La bibliothèque est ouverte dès huit heures. Les élèves y sont reçus gratuitement, même pendant l'été.",
    "es": "La biblioteca está abierta todos los días. ¿Quién guarda la llave? El señor Muñoz, que vive en la plaza.",
    "it": "La biblioteca è aperta tutti i giorni. Perché la chiave non c'è più? È andata perduta già l'anno scorso.",
    "pt": "A biblioteca não está aberta aos domingos. As crianças são bem-vindas, e a consulta não é paga.",
    "sv": "Biblioteket är öppet varje dag. Böcker får lånas i tre veckor, och sedan måste de lämnas tillbaka igen.",
    "pl": "Biblioteka jest otwarta codziennie, z wyjątkiem niedziel. Książki można wypożyczać na trzy tygodnie.",
    "cs": "Knihovna je otevřena každý den kromě neděle. Knihy se půjčují na tři týdny a pak je třeba je vrátit.",
    "hu": "A könyvtár vasárnap kivételével minden nap nyitva van. A könyveket három hétre lehet kölcsönözni.",
    "tr": "Kütüphane pazar günleri dışında her gün açıktır. Kitaplar üç haftalığına ödünç verilir ve geri alınır.",
    "ru": "Библиотека открыта каждый день, кроме воскресенья. Книги выдаются на три недели, ключ хранит смотритель.",
    "bg": "Библиотеката е отворена всеки ден, освен в неделя. Книгите се дават за три седмици на всички граждани.",
    "uk": "Бібліотека відчинена щодня, крім неділі. Книжки видають на три тижні, а ключ зберігає її доглядач.",
    "el": "Η βιβλιοθήκη είναι ανοιχτή κάθε μέρα εκτός από την Κυριακή. Τα βιβλία δανείζονται για τρεις εβδομάδες.",
    "he": "הספרייה פתוחה בכל יום, חוץ מיום ראשון. את הספרים אפשר לשאול לשלושה שבועות, והמפתח אצל השומר.",
    "ar": "المكتبة مفتوحة كل يوم ما عدا يوم الأحد. تعار الكتب لمدة ثلاثة أسابيع ويحتفظ الحارس بالمفتاح.",
    "th": "ห้องสมุดเปิดทุกวัน ยกเว้นวันอาทิตย์ หนังสือยืมได้สามสัปดาห์",
    "ja": "図書館は日曜日を除いて毎日開いています。本は三週間借りることができます。鍵は管理人が持っています。",
    "ko": "도서관은 일요일을 제외하고 매일 문을 엽니다. 책은 세 주 동안 빌릴 수 있고, 열쇠는 관리인이 가지고 있습니다.",
    "zh": "图书馆除星期日外每天开放。书可以借三个星期，钥匙由看门的人保管，这是我们的规定。",
    "zh-Hant": "圖書館除星期日外每天開放。書可以借三個星期，鑰匙由看門的人保管，這是我們的規定。",
}
CASES = [
    ("sq", "cp1252 cp1250 latin-1 iso8859-15 iso8859-2 cp850 cp852 mac-roman"),
    ("de", "cp1252 iso8859-15 cp850 cp437 mac-roman"),
    ("fr", "cp1252 iso8859-15 cp850 cp863 mac-roman"),
    ("es", "cp1252 cp850 mac-roman"),
    ("it", "cp1252 cp850 mac-roman"),
    ("pt", "cp1252 cp850 cp860"),
    ("sv", "cp1252 cp850 mac-roman"),
    ("pl", "cp1250 iso8859-2 cp852"),
    ("cs", "cp1250 iso8859-2 cp852"),
    ("hu", "cp1250 iso8859-2 cp852"),
    ("tr", "cp1254 iso8859-9 cp857"),
    ("ru", "cp1251 koi8-r cp866 cp855 iso8859-5 mac-cyrillic"),
    ("bg", "cp1251 iso8859-5 cp855"),
    ("uk", "cp1251 koi8-u"),
    ("el", "cp1253 iso8859-7 cp737 cp869"),
    ("he", "cp1255 iso8859-8 cp862"),
    ("ar", "cp1256 iso8859-6"),
    ("th", "tis-620"),
    ("ja", "cp932 euc_jp iso2022_jp utf-16-le utf-32-be"),
    ("ko", "cp949 iso2022_kr johab utf-16-be"),
    ("zh", "gb18030 gb2312 hz utf-16-le"),
    ("zh-Hant", "big5 big5hkscs utf-16-be"),
]


def decoded(data: bytes, **said: str) -> tuple[str, TextEncoding]:
    """Return the characters, and the encoding that was not UTF-8 throughout."""
    found = decode_text(data, **said)
    assert found.encoding is not None
    return found.text, found.encoding


@pytest.mark.parametrize(("language", "codec"), [(code, each) for code, names in CASES for each in names.split()])
def test_text_in_an_old_encoding_is_read_as_it_was_written(language: str, codec: str) -> None:
    text = TEXTS[language] + "\n"
    assert decoded(text.encode(codec))[0] == text


def test_albanian_is_not_taken_for_lithuanian() -> None:
    assert "ė" not in decoded("Është e hapur çdo ditë.".encode("iso8859-2"))[0]


def test_characters_that_only_the_vendor_of_an_encoding_knows_are_read() -> None:
    text = TEXTS["ja"] + " ①②③ 髙﨑 ㈱\n"
    assert decoded(text.encode("cp932")) == (text, TextEncoding("shift_jis", EncodingBasis.GUESSED))
    syllables = TEXTS["ko"] + " 똠방각하 펲시콜라\n"
    assert decoded(syllables.encode("cp949"))[0] == syllables


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("Shift_JIS", "cp932", "①髙"),
        ("GB2312", "gb18030", "镕𠀀"),
        ("big5", "big5hkscs", "嘅咗"),
        ("iso-8859-1", "cp1252", "“ç”"),
        ("x-mac-cyrillic", "mac-cyrillic", "Ключ"),
    ],
)
def test_a_label_means_the_wider_encoding_that_goes_by_it(label: str, codec: str, text: str) -> None:
    assert decode_text(text.encode(codec), declared=label).text == text


def test_a_name_of_no_encoding_is_unknown() -> None:
    assert [codecs_of(name) for name in ("no such", "", "rot13", "idna", "unicode_escape", "base64")] == [()] * 6


def test_utf_8_stays_utf_8_whatever_is_declared_or_given() -> None:
    assert decode_text("është".encode(), declared="cp1250", given="cp1252") == Decoded("është")


def test_what_is_given_goes_before_what_is_declared_and_what_is_guessed() -> None:
    data = "žena".encode("cp1250")
    assert decoded(data, declared="windows-1252", given="windows-1257")[1].basis is EncodingBasis.GIVEN
    assert decoded(data, declared="windows-1250")[1] == TextEncoding("windows-1250", EncodingBasis.DECLARED)


def test_a_declaration_that_the_bytes_contradict_does_not_count() -> None:
    text = TEXTS["ru"]
    assert decoded(text.encode("cp1251"), declared="shift_jis")[0] == text
    assert decoded(text.encode("cp1251"), declared="utf-8")[0] == text


@pytest.mark.parametrize("codec", ["utf-8", "cp949", "cp932", "gb18030", "utf-16"])
def test_one_bad_byte_costs_one_character_or_two_not_the_file(codec: str) -> None:
    text = (TEXTS["ko"] if codec == "cp949" else TEXTS["ja"] if codec == "cp932" else TEXTS["zh"]) + "\n"
    bad = b"\x00\xd8" if codec == "utf-16" else b"\xff"
    found, encoding = decoded((text * 5).encode(codec) + bad + "\n".encode(codec)[-2:] + text.encode(codec)[-20:])
    assert found.startswith(text * 5)
    assert 1 <= encoding.lost <= 2


def test_one_bad_byte_in_plain_english_is_one_replacement_character() -> None:
    found, encoding = decoded(b"The ferry leaves at seven.\n" * 20 + b"The pier\xfe is closed.\n")
    assert found.endswith("The pier\ufffd is closed.\n")
    assert encoding == TextEncoding("utf-8", EncodingBasis.RECOGNISED, 1)


def test_lines_in_another_encoding_among_utf_8_are_read_in_theirs() -> None:
    lines = [TEXTS["sq"] + "\n", TEXTS["fr"] + "\n"]
    found, encoding = decoded(lines[0].encode() + lines[1].encode("cp1252") + lines[0].encode())
    assert found == lines[0] + lines[1] + lines[0]
    assert encoding == TextEncoding("utf-8, windows-1252", EncodingBasis.GUESSED)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "cp850", "mac_roman"])
def test_a_line_in_another_encoding_is_read_by_the_language_of_the_lines_around(encoding: str) -> None:
    line = "Pjesa e dytë është në një kodim tjetër, më të vjetër.\n"
    found, used = decoded((TEXTS["sq"] * 3 + "\n").encode() + line.encode(encoding) + TEXTS["sq"].encode())
    assert found == f"{TEXTS['sq'] * 3}\n{line}{TEXTS['sq']}"
    assert used.basis is EncodingBasis.GUESSED


def test_letters_that_fit_no_language_make_a_guess_doubtful() -> None:
    assert decoded(bytes(range(0xA1, 0xF8)) * 3)[1].basis is EncodingBasis.DOUBTFUL


def test_a_mark_before_bytes_of_something_else_is_damage() -> None:
    with pytest.raises(DamagedFile, match="UTF-32 but is broken at byte 4"):
        decode_text(b"\xff\xfe\0\0" + b"plain text")


def test_escapes_of_a_terminal_are_no_encoding() -> None:
    assert decode_text(b"\x1b[31mred\x1b[0m ~{ not hz").encoding is None


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "shift_jis", "utf-16", "no such", "iso-2022-jp"]))
def test_any_bytes_become_storable_text_or_are_damaged(data: bytes, declared: str | None) -> None:
    try:
        found = decode_text(data, declared)
    except DamagedFile:
        return
    assert found.text.encode("utf-8", "replace").decode() == found.text
    assert found.encoding is None or found.encoding.lost <= len(found.text)
