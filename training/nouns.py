"""Write the lists of English nouns for people, bodies, places and things, by the first senses of WordNet.

`python -m training.nouns /usr/share/wordnet` reads the dictionary files of WordNet 3.0 (Debian: `wordnet-base`) and
writes `corpus/english/words/nouns.toml`. A noun is listed where its most frequent sense lies below one of the ROOTS and
occurs in the sense-tagged corpus that WordNet counts.
"""

from __future__ import annotations

import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from corpus.english.word_lists import FOLDER

ROOTS = {
    "person": "person.1 imaginary_being.1",
    "group": "social_group.1 people.1 gathering.1",
    "place": """administrative_district.1 municipality.1 geographical_area.1 country.2 geographic_point.1 land.4
        body_of_water.1 geological_formation.1 celestial_body.1 way.6 building.1 housing.1 sanctuary.1""",
    "thing": """artifact.1 animal.1 plant.2 substance.1 substance.7 food.1 food.2 disease.1 language.1 writing.2
        body_part.1 natural_object.1""",
}
"""The senses, each with its number in WordNet, that the listed nouns are kinds of."""
_HEAD = """# English nouns by what they name, in the singular: written by training/nouns.py from WordNet 3.0.
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. Use, copying and modification are permitted
# for any purpose without fee, with this notice; it comes as it is, without warranty (wordnet.princeton.edu/license).
"""
_SLANG = ";u"
"""WordNet's mark of a sense that is slang or an insult; its nouns are left out."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """WordNet's nouns: what each synset is a kind of, each noun's synsets, and how many of these its corpus has."""

    hypernyms: dict[str, tuple[str, ...]]
    senses: dict[str, tuple[str, ...]]
    tagged: dict[str, int]


def read_dictionary(folder: Path) -> Dictionary:
    """Read `data.noun` and `index.noun` of a WordNet folder; the format is that of its manual page wndb(5)."""
    hypernyms: dict[str, tuple[str, ...]] = {}
    for offset, _, _, size, *fields in _rows(folder / "data.noun"):
        pointers = fields[2 * int(size, 16) + 1 :]
        kinds = pointers[::4]
        above = (pointers[4 * i + 1] for i, kind in enumerate(kinds) if kind == "@")
        hypernyms[offset] = () if _SLANG in kinds else tuple(above)
    senses: dict[str, tuple[str, ...]] = {}
    tagged: dict[str, int] = {}
    for word, _, _, pointers_count, *fields in _rows(folder / "index.noun"):
        _, count, *synsets = fields[int(pointers_count) :]
        senses[word], tagged[word] = tuple(synsets), int(count)
    return Dictionary(hypernyms, senses, tagged)


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text("utf-8").splitlines()
    return [line.split(" | ")[0].split() for line in lines if not line.startswith(" ")]


def nouns_below(dictionary: Dictionary, roots: str) -> list[str]:
    """List in order of the alphabet the one-word nouns whose first sense is a kind of one of the senses `roots`."""
    wanted = set[str]()
    for root in roots.split():
        word, number = root.split(".")
        wanted.add(dictionary.senses[word][int(number) - 1])

    def is_below(synset: str) -> bool:
        return synset in wanted or any(map(is_below, dictionary.hypernyms[synset]))

    return sorted(
        word
        for word, synsets in dictionary.senses.items()
        if dictionary.tagged[word] and word.isascii() and word.isalpha() and len(word) > 1 and is_below(synsets[0])
    )


def write_lists(folder: Path, target: Path) -> None:
    """Write one list of nouns for each of the ROOTS; a noun stands in the first that it fits."""
    dictionary = read_dictionary(folder)
    written, known = [_HEAD], set[str]()
    for name, roots in ROOTS.items():
        found = [word for word in nouns_below(dictionary, roots) if word not in known]
        known.update(found)
        written.append(f'{name} = """\n{textwrap.fill(" ".join(found), 118)}\n"""\n')
    target.write_text("\n".join(written), "utf-8")


if __name__ == "__main__":
    write_lists(Path(sys.argv[1]), FOLDER / "nouns.toml")
