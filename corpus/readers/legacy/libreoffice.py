"""LibreOffice as a converter, if it is installed: a document of an old format in, one of today's out.

It runs once a file, without a window, with a profile of its own that switches macros and outside links off, in a folder
that is deleted afterwards, and under limits; where the system allows it, without any network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DamagedFile, TooLarge
from corpus.messages import Message

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
_ISOLATED = ("unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--")
_TRIAL_SECONDS = 10
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
        _run([*_isolation(), office, *options, *where], folder, seconds)
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
    """Run a program to its end in a folder that is its home, with little of this process's environment."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), "http://127.0.0.1:9")
    homes = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "XDG_RUNTIME_DIR"), folder)
    try:
        subprocess.run(  # no shell; the arguments are ours
            command,
            cwd=folder,
            env={**kept, **nowhere, **homes},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooLarge(
            Message(
                "LibreOffice took longer than {seconds} seconds over it; save it in a format of today",
                seconds=f"{seconds:g}",
            )
        ) from error
    except OSError as error:
        raise DamagedFile(_CANNOT) from error


@cache
def _isolation() -> tuple[str, ...]:
    """Return the words before a command that take the network from it, and end all that it has started with it.

    Empty where the system does not allow that.
    """
    if not sys.platform.startswith("linux") or shutil.which(_ISOLATED[0]) is None:
        return ()
    try:
        done = subprocess.run([*_ISOLATED, "true"], capture_output=True, timeout=_TRIAL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return _ISOLATED if done.returncode == 0 else ()
