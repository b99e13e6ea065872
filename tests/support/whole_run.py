"""A whole run of Besa as a person has it, as a program of its own, so that all of it can be watched:

    python tests/support/whole_run.py FOLDER QUESTION

It serves the chat over the sample library, which makes the export first, asks through the page's own protocol, adds
FOLDER meanwhile and asks the QUESTION of it, then waits until the page has been there for LINGER_SECONDS. What came
of it is printed as JSON.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import httpx

ROOT = Path(__file__).resolve().parents[2]
LINGER_SECONDS = 11.0
"""ONNX Runtime looked its collector up nine seconds after it was imported, which is before the page is announced."""
SAMPLE_QUESTION = "What does the word besa literally mean?"
_BESA = (sys.executable, "-c", "import app; app.main()")


def main(folder: str, question: str) -> None:
    serving = subprocess.Popen([*_BESA, "serve", "--no-browser"], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        address = _announced(serving.stderr)
        since = time.monotonic()
        found = {"page": httpx.get(address).text, "answer": _asked(address, SAMPLE_QUESTION)}
        found["added"] = _besa("add", folder, "--json")
        found["told"] = _besa("ask", question)
        time.sleep(max(0.0, LINGER_SECONDS - (time.monotonic() - since)))
        found["later"] = _asked(address, SAMPLE_QUESTION)
    finally:
        serving.terminate()
        serving.wait()
    print(json.dumps(found))


def _announced(messages: IO[str] | None) -> str:
    for line in messages or ():
        if address := re.search(r"http://[^\s?]+", line):
            return address[0]
    raise SystemExit("the chat was not served")


def _asked(address: str, question: str) -> str:
    """Return the conversation that a browser is told in the end."""
    with httpx.Client(base_url=address, timeout=120) as client:
        asked = client.post("gradio_api/call/submit", json={"data": [question, None]}).raise_for_status()
        said = client.get(f"gradio_api/call/submit/{asked.json()['event_id']}").text
    return str(json.loads(said.rpartition("event: complete\ndata: ")[2])[0])


def _besa(*arguments: str) -> str:
    return subprocess.run([*_BESA, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=240).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
