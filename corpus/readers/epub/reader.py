"""E-books: the chapters of an EPUB 2 or 3 in reading order, each under its heading."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.documents import Content, Metadata, Span
from corpus.errors import DamagedFile, EncryptedFile
from corpus.readers.common.metadata import line_or_none, title_from
from corpus.readers.common.text_builder import TextBuilder
from corpus.readers.common.zip_package import check_package
from corpus.readers.epub.contents import contents_of, mark_chapters
from corpus.readers.epub.package import Package, chapter_tree, package_of
from corpus.readers.html.visible_text import visible_blocks
from corpus.readers.options import DEFAULTS, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    Load = Callable[[str], bytes | None]

_BROKEN = "it is an e-book whose {} cannot be read; open it in a reader such as Calibre and save it as EPUB again"
_PROTECTED = (
    "it is protected, so that only the program of its shop can open it; add a copy that is free of such protection"
)


def read_epub(data: bytes, path: str, options: ReadOptions = DEFAULTS) -> Content:
    """A chapter that is missing or broken is left out; DamagedFile where that is all of them."""
    check_package(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        load = _loader(archive)
        package = package_of(load)
        if package is None:
            raise DamagedFile(_BROKEN.format("list of contents"))
        if package.protected:
            raise EncryptedFile(_PROTECTED)
        blocks = _written(package, load)
    heading = blocks.headings[0].text if blocks.headings else None
    said = package.metadata
    return Content(
        text=blocks.text,
        metadata=Metadata(
            title=said.title or line_or_none(heading) or title_from(path),
            author=said.author,
            publisher=said.publisher,
            date=said.date,
            url=said.url,
            language=said.language,
        ),
        media_type=options.media_type,
        body=Span(0, blocks.length),
        headings=blocks.headings,
    )


def _loader(archive: zipfile.ZipFile) -> Load:
    """Reads a part by its name; `None` for one that is missing or damaged."""

    def load(name: str) -> bytes | None:
        try:
            return archive.read(name)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
            return None

    return load


def _written(package: Package, load: Load) -> TextBuilder:
    contents = contents_of(package, load)
    blocks = TextBuilder()
    found = False
    for name in package.chapters:
        part = load(name)
        tree = chapter_tree(part) if part is not None else None
        if tree is not None:
            found = True
            mark_chapters(tree, contents.get(name, ()))
            visible_blocks(tree, blocks)
    if not found:
        raise DamagedFile(_BROKEN.format("chapters"))
    return blocks
