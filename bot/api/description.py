"""What there is to ask, in OpenAPI: made of the routes, their docstrings, and the types that requests are read as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from inspect import getdoc
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from msgspec.json import schema_components

from bot.api.replies import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_REF = "#/components/schemas/{name}"
_PAIRS = {"type": "array", "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}}
_IN_PATH = re.compile(r"\{(\w+)\}")
_TITLE = "Besa"
_ABOUT = (
    "Answers from a library of documents. Every sentence of an answer stands word for word in the document that its "
    "citation names, from character `start` to before `end`."
)
_KEY = "A key of `besa users add NAME --key`, or the token of the link that `besa serve` prints."


@dataclass(frozen=True, slots=True)
class Operation:
    """A route: what it takes in the address (`query`) and as its body, what it returns, and whether it `edits`.

    `body` is a type of JSON; `takes` is the media type of any other body.
    """

    method: str
    path: str
    answer: Callable[..., Any]
    query: type | None = None
    body: type | None = None
    takes: str | None = None
    returns: type | None = None
    edits: bool = False

    @property
    def summary(self) -> str:
        """What it does, in a line."""
        return (getdoc(self.answer) or "").partition("\n")[0]

    @property
    def notes(self) -> str:
        """What else there is to know."""
        return " ".join((getdoc(self.answer) or "").partition("\n")[2].split())


class DescribedApp(FastAPI):
    """An app of operations, which describes them at /openapi.json."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        super().__init__(openapi_url="/openapi.json", docs_url=None, redoc_url=None)
        self.operations = tuple(operations)
        for each in operations:
            self.add_api_route(each.path, each.answer, methods=[each.method], response_model=None)

    def openapi(self) -> dict[str, Any]:
        """Return the description."""
        if self.openapi_schema is None:
            self.openapi_schema = described(self.operations)
        return self.openapi_schema


def described(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the OpenAPI document of the operations."""
    schemas = schemas_of(operations)
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, schemas)
    queries = {each.query.__name__ for each in operations if each.query}
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "description": _ABOUT, "version": "1"},
        "security": [{}, {"key": []}],
        "paths": paths,
        "components": {
            "schemas": {name: schema for name, schema in schemas.items() if name not in queries},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": _KEY}},
        },
    }


def schemas_of(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the JSON schemas of what operations take and return, by name."""
    types = {each for one in operations for each in (one.query, one.body, one.returns, RequestFailed) if each}
    ordered = sorted(types, key=lambda each: each.__name__)
    _, components = schema_components(ordered, ref_template=_REF)
    schemas = {name: _tidied(schema) for name, schema in sorted(components.items())}
    for name in ("highlights", "markup"):
        if "Citation" in schemas:
            schemas["Citation"]["properties"][name] = _PAIRS
    return schemas


def _operation(one: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    notes = f"{one.notes} For the role edit alone.".strip() if one.edits else one.notes
    reply = {"$ref": _REF.format(name=one.returns.__name__)} if one.returns else {"type": "object"}
    failed = {"schema": {"$ref": _REF.format(name=RequestFailed.__name__)}}
    made: dict[str, Any] = {
        "summary": one.summary,
        "description": notes,
        "operationId": one.answer.__name__,
        "parameters": [*_in_path(one.path), *_parameters(one.query, schemas)],
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": reply}}},
            "default": {"description": "Refused, or not possible.", "content": {"application/json": failed}},
        },
        **({"security": [{"key": []}]} if one.edits else {}),
    }
    if one.body or one.takes:
        schema = {"$ref": _REF.format(name=one.body.__name__)} if one.body else {}
        made["requestBody"] = {"required": True, "content": {one.takes or "application/json": {"schema": schema}}}
    return made


def _in_path(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in _IN_PATH.findall(path)
    ]


def _parameters(query: type | None, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = schemas[query.__name__]
    return [
        {"name": name, "in": "query", "required": name in schema["required"], "schema": each}
        for name, each in schema["properties"].items()
    ]


def _tidied(schema: Any) -> Any:
    """Return a schema as JSON has it, its descriptions in one line."""
    if isinstance(schema, dict):
        return {name: _tidied(each) for name, each in schema.items()}
    if isinstance(schema, list | tuple):
        return [_tidied(each) for each in schema]
    return re.sub(r"\s+", " ", schema) if isinstance(schema, str) else schema
