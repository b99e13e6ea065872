"""What the commands print: results on standard output, messages on standard error."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.answers import not_found_line
from bot.errors import QuestionError
from bot.formats.answer_json import answer_to_json, refusal_to_json
from bot.formats.source_json import source_to_json
from bot.wording.terminal import (
    on_one_line,
    plain,
    print_answer,
    progress,
    results,
    say,
    say_timings,
    sources_table,
)
from embeddings.store.coverage import Coverage

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.answers import Answer, Question
    from bot.formats.verification import Finding
    from bot.service.library_writer import Removal
    from corpus.folders.importer import FileOutcome
    from corpus.store.document_records import DocumentRecord


def print_exactly(text: str) -> None:
    """Print text as it is, in UTF-8, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def print_json(value: Mapping[str, Any]) -> None:
    """Print an object as a line of JSON; bytes of a file's name that are no UTF-8 come out as JSON's own escapes."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def print_outcome(outcome: FileOutcome, as_json: bool = False) -> None:
    """Print what became of a file: a failure as a message, anything else as a result."""
    path, reason = on_one_line(outcome.url or outcome.path), outcome.reason
    if as_json:
        described = asdict(outcome)
        del described["is_picture"]
        if described["url"] is None:  # which a file has not, and scripts know no such field of it
            del described["url"]
        print_json(described)
    elif outcome.status == "failed":
        say(f"failed     {path}: {reason}", "red")
    else:
        line = f"{outcome.status:<10} {path}" + (f" ({on_one_line(reason)})" if reason else "")
        sys.stdout.write(plain(line) + "\n")  # rich would take longer for a line than adding takes for its file
        sys.stdout.flush()


def say_added(counts: Counter[str], library: str) -> None:
    """Say how many of the files are in the `library`; `counts` has their statuses."""
    total = counts.total() - counts["removed"]
    dropped = f", {counts['removed']:,} are no longer" if counts["removed"] else ""
    say(f"{total - counts['failed']} of {total} files are in the library {library}{dropped}")


def print_sources(records: Iterable[DocumentRecord], as_json: bool = False) -> None:
    """Print the documents with what each says of itself; as JSON one after the other, as they are read."""
    if as_json:
        for record in records:
            print_json(source_to_json(record))
    elif listed := list(records):
        results.print(sources_table(listed))
    else:
        say("The library is empty. Fill it with: besa add PATH")


def say_what_was_not_found(answers: Sequence[Answer]) -> None:
    """Say of which answers the citations are only what comes nearest."""
    for answer in answers:
        if answer.citations and not answer.found:
            say(f"{answer.question}: {not_found_line(answer)}")


def print_removal(removal: Removal, as_json: bool = False) -> None:
    """Print what was removed, from which indexes, and whether the library's files hold nothing of it any more."""
    for receipt in removal.receipts:
        purged = {name: getattr(receipt, name) for name in ("passages", "vectors", "token_vectors")}
        if as_json:
            described = {"document": receipt.id, "path": receipt.path, "title": receipt.title, "sha256": receipt.sha256}
            print_json({**described, "purged": {"documents": 1, **purged}, "clean": removal.clean})
            continue
        results.print(plain(f"removed    {on_one_line(receipt.path)}"), markup=False, soft_wrap=True)
        say(
            f"           {plain(receipt.title)}: {receipt.passages:,} passages with their words, {receipt.vectors:,} "
            f"vectors, token vectors of {receipt.token_vectors:,}"
        )
    for path in removal.deleted:
        say(f"deleted    {on_one_line(path)}, which Besa had fetched")
    if removal.clean:
        say("Nothing of it can be read from the library's files any more. Your files themselves stay.")
    elif removal.server:
        database = removal.server.partition("schema=")[0].rstrip("?&")
        say(
            "It is found and quoted no more. The server's disk holds some of it until its tables are written anew: "
            f'psql "{database}" -c "VACUUM (FULL, ANALYZE)". Its log and backups hold it for as '
            "long as they are kept. Your files themselves stay."
        )
    else:
        say(
            "The library's files may still hold some of it: another process is reading them, or the disk is full. Make "
            "it illegible with: besa doctor",
            "red",
        )


def print_findings(findings: list[Finding], as_json: bool = False) -> bool:
    """Print what a verification found, and return True if every citation holds."""
    for finding in findings:
        if as_json:
            print_json(asdict(finding))
        elif finding.reason:
            say(f"[{finding.citation}] {finding.path}: {finding.status}: {finding.reason}", "red")
    wrong = [finding for finding in findings if finding.status != "verified"]
    citations = [finding for finding in findings if finding.citation]  # without what is said of the page of a report
    say(f"{len(findings) - len(wrong)} of {len(citations)} citations hold")
    return not wrong


def print_info(described: dict[str, Any], as_json: bool) -> None:
    """Print what is said of the library; for a person, how many passages are still without vectors."""
    if not as_json:
        embedded = Coverage(described["passages"], described.pop("embedded"))
        described["pending"] = f"{embedded.pending:,} ({embedded})"
        print_facts(described)
    else:
        print_json(described)


def print_facts(facts: Mapping[str, object]) -> None:
    """Print names and values, a line each; an object's own names and values with commas between them."""
    for name, value in facts.items():
        shown = (
            ", ".join(f"{key} {each}" for key, each in value.items() if each is not None)
            if isinstance(value, dict)
            else str(value)
        )
        results.print(f"{name + ':':<16}{plain(shown)}", soft_wrap=True, markup=False)


def print_answered(answer: Answer, as_json: bool, timings: bool, started: float) -> None:
    """Print an answer and, with `timings`, where its time went since the command `started` (`time.perf_counter`)."""
    before = (time.perf_counter() - started) * 1000.0 - answer.elapsed_ms
    if as_json:
        print_json(answer_to_json(answer))
    else:
        print_answer(answer)
    if timings:
        say_timings(answer, before)


def answer_many(questions: Sequence[Question], answer: Callable[[Question], None], as_json: bool) -> int:
    """Answer one question after the other, and return the number of those that were refused."""
    refused = 0
    with progress("Answering") as advance:
        for number, each in enumerate(questions, 1):
            try:
                answer(each)
            except QuestionError as error:
                refused += 1
                say(f"Question {number}: {error}", "red")
                if as_json:
                    print_json(refusal_to_json(each, str(error)))
            advance(number, len(questions))
    return refused


def say_address(address: str) -> None:
    """Say where the chat is served."""
    say(f"The chat is at {address}  (Ctrl+C ends it)", "bold")
