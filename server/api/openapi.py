"""The API's description (OpenAPI 3.1), made from the same table and types that serve it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from server.api.calling import Operation
from server.api.idempotency import HEADER, LONGEST_KEY
from server.api.problems import CONTENT_TYPE, Problem

Schema = dict[str, Any]
PREFIX = "/api/v1"
API_VERSION = "1.0.0"  # minor: something was added


def describe(operations: Sequence[Operation]) -> Schema:
    """Return the whole document."""
    types = [kind for operation in operations for kind in (operation.body, operation.answer) if kind]
    schemas, components = msgspec.json.schema_components(
        [*types, Problem], ref_template="#/components/schemas/{name}"
    )
    references = dict(zip(map(repr, [*types, Problem]), schemas, strict=True))
    paths: dict[str, Schema] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hearth",
            "version": API_VERSION,
            "description": "Rooms, links, moderation and records for host applications.",
        },
        "servers": [{"url": PREFIX}],
        "security": [{"api_key": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"api_key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation, references: dict[str, Schema]) -> Schema:
    description: Schema = {
        "operationId": operation.operation_id,
        "summary": operation.description.partition(". ")[0].partition("\n")[0].rstrip("."),
        "description": operation.description,
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation, references),
    }
    if operation.body is not None:
        content = {"application/json": {"schema": references[repr(operation.body)]}}
        description["requestBody"] = {"required": True, "content": content}
    if operation.public:
        description["security"] = []
    return description


def _parameters(operation: Operation) -> Iterator[Schema]:
    for name in re.findall(r"{(\w+)}", operation.path):
        schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    for parameter in operation.query:
        yield {
            "name": parameter.name,
            "in": "query",
            "description": parameter.meaning,
            "schema": {"type": "string", "pattern": f"^(?:{parameter.pattern})$"},
        }
    if operation.method == "POST" and not operation.public:
        yield {
            "name": HEADER,
            "in": "header",
            "description": "Repeats with the same key and body get the first answer again, for 24 hours.",
            "schema": {"type": "string", "pattern": f"^[!-~]{{1,{LONGEST_KEY}}}$"},
        }


def _responses(operation: Operation, references: dict[str, Schema]) -> Schema:
    refused = {
        "description": "Not done; see `code`.",
        "content": {CONTENT_TYPE: {"schema": references[repr(Problem)]}},
    }
    if operation.file_type:
        anything: Schema = {} if operation.file_type.endswith("json") else {"type": "string"}
        done: Schema = {"description": "Done.", "content": {operation.file_type: {"schema": anything}}}
    elif operation.answer is None:
        done = {"description": "Done."}
    else:
        content = {"application/json": {"schema": references[repr(operation.answer)]}}
        done = {"description": "Done.", "content": content}
    status = operation.status if operation.answer or operation.file_type else 204
    return {str(status): done, "4XX": refused, "5XX": refused}
