"""OCR with the package rapidocr: the one door to it. Its models come inside it, and nothing is fetched.

Its models (PP-OCRv6 "small") know the Latin letters of some fifty languages, Chinese and Japanese at once.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import DamagedFile, UnsupportedFile
from corpus.messages import Message
from corpus.processes.environment import QUIET_ONNX_RUNTIME, environment
from corpus.readers.ocr.line_words import FoundLine, as_printed_words

if TYPE_CHECKING:
    from corpus.readers.ocr.page_picture import Picture
    from corpus.readers.pdf.printed_words import PdfWord

_PACKAGE = "rapidocr"
_MODELS = {
    "Det": (
        "PP-OCRv6_det_small.onnx",
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    ),
    "Rec": (
        "PP-OCRv6_rec_small.onnx",
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    ),
}
"""The file of each model that is run, and its SHA-256 as its makers list it."""
_MIN_CONFIDENCE = 0.5
_SIDE = 2000
"""Pixels of the longer side of a page of A4, as the models are shown it; a larger page gets more, within bounds."""
_LARGEST_SIDE = 4000
_A4_POINTS = 842.0
_SECOND_LOOK = 0.8
"""Share of its pixels at which a page is looked at once more where nothing is found: one line alone is overlooked."""
_CODES = (
    "afr aze aze_latn bos cat ces chi_sim chi_tra cym dan deu eng est eus fin fra gle glg hrv hun ind isl ita jpn kur "
    "lat lav lit ltz mlt mri msa nld nor oci pol por que ron slk slv spa sqi srp_latn swa swe tgl tur uzb vie"
)
_LANGUAGES = frozenset(_CODES.split())
"""Tesseract's names of the languages whose letters the models know."""


@cache
def is_installed() -> bool:
    """Return True if the package is there; it is not imported."""
    return find_spec(_PACKAGE) is not None


def has_letters_of(languages: str) -> bool:
    """Return True if the models know the letters of all these languages ("eng+sqi"); of none it is True."""
    return not languages or _LANGUAGES.issuperset(languages.split("+"))


def recognise(picture: Picture, threads: int) -> tuple[list[PdfWord], bool]:
    """Return the words, in points from the bottom left corner, and whether most lines are in letters unknown here.

    Raises:
        UnsupportedFile: A model is not the one that was pinned.
        DamagedFile: The engine fails on the picture.
    """
    engine = _engine(threads)
    points = max(picture.width, picture.height) * picture.scale
    side = min(_LARGEST_SIDE, max(_SIDE, round(_SIDE * points / _A4_POINTS)))
    lines = _found_lines(engine, picture, side) or _found_lines(engine, picture, round(_SECOND_LOOK * side))
    read = [line for line in lines if line.is_plausible]
    return as_printed_words(read, picture), 2 * len(read) < len(lines)


def _found_lines(engine: Any, picture: Picture, side: int) -> list[FoundLine]:
    """Return the lines of a picture that is shown with `side` pixels on its longer side. Raises DamagedFile."""
    engine.max_side_len = side
    try:
        return _lines(engine(_pixels(picture), return_word_box=True))
    except (MemoryError, OSError):
        raise
    except Exception as error:
        raise DamagedFile(
            Message("OCR fails on its pictures ({error}); scan it again", error=type(error).__name__)
        ) from error


def _lines(found: Any) -> list[FoundLine]:
    texts, boxes, pieces = (getattr(found, name, None) for name in ("txts", "boxes", "word_results"))
    if texts is None or boxes is None:
        return []
    each = pieces if pieces is not None and len(pieces) == len(texts) else [()] * len(texts)
    return [
        FoundLine.of(text, box, [(piece[0], piece[2]) for piece in line if len(piece) == 3])
        for text, box, line in zip(texts, boxes, each, strict=True)
    ]


def _pixels(picture: Picture) -> Any:
    """Return the picture as rows of pixels of three equal colours: uint8[height, width, 3]."""
    rows = np.frombuffer(picture.pixels, np.uint8)[: picture.stride * picture.height]
    grey = rows.reshape(picture.height, picture.stride)[:, : picture.width]
    return np.repeat(grey[:, :, None], 3, axis=2)


@cache
def _engine(threads: int) -> Any:
    """Return the engine; without downloads, reports and remarks. Raises UnsupportedFile for a changed model."""
    models = {f"{task}.model_path": str(_checked(name, sha256)) for task, (name, sha256) in _MODELS.items()}
    with environment(**QUIET_ONNX_RUNTIME, LD_LIBRARY_PATH=os.environ.get("LD_LIBRARY_PATH", "")):  # which cv2 changes
        from rapidocr import RapidOCR
        from rapidocr.inference_engine import onnxruntime as _now  # noqa: F401  it would import the library later

        return RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.text_score": _MIN_CONFIDENCE,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                **models,
            }
        )


def _checked(name: str, sha256: str) -> Path:
    """Return the path of a model of the package. Raises UnsupportedFile unless it is what was pinned."""
    spec = find_spec(_PACKAGE)
    path = Path(spec.origin if spec and spec.origin else _PACKAGE).parent / "models" / name
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        found = ""
    if found != sha256:
        raise UnsupportedFile(
            Message(
                "{model}, a model for OCR, is not the one that belongs to Besa. Install it again with: "
                "pip install --force-reinstall --no-deps 'rapidocr>=3.10,<3.11'",
                model=path,
            )
        )
    return path
