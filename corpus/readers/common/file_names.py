"""What the name of a file tells before it is opened: that it is a program's own, or program text."""

from __future__ import annotations

from pathlib import PurePath

_TEMPORARY = frozenset({".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".swx", ".bak"})
_CODE = (
    "bat c cc cfg conf cpp cs css go h hpp ini java js jsx kt less lock lua map mjs php pl plist ps1 py r rb rs "
    "scss sh sql svg swift toml ts tsx xml xsd xsl yaml yml"
)
_PROGRAMS = frozenset(f".{suffix}" for suffix in _CODE.split())


def is_temporary(name: str) -> bool:
    """Return True for the name of a temporary or backup file of some program.

    Example:
        >>> is_temporary("~$letter.docx"), is_temporary("letter.docx")
        (True, False)
    """
    return PurePath(name).suffix.lower() in _TEMPORARY or name.startswith("~$") or name.endswith("~")


def is_program_text(name: str) -> bool:
    """Return True for the name of a file of program text or of settings.

    Example:
        >>> is_program_text("train.py"), is_program_text("train.md")
        (True, False)
    """
    return PurePath(name).suffix.lower() in _PROGRAMS
