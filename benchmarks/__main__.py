"""`make bench`: how fast Besa is, how good its answers are, and how others do beside it, as tables, JSON and a chart.

    python -m benchmarks [PART ...] [options]

Without a PART all are measured but the rankings, which take question sets worth ranking, and the engines, which take a
PostgreSQL server (BESA_BENCH_SERVER). Question sets are folders with documents/ and questions.jsonl: those that --set
or BESA_QUESTION_SETS names, else the one about the sample library. FULL=1 measures a million passages too: 20 GB for as
long as it runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from benchmarks import adding, clients, embedding, engine_speed, engines, memory, question, rankings, reading, start
from benchmarks.chart import chart
from benchmarks.errors import MeasurementFailed
from benchmarks.growth import TITLE as GROWTH
from benchmarks.growth import growth
from benchmarks.peers import compare
from benchmarks.plan import Plan
from benchmarks.processes import ROOT
from benchmarks.question_sets import question_sets
from benchmarks.results import Part, conditions, keep, read, since
from benchmarks.tables import tables
from bot.errors import BotError
from bot.wording.terminal import say
from corpus.errors import CorpusError
from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS = {
    "start": start,
    "question": question,
    "embedding": embedding,
    "adding": adding,
    "reading": reading,
    "memory": memory,
    "clients": clients,
    "peers": compare,
    "rankings": rankings,
    "engines": engines,
    "engine_speed": engine_speed,
}
ALWAYS = tuple(name for name in PARTS if name not in ("rankings", "engines", "engine_speed"))
ORDER = (*PARTS, "growth")
SIZES, FULL_SIZE = (1_000, 10_000, 100_000), 1_000_000
RESULTS = Path(__file__).with_name("results")


def main() -> None:
    """Exits with 1 where a part could not be measured; the others are."""
    options = _options()
    file = options.results / "bench.json"
    if options.show:
        _print(read(file))
        return
    with nullcontext(options.work) if options.work else TemporaryDirectory(prefix="besa-bench-") as work:
        plan = _plan(options, Path(work))
        measured = [_measure(name, plan, file) for name in options.parts or ALWAYS]
    _print([each for each in read(file) if each.name == "growth"])
    sys.exit(0 if all(measured) else 1)


def _measure(name: str, plan: Plan, file: Path) -> bool:
    """Whether it worked; its figures are in the file then."""
    before = conditions()
    say(f"Measuring: {PARTS[name].TITLE}", "bold")
    try:
        rows = tuple(PARTS[name].measure(plan))
    except (MeasurementFailed, BotError, CorpusError, EmbeddingError) as error:
        say(f"{name}: {error}", "red")
        return False
    part = Part(name, PARTS[name].TITLE, rows, since(before))
    parts = keep(file, part, ORDER)
    _print([part])
    if grown := growth([each for each in parts if each.name in PARTS]):
        parts = keep(file, Part("growth", GROWTH, grown, part.conditions), ORDER)
    if drawn := chart(parts):
        file.with_suffix(".svg").write_text(drawn, "utf-8")
    return True


def _print(parts: Sequence[Part]) -> None:
    for each in parts:
        sys.stdout.write(f"{tables(each)}\n")
        sys.stdout.flush()


def _plan(options: argparse.Namespace, work: Path) -> Plan:
    work.mkdir(parents=True, exist_ok=True)
    named = options.set or [Path(each) for each in os.environ.get("BESA_QUESTION_SETS", "").split(os.pathsep) if each]
    more = (FULL_SIZE,) if os.environ.get("FULL") == "1" else ()
    return Plan(
        sizes=options.sizes or (*SIZES, *more),
        seconds=options.seconds,
        runs=options.runs,
        sets=tuple(question_sets(named)),
        documents=options.documents,
        questions=options.questions,
        work=work.resolve(),
        cache=user_cache_path("besa") / "models",
        environments=options.environments.resolve(),
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", metavar="PART", nargs="*", choices=tuple(PARTS), help=", ".join(PARTS))
    parser.add_argument("--show", action="store_true", help="print what was measured before; measure nothing")
    parser.add_argument("--sizes", type=_sizes, help="of the made-up libraries, in passages [1000,10000,100000]")
    parser.add_argument("--seconds", type=_seconds, default=60.0, help="for which ten people ask [60]")
    parser.add_argument("--runs", type=_count, default=5, help="how often a process is started [5]")
    parser.add_argument("--set", type=Path, action="append", metavar="DIR", help="a question set; may be repeated")
    parser.add_argument("--documents", type=_count, metavar="N", help="at most so many of a question set")
    parser.add_argument("--questions", type=_count, metavar="N", help="at most so many of a question set")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep the libraries that are made here")
    environments = ROOT / "build" / "peers"
    parser.add_argument("--environments", type=Path, metavar="DIR", default=environments, help="of peers [build/peers]")
    parser.add_argument("--results", type=Path, metavar="DIR", default=RESULTS, help="of bench.json and bench.svg")
    return parser.parse_args()


def _sizes(value: str) -> tuple[int, ...]:
    return tuple(sorted({_count(each) for each in value.split(",")}))


def _count(value: str) -> int:
    if int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value} is less than one")
    return int(value)


def _seconds(value: str) -> float:
    if not 1 <= float(value) < float("inf"):
        raise argparse.ArgumentTypeError(f"{value} seconds is no time to measure anything")
    return float(value)


if __name__ == "__main__":
    main()
