"""An OpenDocument file: its trees of content, styles and metadata, from a ZIP package or one flat XML file."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from posixpath import normpath
from typing import TYPE_CHECKING

from corpus.documents import Metadata
from corpus.errors import EncryptedFile
from corpus.readers.common.placeholders import author_or_none, creation_date, title_or_none
from corpus.readers.common.zip_package import NEEDS_PASSWORD, check_package
from corpus.readers.office.package import BROKEN, parse_xml
from corpus.readers.opendocument.names import DC, MATHML, META, OFFICE, XLINK

if TYPE_CHECKING:
    from lxml import etree

_WHOLE_OBJECTS = (f"{OFFICE}document", f"{MATHML}math")
"""What an object is that stands in its place, and not in a part of its own."""
_CONTENT, _STYLES, _META, _MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
_PICTURE = re.compile(rb"<office:binary-data>[^<]*+</office:binary-data>")
_ENCRYPTED = b"encryption-data"


class OpenDocument:
    """The trees of an OpenDocument file.

    Attributes:
        content: The root that holds the body and its automatic styles.
        styles: The root that holds the common styles and the master pages; None if it is damaged or not there.
    """

    def __init__(self, data: bytes) -> None:
        """Open a package or a flat file.

        Raises:
            DamagedFile: It is named like a ZIP file and is no whole one.
            EncryptedFile: It needs a password.
            TooLarge: It would unpack to too much.
            One of `BROKEN`: Its content cannot be parsed.
        """
        self._archive: zipfile.ZipFile | None = None
        self._objects: dict[str, tuple[etree._Element, etree._Element | None]] = {}
        if not data.startswith(b"PK"):
            self.content = parse_xml(_PICTURE.sub(b"", data))
            self.styles: etree._Element | None = self.content
            self._meta: etree._Element | None = self.content
            return
        check_package(data)
        self._archive = zipfile.ZipFile(BytesIO(data))
        self._refuse_encrypted(self._archive)
        self.content = parse_xml(self._archive.read(_CONTENT))
        self.styles, self._meta = self._tree(_STYLES), self._tree(_META)

    def body(self, kind: str) -> etree._Element:
        """Return the body of a kind: "text", "presentation", "spreadsheet". Raises LookupError for another kind."""
        found = self.content.find(f"{OFFICE}body/{OFFICE}{kind}")
        if found is None:
            raise LookupError(f"its body is no {kind}")
        return found

    def metadata(self, untitled: str) -> Metadata:
        """Return what the document says of itself; `untitled` is its title if it names none."""
        said = self._meta.find(f"{OFFICE}meta") if self._meta is not None else None
        if said is None:
            return Metadata(untitled)
        names = (said.findtext(f"{META}initial-creator"), said.findtext(f"{DC}creator"))
        return Metadata(
            title=title_or_none(said.findtext(f"{DC}title")) or untitled,
            author=next(filter(None, map(author_or_none, names)), None),
            date=creation_date(said.findtext(f"{META}creation-date")),
        )

    def embedded(self, place: etree._Element) -> etree._Element | None:
        """Return the root of the object that stands at a place, a formula or a chart; None if it cannot be read.

        An object that is shown at several places is given to the first of them.
        """
        inside = next((each for each in place if each.tag in _WHOLE_OBJECTS), None)
        if inside is not None:
            return inside
        name = normpath(place.get(f"{XLINK}href", "").removeprefix("./"))
        owner, root = self._objects.get(name, (None, None))
        if owner is None:
            owner, root = place, self._tree(f"{name}/{_CONTENT}")
            self._objects[name] = owner, root
        return root if owner is place else None

    def _tree(self, name: str) -> etree._Element | None:
        try:
            return parse_xml(self._archive.read(name)) if self._archive is not None else None
        except BROKEN:
            return None

    def _refuse_encrypted(self, archive: zipfile.ZipFile) -> None:
        try:
            manifest = archive.read(_MANIFEST)
        except BROKEN:
            return
        if _ENCRYPTED in manifest:
            raise EncryptedFile(NEEDS_PASSWORD)
