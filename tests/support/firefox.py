"""A headless Firefox, spoken to by WebDriver BiDi: it needs no driver beside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

PATIENCE = 60.0
"""Seconds: the machine may be busy."""
_PREFERENCES = {
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.active-protocols": 1,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}
_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}


class FirefoxPage:
    """One tab. Conditions and values are JavaScript, keys and clicks are a person's."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._number = 0
        self.send("session.new", capabilities={})
        self._tab = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def send(self, method: str, **parameters: Any) -> Any:
        """Send a command and return its result; events that come before it are passed over."""
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._connection.recv(timeout=PATIENCE))
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def open(self, address: str) -> None:
        self.send("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def reload(self) -> None:
        self.send("browsingContext.reload", context=self._tab, wait="complete")

    def back(self) -> None:
        self.send("browsingContext.traverseHistory", context=self._tab, delta=-1)

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self.send("browsingContext.setViewport", context=self._tab, viewport=size)

    def value(self, script: str) -> Any:
        """Return what a JavaScript expression gives: a string, a number, a boolean or None."""
        target = {"context": self._tab}
        answer = self.send("script.evaluate", expression=script, target=target, awaitPromise=True)
        assert answer["type"] == "success", answer
        return answer["result"].get("value")

    def wait_until(self, condition: str) -> None:
        """Wait until a JavaScript expression is true. The page looks at every frame."""
        until = int(PATIENCE * 1000)
        script = f"""new Promise((done) => {{
          const end = performance.now() + {until};
          const look = () => {{
            let there = false;
            try {{ there = Boolean({condition}); }} catch {{ /* not there yet */ }}
            there || performance.now() > end ? done(there) : requestAnimationFrame(look);
          }};
          look();
        }})"""
        assert self.value(script), condition

    def click(self, selector: str) -> None:
        """Click the middle of what a selector finds first, with the mouse."""
        self.wait_until(f"document.querySelector({json.dumps(selector)})?.checkVisibility()")
        found = json.dumps(selector)
        x, y = json.loads(
            self.value(
                f"(() => {{ const seen = document.querySelector({found}); seen.scrollIntoView({{ block: 'nearest' }});"
                "const at = seen.getBoundingClientRect();"
                "return JSON.stringify([at.x + at.width / 2, at.y + at.height / 2]); })()"
            )
        )
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": moves})

    def press(self, *keys: str) -> None:
        """Press keys, each by its name or as the text that it types."""
        pressed = [KEYS.get(each, each) for each in keys]
        strokes = [{"type": kind, "value": each} for each in pressed for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keyboard", "actions": strokes})

    def type(self, text: str) -> None:
        self.press(*text)

    def _act(self, source: dict[str, Any]) -> None:
        self.send("input.performActions", context=self._tab, actions=[source])


@contextmanager
def firefox(profile: Path) -> Iterator[FirefoxPage]:
    """A Firefox with an empty profile; the test is skipped where there is none."""
    path = os.environ.get("BESA_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None:
        pytest.skip("no Firefox found: install one (apt install firefox-esr) or set BESA_FIREFOX to its path")
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    heard = profile / "heard.txt"
    command = [path, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"]
    with heard.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, env={**os.environ, "HOME": str(profile)})
        try:
            with connect(f"{_address(heard, process)}/session", max_size=None) as connection:
                yield FirefoxPage(connection)
        finally:
            process.terminate()
            process.wait(60)


def _address(heard: Path, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := _LISTENS.search(heard.read_text("utf-8", "replace")):
            return found[1]
        assert process.poll() is None, heard.read_text("utf-8", "replace")
        time.sleep(0.05)
    raise AssertionError(heard.read_text("utf-8", "replace"))
