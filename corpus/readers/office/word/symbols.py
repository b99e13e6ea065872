"""Characters that Word keeps as a number in the font Symbol."""

from __future__ import annotations

_PRIVATE = range(0xF000, 0xF100)
_GREEK_FROM = {"A": "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", "a": "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"}
_SIGNS = {
    0xA3: "≤",
    0xA5: "∞",
    0xAB: "↔",
    0xAC: "←",
    0xAE: "→",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xD0: "∠",
    0xD6: "√",
    0xDE: "⇒",
    0xE5: "∑",
    0xF2: "∫",
}


def symbol(code: str, font: str) -> str:
    """Return the character with a hexadecimal code in a font; "" for a picture that stands for none.

    Example:
        >>> symbol("F061", "Symbol"), symbol("F0B3", "Symbol"), symbol("F04A", "Wingdings")
        ('α', '≥', '')
    """
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if number not in _PRIVATE:
        return chr(number) if 0x20 <= number < 0xD800 else ""
    return _in_symbol(number - _PRIVATE.start) if font == "Symbol" else ""


def _in_symbol(number: int) -> str:
    for first, letters in _GREEK_FROM.items():
        if 0 <= number - ord(first) < len(letters):
            return letters[number - ord(first)]
    return _SIGNS.get(number, chr(number) if number < 0x7F else "")
