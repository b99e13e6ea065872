"""The commands that app.py does not itself have: each stands in a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from besa.backup import backup, restore
from besa.doctor import doctor
from besa.mcp.command import mcp
from besa.migrate import migrate
from besa.reread import reread
from besa.users import users

if TYPE_CHECKING:
    import typer


def add_commands(commands: typer.Typer) -> None:
    """Add these commands to those of `besa`. One more is a function here, and its import."""
    for command in (doctor, mcp, backup, restore, reread, migrate):
        commands.command(command.__name__)(command)
    commands.add_typer(users, name="users")
