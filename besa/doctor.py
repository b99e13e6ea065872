"""The command `besa doctor`: is all well with the library, and if not, what can be mended."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from besa import options as cli  # noqa: TC001  typer reads the annotations of a command
from bot.service.doctor import Diagnosis, Doctor, can_mend
from bot.service.workspace import Workspace
from bot.wording import output
from bot.wording.terminal import TERMINAL, on_one_line, say
from corpus.processes.lockdown.confinement import missing
from embeddings.encoders.backend import Backend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.service.user_libraries import UserLibraries


def doctor(
    context: cli.Context,
    check: cli.CheckOption = False,
    as_json: cli.JsonOption = False,
    backend: cli.BackendOption = Backend.ONNX,
    library: cli.LibraryOption = None,
) -> None:
    """Examine the library, and mend what can be: from its files, and from what is whole. Exit status 0: all is well.

    What is damaged is read again from the files that were added; what cannot be mended is named with the next step.
    """
    workspace = Workspace.of_user(library or context.obj, backend=backend, reporter=TERMINAL)
    libraries = workspace.libraries
    libraries.require()
    well = True
    for found in _on_server(libraries) if libraries.is_on_server else _in_folder(libraries, check=check):
        print_diagnosis(found, as_json)
        well &= found.status != "damaged"
    print_diagnosis(readers_confined(), as_json)
    if not well:
        context.exit(1)
    say("All is well.")


def _in_folder(libraries: UserLibraries, *, check: bool) -> Iterator[Diagnosis]:
    folder = libraries.folder
    mends = not check and can_mend(folder)
    if not (check or mends):
        say("This library cannot be written to: it is looked at, and nothing is mended.", "yellow")
    return Doctor(folder, libraries.models, TERMINAL, mends, libraries.source).examine()


def _on_server(libraries: UserLibraries) -> Iterator[Diagnosis]:
    from bot.service.server_doctor import examine_on_server

    say("This library lies on a server: it is looked at, and nothing is mended.", "yellow")
    with closing(libraries.open_to_write()) as library:
        yield from examine_on_server(library, TERMINAL)


def readers_confined() -> Diagnosis:
    """Tell what of the confinement of those who read files this system lacks or refuses, which harms no library."""
    lacking = missing()
    if lacking is None:
        return Diagnosis("readers", "well", "confined: no network, none of your files (Landlock, seccomp)")
    return Diagnosis("readers", "noticed", str(lacking))


def print_diagnosis(found: Diagnosis, as_json: bool = False) -> None:
    """Print what was found: damage as a message, anything else as a result."""
    if as_json:
        output.print_json(asdict(found))
    elif found.status == "damaged":
        say(f"{found.status:<8} {found.part}: {on_one_line(found.said)}", "red")
    else:
        output.print_exactly(f"{found.status:<8} {found.part}: {on_one_line(found.said)}\n")
