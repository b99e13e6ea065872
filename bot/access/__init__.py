"""Who may come in: the checks that every request passes before the page or any other route sees it.

`guard` is the one ASGI middleware that asks the others; `visitors` says to routes who asks, and with which role.
"""
