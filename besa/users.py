"""`besa users`: who may sign in on the page, and with which role."""

from __future__ import annotations

import secrets
import sys
from contextlib import closing
from typing import Annotated

import typer

from besa.access_options import access_folder
from besa.workspaces import workspace_of
from bot.access.users import USERS_FILE, SharedUsers, Users, UsersFile
from bot.access.visitors import Role
from bot.wording import output
from bot.wording.terminal import on_one_line, say

users = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may sign in on the page, and as what.")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")]


@users.command()
def add(
    context: typer.Context,
    name: NameArgument,
    role: Annotated[Role, typer.Option(help="read: ask and read; edit: add and remove documents, too.")] = Role.READ,
    key: Annotated[bool, typer.Option("--key", help="For a program: print a key, which is sent as Bearer.")] = False,
) -> None:
    """Add a user, or change one. The password is asked for, or read as the first line of standard input."""
    kept = _users_of(context)
    if key:
        made = secrets.token_urlsafe(32)
        kept.add(name, role, key=made)
        output.print_exactly(f"{made}\n")
        say("This key is shown only now. Programs send it as: Authorization: Bearer KEY")
    else:
        kept.add(name, role, password=_password())
    say(f"{name} may {'read and edit' if role is Role.EDIT else 'read'}.")


@users.command()
def remove(context: typer.Context, name: NameArgument) -> None:
    """Remove a user, who is out at once."""
    _users_of(context).remove(name)
    say(f"{name} may not come in any more.")


@users.command(name="list")
def list_users(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False,
) -> None:
    """List the users with their roles."""
    for user in _users_of(context).users().values():
        kind = "key" if user.key else "password"
        if as_json:
            output.print_json({"name": user.name, "role": user.role.value, "signs_in_with": kind})
        else:
            output.print_exactly(f"{user.role.value:<6} {kind:<10} {on_one_line(user.name)}\n")


def _users_of(context: typer.Context) -> Users:
    """Return the users of this machine; where the library lies on a server, those of all machines that serve it."""
    libraries = workspace_of(context, None).libraries
    if not libraries.is_on_server:
        return UsersFile(access_folder() / USERS_FILE)
    opened = context.with_resource(closing(libraries.open_to_write()))
    assert opened.server_files is not None
    return SharedUsers(opened.server_files.kept)


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
