"""The command `besa migrate`: a library from a folder to a server, or back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict

from besa import options as cli  # noqa: TC001  typer reads the annotations of a command
from bot.service.workspace import Workspace
from bot.wording import output
from bot.wording.terminal import TERMINAL, say


def migrate(source: cli.FromArgument, target: cli.ToArgument, as_json: cli.JsonOption = False) -> None:
    """Copy a library from a folder to a server, or back, and compare what arrived. The library itself stays.

    Ids, passages, vectors and all else stay as they are: the copy gives the same answers.
    """
    from corpus.folders.originals import keep_originals
    from embeddings.engines.opening import transfer

    known, wanted = (Workspace.of_user(location, reporter=TERMINAL).libraries for location in (source, target))
    known.require()
    with (
        closing(known.open_to_write()) as before,
        closing(wanted.open_to_write(make=True)) as after,
        TERMINAL.progress("Copying") as advance,
    ):
        compared = transfer(before, after, advance)
        without = keep_originals(after)
    for each in compared:
        if as_json:
            output.print_json(asdict(each))
        else:
            output.print_exactly(f"{each.relation:<19} {each.rows:>10,}  SHA-256 {each.sha256[:16]} on both\n")
    if without:
        say(
            f"{without:,} files are not kept on the server: they are not here, or have changed. Their text is there; "
            "any machine draws their pages after this, where they are: besa reread"
        )
    say(f"{wanted.name} holds what {known.name} does. Use it with: --library {wanted.name}")
