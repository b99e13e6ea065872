"""What programs are answered beside the page, as the options of `besa serve` say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from besa.mcp.extra import needs_extra

if TYPE_CHECKING:
    from bot.page import Programs


def programs(api: bool, mcp: bool) -> Programs:
    """Return what programs may ask. Raises CannotDo where a package is missing for it."""
    from bot.page import Programs

    if not mcp:
        return Programs(api)
    with needs_extra():
        from besa.mcp.server import tools_app
    return Programs(api, tools_app)
