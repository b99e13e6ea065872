"""The page /docs: what there is to ask, with a command to try for each. Plain HTML, which fetches nothing."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastapi import Request

    from bot.api.description import Operation

_ONE = '{"question": "What does besa mean?"}'
_BODIES = {
    ("POST", "/api/v1/ask"): f"-d '{_ONE}'",
    ("POST", "/api/v1/verify"): "--data-binary @answers.json",
    ("POST", "/api/v1/documents"): "--data-binary @bees.pdf",
    ("POST", "/v1/chat/completions"): """-d '{"messages": [{"role": "user", "content": "What does besa mean?"}]}'""",
}
_QUERIES = {"/api/v1/ask": "?question=What+does+besa+mean%3F", "/api/v1/documents": "?name=bees.pdf"}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "pre{overflow:auto;padding:.75rem;border:1px solid #8886;border-radius:.4rem}"
    "h2{margin:2.5rem 0 .5rem;font-size:1.1rem}code,pre{font-family:ui-monospace,monospace;font-size:.9em}"
    "table{border-collapse:collapse}td{padding:.1rem 1rem .1rem 0;vertical-align:top}"
)


def docs_page(request: Request, operations: Sequence[Operation], schemas: dict[str, Any]) -> HTMLResponse:
    """Return the page, with commands for the address at which it was asked for."""
    root = str(request.base_url).rstrip("/")
    parts = "".join(_part(each, root, schemas) for each in operations)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Besa: the API</title><style>{_STYLE}</style>'
        '<meta name="viewport" content="width=device-width"><main><h1>Besa: the API</h1>'
        "<p>JSON in, JSON out. Each answer is made of sentences that stand word for word in the documents. Where a key "
        "is needed, send <code>Authorization: Bearer KEY</code>, with a key of <code>besa users add NAME --key</code> "
        "or the token of the link that <code>besa serve</code> prints. "
        f'In OpenAPI: <a href="{escape(root)}/openapi.json">openapi.json</a>.</p>{parts}</main></html>'
    )


def _part(one: Operation, root: str, schemas: dict[str, Any]) -> str:
    edits = " (role <em>edit</em>)" if one.edits else ""
    kind = one.body or one.query
    keys = _keys(schemas[kind.__name__]) if kind else ""
    return (
        f"<h2><code>{one.method} {escape(one.path)}</code>{edits}</h2><p>{escape(f'{one.summary} {one.notes}'.strip())}"
        f"</p>{keys}<pre>{escape(_command(one, root))}</pre>"
    )


def _keys(schema: dict[str, Any]) -> str:
    rows = (
        f"<tr><td><code>{escape(name)}</code></td><td>{'needed' if name in schema['required'] else _default(each)}</td>"
        f"<td>{escape(each.get('description', ''))}</td></tr>"
        for name, each in schema["properties"].items()
    )
    return f"<table>{''.join(rows)}</table>"


def _default(schema: dict[str, Any]) -> str:
    default = schema.get("default")
    return "" if default in (None, [], ()) else f"else <code>{escape(json.dumps(default))}</code>"


def _command(one: Operation, root: str) -> str:
    body = _BODIES.get((one.method, one.path), "") if one.method == "POST" else ""
    kind = " -H 'Content-Type: application/json'" if body.startswith("-d") else ""
    query = _QUERIES.get(one.path, "") if one.query and "{id}" not in one.path else ""
    method = "-X DELETE " if one.method == "DELETE" else ""
    key = " -H 'Authorization: Bearer KEY'" if one.edits else ""
    return f"curl {method}'{root}{one.path.replace('{id}', 'ID')}{query}'{key}{kind} {body}".rstrip()
