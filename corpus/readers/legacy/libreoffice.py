"""LibreOffice as a converter, if it is installed: a document of an old format in, one of today's out.

It runs once a file, without a window, with a profile of its own that switches macros and outside links off, in a folder
that is deleted afterwards, under limits, and confined as the reading process that it runs for.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, TooLarge
from corpus.messages import Message
from corpus.processes.lockdown import programs

if TYPE_CHECKING:
    from collections.abc import Sequence

_PROGRAMS = ("soffice", "libreoffice")
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
)
SECONDS = 60.0
"""Time that the conversion of a file may take."""
_MAX_BYTES = 200 * 2**20
_OPENING = '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
_SECURITY = "org.openoffice.Office.Common/Security/Scripting"
_PROXIES = "org.openoffice.Inet/Settings"
_SETTINGS = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    (_PROXIES, "ooInetProxyType", "2"),
    *((_PROXIES, f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS")),
    *((_PROXIES, f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS")),
)
"""What is set in a profile: no macros, nothing active, links never followed, a proxy that leads nowhere."""
_CANNOT = Message("LibreOffice cannot open it; open it in its program and save it in a format of today")


def program() -> str | None:
    """Return the path of LibreOffice; None if it is not installed."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return found or next((place for place in _USUAL_PLACES if Path(place).is_file()), None)


def convert(data: bytes, old: str, new: str, seconds: float = SECONDS) -> bytes:
    """Return a document with the suffix `old` converted to the format with the suffix `new`.

    Raises:
        DamagedFile: LibreOffice is not installed, or cannot open it.
        TooLarge: It takes too long, or what it becomes is too large.

    Example: `convert(data, ".doc", ".docx")`
    """
    office = program()
    if office is None:
        raise DamagedFile(Message("LibreOffice is not installed; install it, or save the file in a format of today"))
    with tempfile.TemporaryDirectory(prefix="besa-office-") as folder:
        source, profile, made = Path(folder, f"document{old}"), Path(folder, "profile"), Path(folder, "made")
        source.write_bytes(data)
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_settings(), "utf-8")
        options = ("--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault", "--nofirststartwizard")
        where = (
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            new[1:],
            "--outdir",
            str(made),
            str(source),
        )
        _run([office, *options, *where], folder, seconds)
        return _made(made / f"document{new}")


def _settings() -> str:
    """Return a profile's settings as the file that LibreOffice keeps them in."""
    items = (
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return f"{_OPENING}{''.join(items)}</oor:items>"


def _made(path: Path) -> bytes:
    if not path.is_file():
        raise DamagedFile(
            Message("LibreOffice cannot open it; open it in its program and save it in a format of today")
        )
    if path.stat().st_size > _MAX_BYTES:
        raise TooLarge(Message("it is larger than {size:,} MiB; split it into smaller files", size=_MAX_BYTES // 2**20))
    return path.read_bytes()


def _run(command: Sequence[str], folder: str, seconds: float) -> None:
    """Run LibreOffice to its end in a folder that is its home."""
    try:
        finished = programs.run(command, b"", seconds, folder, patience=1)
    except OSError as error:
        raise DamagedFile(_CANNOT) from error
    if finished.status is None:
        raise TooLarge(
            Message(
                "LibreOffice took longer than {seconds} seconds over it; save it in a format of today",
                seconds=f"{seconds:g}",
            )
        )
