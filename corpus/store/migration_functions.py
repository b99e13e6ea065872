"""What the scripts in `migrations/` compute that SQL cannot."""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache
from pathlib import PurePath

from corpus.store.file_names import below_added, name_terms
from corpus.store.rows import context_terms, headings_from, metadata_from, sentence_terms, sentences_from
from corpus.store.seals import (
    SealedDocument,
    document_seal,
    original_seal,
    passage_seal,
    places_seal,
    printed_page_seal,
)
from corpus.text.outline import Outline
from corpus.text.short_forms import equivalent_terms
from corpus.text.terms import language_code

_FEWEST_PARTS = 4
"""Parts of a path that is taken for the folder that was added: /home/ana holds everything that ana has."""


def sha256(text: str) -> str:
    """Return what documents.text_sha256 holds of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def common_folder(paths: str) -> str | None:
    """Return the deepest folder that all of several files are in, if it holds little else; `paths` are JSON."""
    found = json.loads(paths)
    folder = _common_path([str(PurePath(path).parent) for path in found]) if len(found) > 1 else ""
    return folder if len(PurePath(folder).parts) >= _FEWEST_PARTS else None


def passage_context(metadata: str, headings: str, start: int, heading: str | None) -> str:
    """Return what passages.context holds."""
    return context_terms(metadata_from(metadata), _outline(headings).above(start, heading))


@lru_cache(maxsize=8)
def passage_names(metadata: str, paths: str, folder: str | None) -> str:
    """Return what passages.names holds of a document at `paths`, JSON, below an added `folder`."""
    folders = [folder] if folder else []
    return name_terms([below_added(path, folders) for path in sorted(json.loads(paths))], metadata_from(metadata))


def passage_terms(metadata: str, text: str, sentences: str) -> str:
    """Return what passages.terms holds."""
    read = (sentence.of(text) for sentence in sentences_from(sentences))
    return sentence_terms(read, metadata_from(metadata).language)


def is_albanian(metadata: str) -> int:
    """Return 1 for a document in Albanian."""
    return int(language_code(metadata_from(metadata).language or "") == "sq")


def short_forms(metadata: str, text: str) -> str:
    """Return the rows of short_forms, but for the document, as JSON."""
    return json.dumps(equivalent_terms(text, metadata_from(metadata).language or "en"))


def original_seal_of(fingerprint: str, sha256: str, path: str, paths: str) -> bytes:
    """Return the seal of a content; `paths` are JSON."""
    return original_seal(fingerprint, sha256, path, json.loads(paths))


def document_seal_of(columns: str) -> bytes:
    """Return the seal of a document, whose columns are JSON."""
    return document_seal(SealedDocument(*json.loads(columns)))


def places_seal_of(places: str) -> bytes:
    """Return the seal of a document's places, which are JSON."""
    return places_seal(json.loads(places))


@lru_cache(maxsize=8)
def _outline(headings: str) -> Outline:
    return Outline(headings_from(headings))


def _common_path(folders: list[str]) -> str:
    try:
        return os.path.commonpath(folders)
    except ValueError:  # on several drives
        return ""


FUNCTIONS = (
    sha256,
    common_folder,
    passage_context,
    passage_names,
    passage_terms,
    is_albanian,
    short_forms,
    original_seal_of,
    document_seal_of,
    places_seal_of,
    passage_seal,
    printed_page_seal,
)
"""The functions that a script may call, by their names."""
