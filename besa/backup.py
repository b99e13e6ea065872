"""The commands `besa backup` and `besa restore`: a library in one file, and back."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  typer reads it
from typing import TYPE_CHECKING

from besa import options as cli  # noqa: TC001  typer reads the annotations of a command
from besa.doctor import print_diagnosis
from besa.version import __version__
from bot.service.workspace import Workspace
from bot.wording.terminal import TERMINAL, say

if TYPE_CHECKING:
    from bot.service.user_libraries import UserLibraries


def backup(
    context: cli.Context, file: cli.BackupArgument, force: cli.ForceOption = False, library: cli.LibraryOption = None
) -> None:
    """Write the library, with the files that are kept for it, into one file. It may be in use meanwhile."""
    from bot.service.backup import back_up

    libraries = _libraries(context, library)
    libraries.require()
    if libraries.is_on_server:
        from bot.service.server_backup import back_up_server

        made = back_up_server(libraries, file, __version__, force=force)
    else:
        made = back_up(libraries.folder, file, __version__, TERMINAL, force=force)
    say(f"{file} has {made.documents:,} documents and {len(made.members) - 1:,} files that are kept for them.")


def restore(
    context: cli.Context, file: cli.BackupArgument, force: cli.ForceOption = False, library: cli.LibraryOption = None
) -> None:
    """Put the library of a backup in place, and examine it as `besa doctor --check` does.

    Nothing is changed unless the backup is whole. A library that has documents is replaced only with --force.
    """
    from bot.service.doctor import Doctor
    from bot.service.restore import restore as put_back

    libraries = _libraries(context, library)
    if libraries.is_on_server:
        _restore_to_server(context, libraries, file, force=force)
        return
    folder = libraries.folder
    restored = put_back(file, folder, TERMINAL, force=force)
    well = True
    for found in Doctor(folder, libraries.models, TERMINAL, False, libraries.source).examine():
        print_diagnosis(found)
        well &= found.status != "damaged"
    say(f"The library {folder} has {restored.documents:,} documents, as of {restored.made}.")
    if not well:
        context.exit(1)


def _restore_to_server(context: cli.Context, libraries: UserLibraries, file: Path, *, force: bool) -> None:
    from bot.service.server_backup import restore_to_server

    well = True
    for found in restore_to_server(libraries, file, force=force):
        print_diagnosis(found)
        well &= found.status != "damaged"
    say(f"The library {libraries.name} has what is in {file}.")
    if not well:
        context.exit(1)


def _libraries(context: cli.Context, library: Path | None) -> UserLibraries:
    return Workspace.of_user(library or context.obj, reporter=TERMINAL).libraries
