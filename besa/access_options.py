"""The options of `besa serve` that say who may come in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer
from platformdirs import user_data_path

from besa.option_groups import with_options
from bot.access.rules import AccessRules, proxy_network

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

FOLDER = "access"


def access_folder() -> Path:
    """Return the folder in which users and the key of the cookies are kept."""
    return user_data_path("besa") / FOLDER


def _options(
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A name under which the page may be asked for, as docs.example.org; may be repeated."
        ),
    ] = None,
    allowed_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="A page of another site whose scripts may ask here, as https://a.example."),
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="A reverse proxy whose X-Forwarded-* is believed, as 127.0.0.1."),
    ] = None,
    root_path: Annotated[
        str,
        typer.Option(envvar="BESA_ROOT_PATH", metavar="PATH", help="The path below which a proxy serves it, as /besa."),
    ] = "",
    auth_header: Annotated[
        str | None, typer.Option(metavar="NAME", help="The header in which a trusted proxy names the visitor.")
    ] = None,
    auth: Annotated[
        bool, typer.Option("--auth/--no-auth", help="Beyond this machine, ask for a token or a password.")
    ] = True,
    allow_uploads: Annotated[
        bool, typer.Option("--allow-uploads", help="With --no-auth or --auth-header: whoever has no role may edit.")
    ] = False,
) -> None:
    """Carry the options; `with_access_options` gives them to a command."""


def with_access_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; it takes them as one argument, `access`."""
    return with_options(command, "access", _options, access_rules)


def access_rules(options: Mapping[str, Any]) -> AccessRules:
    """Return the rules that the options ask for, with BESA_TOKEN where there is one; a Space is open to all who see it.

    Raises CannotDo.
    """
    space = os.environ.get("SPACE_HOST") if os.environ.get("SYSTEM") == "spaces" else None
    return AccessRules(
        allowed_hosts=(*(options["allowed_host"] or ()), *([space] if space else [])),
        allowed_origins=tuple(each.rstrip("/") for each in options["allowed_origin"] or ()),
        trusted_proxies=tuple(map(proxy_network, options["trusted_proxy"] or ())),
        auth_header=options["auth_header"],
        login=options["auth"] and os.environ.get("SYSTEM") != "spaces",
        allow_uploads=options["allow_uploads"],
        root_path=options["root_path"].rstrip("/"),
        frame_ancestors=("https://huggingface.co",) if space else (),
        folder=access_folder(),
        fixed_token=os.environ.get("BESA_TOKEN") or None,
    )
