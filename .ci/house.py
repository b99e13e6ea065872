"""Hold the checkout against the rules of the house that no other tool sees. Exits 1 and names what breaks one.

Rooms: at most six files lie loose beside a package's rooms. Imports: no circle among files, type-checking ones counted.
Names: no two public classes share one. SQL: only in the store rooms. `app.py`: commands only, and short.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("corpus", "embeddings", "bot")
MOST_LOOSE_FILES = 6
MOST_LINES_OF_APP = 400
STORE_ROOMS = ("corpus/store/", "embeddings/store/", "corpus/postgres/", "embeddings/postgres/")
_SQL = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|SET|LOCK|CREATE|DROP|ALTER|PRAGMA|BEGIN)\s+[A-Za-z*(]")


def main() -> int:
    """Print what breaks a rule; return 1 if anything does."""
    files = {path: ast.parse(path.read_text("utf-8")) for name in PACKAGES for path in (ROOT / name).rglob("*.py")}
    broken = [*_loose_files(), *_circles(files), *_classes_twice(files), *_stray_sql(files), *_long_app()]
    for line in broken:
        print(line)
    print(f"{len(files)} files in rooms; {len(broken)} rules broken")
    return 1 if broken else 0


def _loose_files() -> Iterator[str]:
    for name in PACKAGES:
        loose = sorted(path.name for path in (ROOT / name).glob("*.py") if path.name != "__init__.py")
        if len(loose) > MOST_LOOSE_FILES:
            yield f"{name}/: {len(loose)} files lie beside its rooms, {MOST_LOOSE_FILES} at most: {', '.join(loose)}"


def _circles(files: Mapping[Path, ast.Module]) -> Iterator[str]:
    graph = _imports(files)
    for start in graph:
        for end in graph[start]:
            if start < end and start in _reached(graph, end):
                yield f"{_name(start)} and {_name(end)} import each other, directly or not"


def _imports(files: Mapping[Path, ast.Module]) -> dict[Path, set[Path]]:
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}
    graph: dict[Path, set[Path]] = defaultdict(set)
    for path, tree in files.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                wanted = (node.module, *(f"{node.module}.{each.name}" for each in node.names))
                graph[path] |= {modules[each] for each in wanted if each in modules} - {path}
    return dict(graph)


def _reached(graph: Mapping[Path, set[Path]], start: Path) -> set[Path]:
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        waiting += graph.get(here, set()) - seen
        seen |= graph.get(here, set())
    return seen


def _classes_twice(files: Mapping[Path, ast.Module]) -> Iterator[str]:
    names = Counter(
        node.name
        for tree in files.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    yield from (f"{count} public classes are called {name}" for name, count in names.items() if count > 1)


def _stray_sql(files: Mapping[Path, ast.Module]) -> Iterator[str]:
    for path, tree in files.items():
        if not _name(path).startswith(STORE_ROOMS):
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.match(node.value):
                    yield f"{_name(path)}:{node.lineno}: SQL outside of {' and '.join(STORE_ROOMS)}"


def _long_app() -> Iterator[str]:
    lines = len((ROOT / "app.py").read_text("utf-8").splitlines())
    if lines > MOST_LINES_OF_APP:
        yield f"app.py has {lines} lines, {MOST_LINES_OF_APP} at most: commands only"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
