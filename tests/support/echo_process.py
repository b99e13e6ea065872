"""A child process that sends back what it is sent, and does what some messages say.

`start`: starts a process of its own and sends its number. `end`: ends at once. `hang`: does nothing more.
`print`: prints, then sends that it did.
`announce N`: announces a message of N bytes, and sends none of them.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import time

from corpus.processes.frames import messages, send
from corpus.processes.worker import end_with_parent, take_standard_output


def main() -> None:
    end_with_parent()
    started = []
    with take_standard_output() as replies:
        for message in messages(sys.stdin.buffer):
            match message.split(b" ", 1):
                case [b"start"]:
                    started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]))
                    send(replies, b"%d" % started[-1].pid)
                case [b"hang"]:
                    time.sleep(600)
                case [b"end"]:
                    sys.exit(3)
                case [b"announce", length]:
                    replies.write(struct.pack(">Q", int(length)))
                    replies.flush()
                case [b"print"]:
                    print("a line that is no message", flush=True)
                    send(replies, b"printed")
                case _:
                    send(replies, message)


if __name__ == "__main__":
    main()
