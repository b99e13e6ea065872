"""Write the lists of English nouns for people, bodies, places and things, by the first senses of WordNet.

`python -m training.nouns /usr/share/wordnet /usr/share/dict/american-english-small` reads the dictionary files of
WordNet 3.0 and a list of common words (Debian: `wordnet-base`, `wamerican-small`), and writes
`corpus/english/words/nouns.toml`. A noun is listed where its most frequent sense lies below one of the ROOTS, and where
that sense occurs in WordNet's sense-tagged corpus or the noun is a common word of which all senses lie there.
"""

from __future__ import annotations

import re
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.english.word_lists import FOLDER

if TYPE_CHECKING:
    from collections.abc import Set

ROOTS = {
    "person": "person.1 imaginary_being.1",
    "group": "social_group.1 people.1 gathering.1",
    "place": """administrative_district.1 municipality.1 geographical_area.1 country.2 geographic_point.1 land.4
        body_of_water.1 geological_formation.1 celestial_body.1 way.6 building.1 housing.1 sanctuary.1""",
    "thing": """artifact.1 animal.1 plant.2 substance.1 substance.7 food.1 food.2 disease.1 language.1 writing.2
        body_part.1 natural_object.1""",
}
"""The senses, each with its number in WordNet, that the listed nouns are kinds of."""
_HEAD = """# English nouns by what they name, in the singular: made by training/nouns.py from WordNet 3.0. Its licence:
#
# This software and database is being provided to you, the LICENSEE, by Princeton University under the following
# license. By obtaining, using and/or copying this software and database, you agree that you have read, understood,
# and will comply with these terms and conditions.:
#
# Permission to use, copy, modify and distribute this software and database and its documentation for any purpose and
# without fee or royalty is hereby granted, provided that you agree to comply with the following copyright notice and
# statements, including the disclaimer, and that the same appear on ALL copies of the software, database and
# documentation, including modifications that you make for internal use or for distribution.
#
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.
#
# THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES,
# EXPRESS OR IMPLIED. BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR
# WARRANTIES OF MERCHANT- ABILITY OR FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE USE OF THE LICENSED SOFTWARE,
# DATABASE OR DOCUMENTATION WILL NOT INFRINGE ANY THIRD PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR OTHER RIGHTS.
#
# The name of Princeton University or Princeton may not be used in advertising or publicity pertaining to
# distribution of the software and/or database. Title to copyright in this software, database and any associated
# documentation shall at all times remain with Princeton University and LICENSEE agrees to preserve same.
"""
_SLANG = ";u"
"""WordNet's mark of a word that is slang or an insult; these are left out, as are a few that it does not mark."""
_UNMARKED = frozenset(("abo", "coon", "cripple", "retard", "slut", "whore"))


@dataclass(frozen=True, slots=True)
class Dictionary:
    """WordNet's nouns: what each synset is a kind of, each noun's synsets, and how many of these its corpus has.

    `slang` are the synsets with those of their words that are slang or an insult in that sense.
    """

    hypernyms: dict[str, tuple[str, ...]]
    senses: dict[str, tuple[str, ...]]
    tagged: dict[str, int]
    slang: frozenset[tuple[str, str]]


def read_dictionary(folder: Path) -> Dictionary:
    """Read `data.noun` and `index.noun` of a WordNet folder; the format is that of its manual page wndb(5)."""
    hypernyms: dict[str, tuple[str, ...]] = {}
    slang: set[tuple[str, str]] = set()
    for offset, _, _, size, *fields in _rows(folder / "data.noun"):
        count = int(size, 16)
        words = [word.lower() for word in fields[: 2 * count : 2]]
        pointers = list(zip(*(fields[2 * count + 1 + i :: 4] for i in range(4)), strict=False))
        hypernyms[offset] = tuple(synset for kind, synset, _, _ in pointers if kind == "@")
        for number in (int(which[:2], 16) for kind, _, _, which in pointers if kind == _SLANG):
            slang.update((offset, word) for word in (words if number == 0 else words[number - 1 : number]))
    senses: dict[str, tuple[str, ...]] = {}
    tagged: dict[str, int] = {}
    for word, _, _, pointers_count, *fields in _rows(folder / "index.noun"):
        _, number_tagged, *synsets = fields[int(pointers_count) :]
        senses[word], tagged[word] = tuple(synsets), int(number_tagged)
    return Dictionary(hypernyms, senses, tagged, frozenset(slang))


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text("utf-8").splitlines()
    return [line.split(" | ")[0].split() for line in lines if not line.startswith(" ")]


def nouns_below(dictionary: Dictionary, common: Set[str], roots: str) -> list[str]:
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
        if (dictionary.tagged[word] or (word in common and all(map(is_below, synsets))))
        and re.fullmatch("[a-z]{2,}", word)
        and (synsets[0], word) not in dictionary.slang
        and word not in _UNMARKED
        and is_below(synsets[0])
    )


def write_lists(folder: Path, common: Set[str], target: Path) -> None:
    """Write one list of nouns for each of the ROOTS; a noun stands in the first that it fits."""
    dictionary = read_dictionary(folder)
    written, known = [_HEAD], set[str]()
    for name, roots in ROOTS.items():
        found = [word for word in nouns_below(dictionary, common, roots) if word not in known]
        known.update(found)
        written.append(f'{name} = """\n{textwrap.fill(" ".join(found), 118)}\n"""\n')
    target.write_text("\n".join(written), "utf-8")


if __name__ == "__main__":
    write_lists(Path(sys.argv[1]), set(Path(sys.argv[2]).read_text("utf-8").split()), FOLDER / "nouns.toml")
