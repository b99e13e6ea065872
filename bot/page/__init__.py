"""The page in the browser: the chat, the cards beside it, and the document view. The one door to gradio.

Every handler can be called by anyone who reaches the page, so each checks what it is given.
Nothing is shared between visitors: a conversation lives in its visitor's session state, and its questions in the
visitor's own browser.
"""

from bot.page.composition import PageOptions, compose_page
from bot.page.programs import Programs
from bot.page.server import Page, build_page, has_browser, launch, serve

__all__ = ["Page", "PageOptions", "Programs", "build_page", "compose_page", "has_browser", "launch", "serve"]
