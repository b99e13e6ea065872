"""The vector index of a library on the disk: its file, and the manifest that says what the file was made from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from embeddings.index.atomic_write import unfinished_files, write_whole
from embeddings.index.faiss_index import VectorIndex

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.store.encoder_records import EncoderRecord

MANIFEST = "manifest.json"
MANIFEST_FORMAT = 2
SIMILARITY = "cosine"
_INDEXES = "vectors-*.faiss"
_INDEX_NAME = re.compile(r"vectors-(\d+)-(\d+)\.faiss")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index file was made from: all vectors of an encoder after the change with this number.

    `vectors` is how many they were; `index` is the name of the file, `sha256` that of its bytes.
    """

    format: int
    encoder: str
    dimension: int
    similarity: str
    change: int
    vectors: int
    index: str
    sha256: str


class IndexFiles:
    """The index file and its manifest in the folder of one library; both can be made again from the vectors."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def manifest(self) -> Manifest | None:
        """Read the manifest. Returns None if there is none, or none that can be used, whatever it holds."""
        try:
            manifest = msgspec.json.decode((self._folder / MANIFEST).read_bytes(), type=Manifest)
        except (OSError, ValueError, RecursionError):
            return None
        return manifest if _INDEX_NAME.fullmatch(manifest.index) else None

    def has_index(self, manifest: Manifest) -> bool:
        """Return whether the file that the manifest names is there; it may be damaged."""
        return (self._folder / manifest.index).exists()

    def load(self, manifest: Manifest) -> VectorIndex:
        """Read the index that the manifest names. Raises IndexDamaged unless it is what was saved."""
        return VectorIndex.load(self._folder / manifest.index, manifest.sha256)

    def save(self, index: VectorIndex, encoder: EncoderRecord, change: int) -> None:
        """Write the index of the encoder's vectors after a change, then its manifest, and remove older indexes.

        Raises OSError.
        """
        name = f"vectors-{encoder.id}-{change}.faiss"
        manifest = Manifest(
            format=MANIFEST_FORMAT,
            encoder=encoder.name,
            dimension=encoder.dimension,
            similarity=SIMILARITY,
            change=change,
            vectors=len(index),
            index=name,
            sha256=index.save(self._folder / name),
        )
        write_whole(self._folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        for other in self._folder.glob(_INDEXES):
            if _encoder_and_change(other) < (encoder.id, change):  # never one that another process has just written
                other.unlink(missing_ok=True)

    def keep_only(self, manifest: Manifest) -> None:
        """Remove every index but the one that the manifest names, and what a killed process left."""
        others = [file for file in self._folder.glob(_INDEXES) if file.name != manifest.index]
        for file in (*others, *self._unfinished()):
            file.unlink(missing_ok=True)

    def drop(self) -> bool:
        """Remove index and manifest, and what a killed process left of either. Returns whether there was an index."""
        (self._folder / MANIFEST).unlink(missing_ok=True)
        found = [*self._folder.glob(_INDEXES), *self._unfinished()]
        for file in found:
            file.unlink(missing_ok=True)
        return bool(found)

    def _unfinished(self) -> list[Path]:
        return [*unfinished_files(self._folder, _INDEXES), *unfinished_files(self._folder, MANIFEST)]


def _encoder_and_change(path: Path) -> tuple[int, int]:
    """Parse the name of an index file; (-1, -1) for another name."""
    name = _INDEX_NAME.fullmatch(path.name)
    return (int(name[1]), int(name[2])) if name else (-1, -1)
