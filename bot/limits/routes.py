"""Which requests ask, bring a document, or read: what each may take is decided by this table alone."""

from __future__ import annotations

import re
from enum import StrEnum


class Purpose(StrEnum):
    """What a request is for."""

    QUESTION = "question"
    UPLOAD = "upload"
    READING = "reading"
    OTHER = "other"


_CHANGES = frozenset({"POST", "PUT", "PATCH"})
_UPLOADS = re.compile(r"(?:/besa|/api/v1)/documents/?|/besa/pages/?")
_QUESTIONS = re.compile(r"/gradio_api/(?:queue/join|call|run|api)(?:/.*)?|/api/.*|/v1/.*|/mcp(?:/.*)?")
_READINGS = re.compile(r"/besa/(?!login).*|/api/.*|/metrics")


def purpose_of(method: str, path: str) -> Purpose:
    """Return what a request is for, by its path below the root path."""
    if method in _CHANGES and _UPLOADS.fullmatch(path):
        return Purpose.UPLOAD
    if method in _CHANGES and _QUESTIONS.fullmatch(path):
        return Purpose.QUESTION
    return Purpose.READING if _READINGS.fullmatch(path) else Purpose.OTHER
