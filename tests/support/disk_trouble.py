"""Programs whose disk is full, or fails: on a small file system of their own, or below a library that says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.support.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_FAILING = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int file, const char *variable) {
    char link[64], path[4096];
    const char *ending = getenv(variable);
    if (!ending || !*ending) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < (ssize_t)strlen(ending)) return 0;
    path[length] = 0;
    return strcmp(path + length - strlen(ending), ending) == 0;
}
#define FAIL(variable, file) if (fails(file, variable)) { errno = EIO; return -1; }

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    FAIL("FAILING_WRITES", file)
    return ((ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(file, data, size, at);
}
ssize_t pread64(int file, void *data, size_t size, off64_t at) {
    FAIL("FAILING_READS", file)
    return ((ssize_t (*)(int, void *, size_t, off64_t))dlsym(RTLD_NEXT, "pread64"))(file, data, size, at);
}
int fdatasync(int file) {
    FAIL("FAILING_SYNCS", file)
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}
int fsync(int file) {
    FAIL("FAILING_SYNCS", file)
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}
"""


def run_on_small_disk(program: str, folder: Path, kilobytes: int) -> str:
    """Runs a program of Python whose first argument is a folder with a disk of its own; returns what it prints."""
    if not _may_mount():
        pytest.skip("only where a file system may be mounted: unshare and mount, by root or in a user namespace")
    folder.mkdir()
    mounted = f'mount -t tmpfs -o size={kilobytes}k none "$1" && exec "$0" -c "$2" "$1"'
    return _run(["unshare", "-rm", "sh", "-c", mounted, sys.executable, str(folder), program])


def run_on_failing_disk(program: str, folder: Path) -> str:
    """Runs a program of Python whose first argument is a folder, below a library that fails as the environment says.

    The end of a path in FAILING_READS, FAILING_WRITES or FAILING_SYNCS names the files of which that fails.
    """
    compiler = shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("only where there is gcc, on Linux: it makes what fails")
    folder.mkdir()
    source, failing = folder / "failing.c", folder / "failing.so"
    source.write_text(_FAILING)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", failing, source, "-ldl"], check=True, timeout=60)
    return _run([sys.executable, "-c", program, str(folder)], LD_PRELOAD=str(failing))


@cache
def _may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    return subprocess.run(tried, capture_output=True, timeout=60, check=False).returncode == 0


def _run(command: list[str], **variables: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
