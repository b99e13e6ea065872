"""E-books: the chapters of an EPUB 2 or 3 in reading order, each under its heading."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, EncryptedFile
from corpus.messages import Message
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.zip_package import check_package
from corpus.readers.epub.contents import mark_chapters, read_contents
from corpus.readers.epub.drawings import Drawings
from corpus.readers.epub.package import Package, parse_chapter, read_package
from corpus.readers.html.visible_text import visible_text
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.documents import Content

    Load = Callable[[str], bytes | None]

_NO_CONTENTS = Message(
    "the list of contents of this e-book cannot be read; open it in a reader such as Calibre and save it as EPUB again"
)
_NO_CHAPTERS = Message(
    "the chapters of this e-book cannot be read; open it in a reader such as Calibre and save it as EPUB again"
)
_PROTECTED = Message("this e-book has copy protection (DRM); add a copy that is free of it")


def read_epub(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """Read an EPUB 2 or 3; leave out a chapter that is missing or broken.

    Raises:
        DamagedFile: It has no package document that can be read, or no chapter can be.
        EncryptedFile: A chapter is encrypted.
        TooLarge: It would unpack to too much.
    """
    check_package(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        load = _part_loader(archive)
        package = read_package(load)
        if package is None:
            raise DamagedFile(_NO_CONTENTS)
        if package.protected:
            raise EncryptedFile(_PROTECTED)
        builder = _write_chapters(package, load)
    metadata = replace(package.metadata, title=package.metadata.title or builder.title(path))
    return builder.content(metadata, options.media_type)


def _part_loader(archive: zipfile.ZipFile) -> Load:
    """Return a function that reads a part by its name, or returns None for one that is missing or damaged."""

    def load(name: str) -> bytes | None:
        try:
            return archive.read(name)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
            return None

    return load


def _write_chapters(package: Package, load: Load) -> TextBuilder:
    contents = read_contents(package, load)
    builder, drawings = TextBuilder(), Drawings(load)
    found = False
    for name in package.chapters:
        part = load(name)
        tree = parse_chapter(part) if part is not None else None
        if tree is not None:
            found = True
            tree = drawings.write_out(tree, name)
            mark_chapters(tree, contents.get(name, ()))
            visible_text(tree, builder)
    if not found:
        raise DamagedFile(_NO_CHAPTERS)
    return builder
