"""What a page costs a browser: bytes over the wire, layout shift at each width, nodes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, Page

SIZES = {"1440": (1440, 900), "1280": (1280, 720), "768": (768, 1024), "390": (390, 844), "320": (320, 640)}
"""Widths and heights of windows, in pixels, by name."""
_GRADIOS = ("/assets/", "/static/", "/theme.css", "/favicon")
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((seen) => {
  for (const each of seen.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({ type: "layout-shift", buffered: true });"""
"""Script that adds up all layout shifts of a page from its beginning, which is at least its CLS."""


@dataclass(slots=True)
class Wire:
    """Counts what comes over the wire to a page, in bytes: gradio's own files, and what is beyond them."""

    gradios: int = 0
    beyond: int = 0
    requests: int = 0
    _addresses: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> Wire:
        """Begin to count for a page."""
        wire = cls()
        session: CDPSession = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", lambda event: wire._began(event))
        session.on("Network.loadingFinished", lambda event: wire._ended(event))
        session.send("Network.enable")
        return wire

    def taken(self) -> tuple[int, int, int]:
        """Return gradio's bytes, those beyond, and requests since the last time."""
        counted = self.gradios, self.beyond, self.requests
        self.gradios = self.beyond = self.requests = 0
        return counted

    def _began(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["response"]["url"]
        self.requests += 1

    def _ended(self, event: dict[str, Any]) -> None:
        address = self._addresses.get(event["requestId"], "")
        size = int(event["encodedDataLength"])
        if any(each in address for each in _GRADIOS):
            self.gradios += size
        else:
            self.beyond += size


class Work:
    """Processor time of a page's main thread: script, styles, layout and all else, without what it waits."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._until = 0.0

    @classmethod
    def of(cls, page: Page) -> Work:
        """Begin to measure a page."""
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        return cls(session)

    def taken(self) -> float:
        """Return the milliseconds of work since the last time."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        now = 1000 * next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")
        before, self._until = self._until, now
        return now - before


def shifts(page: Page) -> float:
    """Return the layout shift since the page began; its context needs WATCH_SHIFTS."""
    return float(page.evaluate("window.shifted"))


def window(context_of: Any, name: str) -> BrowserContext:
    """Open a context of one of SIZES in which shifts are watched; narrow ones are a phone's."""
    width, height = SIZES[name]
    phone = width < 500
    context: BrowserContext = context_of.new_context(
        viewport={"width": width, "height": height}, has_touch=phone, is_mobile=phone
    )
    context.add_init_script(WATCH_SHIFTS)
    return context
