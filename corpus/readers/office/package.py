"""An Office package: its parts, what points from one to another, and the parsing of their XML."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from corpus.readers.common.zip_package import check_package
from corpus.readers.office.names import MARKS_OF_TEXT, MC, RELATION_ID, is_element

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRICT = re.compile(rb"""(?<==["'])http://purl\.oclc\.org/ooxml/(\w+)/""")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_STRICT_ROOT = b"http://purl.oclc.org/ooxml/"
_MAIN = "officeDocument"
_USUAL = ("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml")
"""Names of main parts, for packages whose relations are lost."""
BROKEN = (
    etree.LxmlError,
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    ValueError,
    RuntimeError,
    EOFError,
    OSError,
)
"""What reading a part raises if the package, or the part, is not what it says; nested too deeply is a RuntimeError."""


class OfficePackage:
    """The parts of a DOCX, PPTX or XLSX file. "Strict" files are shown as if they were the usual, transitional ones.

    Attributes:
        main: The name of the part that the others hang on, such as "word/document.xml".
    """

    def __init__(self, data: bytes) -> None:
        """Open a package.

        Raises:
            DamagedFile: It is not a whole ZIP file.
            EncryptedFile: It needs a password.
            TooLarge: It would unpack to too much.
            LookupError: No part of it is the main one.
        """
        check_package(data)
        self._archive = zipfile.ZipFile(BytesIO(data))
        self._names = {info.filename.lower(): info.filename for info in self._archive.infolist()}
        self._relations: dict[str, dict[str, tuple[str, str]]] = {}
        self.main = next(iter([*self.targets("", _MAIN), *(name for name in _USUAL if name in self._names)]), "")
        if not self.main:
            raise LookupError("the package names no main part")

    def read(self, name: str) -> bytes:
        """Return the bytes of a part. Raises one of `BROKEN` if it is not there, or damaged."""
        data = self._archive.read(self._names[name.lower()])
        return _STRICT.sub(_TRANSITIONAL, data) if _STRICT_ROOT in data else data

    def parse(self, name: str) -> etree._Element:
        """Return the root of a part's XML. Raises one of `BROKEN` if it is not there, or damaged."""
        return parse_xml(self.read(name))

    def parse_or_none(self, name: str | None) -> etree._Element | None:
        """Return the root of a part's XML; None if it is not there or damaged, so that the others are read."""
        if name is None:
            return None
        try:
            return self.parse(name)
        except BROKEN:
            return None

    def target(self, part: str, relation_id: str | None) -> str | None:
        """Return the name of the part that a relation of `part` points to; None if there is none in the package."""
        _, name = self._relations_of(part).get(relation_id or "", ("", ""))
        return name or None

    def targets(self, part: str, kind: str) -> list[str]:
        """Return the names of the parts that the relations of a kind point to, such as "footnotes" or "chart"."""
        return [name for relation, name in self._relations_of(part).values() if relation == kind]

    def transitional(self) -> bytes | None:
        """Return the whole package as a transitional one; None if it is that already."""
        if _STRICT_ROOT not in self._archive.read(self._names[self.main.lower()]):
            return None
        held = BytesIO()
        with zipfile.ZipFile(held, "w") as package:
            for name in self._names.values():
                package.writestr(name, self.read(name))
        return held.getvalue()

    def _relations_of(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part that point into the package: id to (last word of the type, name)."""
        if part not in self._relations:
            name = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
            root = self.parse_or_none(name)
            self._relations[part] = dict(self._read_relations(part, root)) if root is not None else {}
        return self._relations[part]

    def _read_relations(self, part: str, root: etree._Element) -> Iterator[tuple[str, tuple[str, str]]]:
        for each in root.iterchildren("{*}Relationship"):
            if each.get("TargetMode") == "External":
                continue
            address = unquote(each.get("Target", "")).replace("\\", "/")
            name = normpath(join("/", dirname(part), address)).lstrip("/")
            if name.lower() in self._names:
                yield each.get("Id", ""), (each.get("Type", "").rpartition("/")[2], name)


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of a part's XML, without comments, and of alternatives for several programs only one.

    Raises:
        etree.LxmlError: It is not well-formed, or nested too deeply.
        ValueError: It declares entities, as no program of an Office does.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a part of an Office file has no document type")
    if b"AlternateContent" in data:
        _choose_alternatives(root)
    return root


def relation_id(element: etree._Element, name: str = "id") -> str | None:
    """Return the id of a relation that an element names by `r:id`, or by another attribute of that namespace."""
    return element.get(f"{RELATION_ID}{name}")


def _choose_alternatives(root: etree._Element) -> None:
    """Put the chosen one in the place of alternatives: the first that says something, else the fallback."""
    for each in reversed(list(root.iter(f"{MC}AlternateContent"))):
        parent = each.getparent()
        if parent is None:
            continue
        choices = [*each.iterchildren(f"{MC}Choice"), *each.iterchildren(f"{MC}Fallback")]
        chosen = next((choice for choice in choices if _says_something(choice)), None)
        at = parent.index(each)
        parent[at : at + 1] = list(chosen) if chosen is not None else []


def _says_something(choice: etree._Element) -> bool:
    return any(is_element(each) and each.tag in MARKS_OF_TEXT for each in choice.iter())
