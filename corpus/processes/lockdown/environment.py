"""The few variables of the environment that a process gets which needs nobody's secrets."""

from __future__ import annotations

import os
import site

_KEPT = (
    "PATH LANG LANGUAGE LD_LIBRARY_PATH DYLD_LIBRARY_PATH DYLD_FALLBACK_LIBRARY_PATH TESSDATA_PREFIX TZ "
    "SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT PROGRAMFILES PROGRAMDATA APPDATA LOCALAPPDATA USERPROFILE "
    "NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE"
)
"""By which a system finds programs and their libraries, and says how people write."""
_PREFIXES = ("LC_", "PYTHON")


def small_environment(folder: str) -> dict[str, str]:
    """Return the environment of a process whose home, and place for temporary files, is `folder`."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT.split() or name.startswith(_PREFIXES)}
    base = {"PYTHONUSERBASE": site.getuserbase()} if site.ENABLE_USER_SITE else {}
    homes = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "XDG_RUNTIME_DIR"), folder)
    return {**base, **kept, **homes}
