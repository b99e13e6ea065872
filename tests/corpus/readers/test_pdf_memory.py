"""How much memory a PDF may take: in proportion to what it holds, and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest

from corpus.processes.memory_watch import TOO_MUCH_MEMORY
from corpus.readers.pdf.memory import memory_to_draw, memory_to_read

MIB = 2**20
_PICTURE = b"<</Subtype/Image/Width 9000/Height 12000/ColorSpace/DeviceGray>>"
_GROWING = """
import sys
from corpus.processes.memory_watch import MemoryWatch
watch, held = MemoryWatch(), []
with watch.growing_at_most(64 * 2**20):
    held += [bytearray(b"x" * 2**20) for _ in range(int(sys.argv[1]))]
held += [bytearray(b"x" * 2**20) for _ in range(256)]
print(len(held))
"""


def test_a_larger_file_may_take_more_and_one_with_pictures_still_more_to_draw() -> None:
    assert memory_to_read(b" " * MIB) > memory_to_read(b"")
    assert memory_to_draw(_PICTURE) > memory_to_read(_PICTURE) + 4 * 9000 * 12000
    assert memory_to_read(_PICTURE) < 600 * MIB, "a picture that is only named does not let other pages grow"


@pytest.mark.parametrize("written", [b"/Width 8 0 R/Height 9 0 R", b"/Width 20", b"/Height\n5 0 R/Width\n7"])
def test_pictures_whose_size_does_not_stand_there_may_be_as_large_as_they_like(written: bytes) -> None:
    assert memory_to_draw(written) > 2**60


def test_what_is_called_alike_is_no_size_of_a_picture() -> None:
    assert memory_to_draw(b"/Widths [5 5] /CapHeight 700") == memory_to_draw(b"/Widthx [5 5] /CapHeighx 700")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is looked at on Linux")
def test_a_process_that_grows_beyond_what_it_may_ends_and_may_again_afterwards() -> None:
    within = subprocess.run([sys.executable, "-c", _GROWING, "8"], capture_output=True, text=True, check=False)
    assert (within.returncode, within.stdout) == (0, "264\n")
    beyond = subprocess.run([sys.executable, "-c", _GROWING, "2048"], capture_output=True, text=True, check=False)
    assert (beyond.returncode, beyond.stdout) == (TOO_MUCH_MEMORY, "")
