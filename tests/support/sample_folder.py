"""A folder of made-up files in every format that Besa reads, as a person may have it: `make(folder)`.

Each file says one thing that no other says; a question asks for it. Some files are broken. As a script:
`python tests/support/sample_folder.py FOLDER`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.paths import DATA
from tests.support.sample_writers import WRITERS, broken_files

FACTS = DATA / "sample-folder.txt"
"""A line a file: its writer, its name, what it says, and the question for that."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What a file of the folder says, a question for it, and where a person finds it; None in a text without places."""

    path: Path
    sentence: str
    question: str
    place: str | None


def make(folder: Path) -> tuple[list[Planted], list[Path]]:
    """Writes the folder; what was planted in the good files, and the broken ones."""
    planted = []
    for line in FACTS.read_text("utf-8").splitlines():
        kind, name, sentence, question = line.split("|")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        written = WRITERS[kind](path, sentence)
        planted.append(Planted(path, written.sentence, question, written.place))
    return planted, list(broken_files(folder / "broken"))


if __name__ == "__main__":
    good, broken = make(Path(sys.argv[1]))
    for each in good:
        print(json.dumps({"question": each.question, "path": str(each.path), "place": each.place}))
    print(f"{len(good)} files that can be read, {len(broken)} that cannot", file=sys.stderr)
