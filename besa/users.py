"""`besa users`: who may sign in on the page, and with which role."""

from __future__ import annotations

import secrets
import sys
from typing import Annotated

import typer

from besa.access_options import access_folder
from bot.access.identity import USERS_FILE
from bot.access.users import UsersFile
from bot.access.visitors import Role
from bot.wording import output
from bot.wording.terminal import on_one_line, say

users = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may sign in on the page, and as what.")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")]


@users.command()
def add(
    name: NameArgument,
    role: Annotated[Role, typer.Option(help="read: ask and read; edit: add and remove documents, too.")] = Role.READ,
    key: Annotated[bool, typer.Option("--key", help="For a program: print a key, which is sent as Bearer.")] = False,
) -> None:
    """Add a user, or change one. The password is asked for, or read as the first line of standard input."""
    kept = UsersFile(access_folder() / USERS_FILE)
    if key:
        made = secrets.token_urlsafe(32)
        kept.add(name, role, key=made)
        output.print_exactly(f"{made}\n")
        say("This key is shown only now. Programs send it as: Authorization: Bearer KEY")
    else:
        kept.add(name, role, password=_password())
    say(f"{name} may {'read and edit' if role is Role.EDIT else 'read'}.")


@users.command()
def remove(name: NameArgument) -> None:
    """Remove a user, who is out at once."""
    UsersFile(access_folder() / USERS_FILE).remove(name)
    say(f"{name} may not come in any more.")


@users.command(name="list")
def list_users(as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False) -> None:
    """List the users with their roles."""
    for user in UsersFile(access_folder() / USERS_FILE).users().values():
        kind = "key" if user.key else "password"
        if as_json:
            output.print_json({"name": user.name, "role": user.role.value, "signs_in_with": kind})
        else:
            output.print_exactly(f"{user.role.value:<6} {kind:<10} {on_one_line(user.name)}\n")


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
