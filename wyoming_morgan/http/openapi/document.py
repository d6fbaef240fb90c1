"""The description as OpenAPI has it, of the operations that a process serves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from wyoming_morgan.http.openapi.operations import EVENTS, JSON, Operation

_REFERENCE = "#/components/schemas/{model}"
_PARAMETER = re.compile(r"\{(\w+)\}")
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}

Json = dict[str, Any]
Schemas = dict[Any, Json]
"""References to schemas, by their models."""


def openapi_document(operations: Sequence[Operation], version: str) -> Json:
    """Describe operations."""
    models = dict.fromkeys(
        model for operation in operations for model in (operation.body, operation.query) if model is not None
    )
    references, definitions = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE
    )
    schemas: Json = {**definitions.get("$defs", {}), "Error": _ERROR}
    by_model: Schemas = {model: reference for (model, _), reference in references.items()}
    paths: dict[str, Json] = {}
    for operation in operations:
        described: Json = {
            "operationId": operation.name,
            "summary": operation.summary,
            "tags": [_tag(operation)],
            "parameters": [*_in_path(operation), *_in_query(operation, schemas, by_model)],
            "responses": _responses(operation),
        }
        if operation.body is not None:
            described["requestBody"] = _request_body(operation, by_model[operation.body], schemas)
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Morgan",
            "version": version,
            "description": "A private voice assistant server for a home.",
        },
        "security": [{"key": []}, {}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _tag(operation: Operation) -> str:
    first = operation.path.split("/")[1]
    return {"v1": "OpenAI", "api": "Morgan", "generate": "Morgan"}.get(first, "Server")


def _in_path(operation: Operation) -> Iterable[Json]:
    for name in _PARAMETER.findall(operation.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _in_query(operation: Operation, schemas: Json, by_model: Schemas) -> Iterable[Json]:
    if operation.query is None:
        return
    schema = schemas[by_model[operation.query]["$ref"].rpartition("/")[2]]
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        yield {"name": name, "in": "query", "required": name in required, "schema": field}


def _request_body(operation: Operation, reference: Json, schemas: Json) -> Json:
    if not operation.is_form:
        return {"required": True, "content": {JSON: {"schema": reference}}}
    model = schemas[reference["$ref"].rpartition("/")[2]]
    form = {
        **model,
        "required": ["file", *model.get("required", ())],
        "properties": {"file": {"type": "string", "format": "binary"}, **model.get("properties", {})},
    }
    return {"required": True, "content": {"multipart/form-data": {"schema": form}}}


def _responses(operation: Operation) -> Json:
    failure = {
        "description": "A failure",
        "content": {JSON: {"schema": {"$ref": _REFERENCE.format(model="Error")}}},
    }
    if operation.is_socket:
        return {"101": {"description": "The socket is open"}, "default": failure}
    answers = {kind: {"schema": _schema_of(kind)} for kind in operation.answers}
    done: Json = {"200": {"description": "Done", "content": answers}, "default": failure}
    if operation.path == "/ready":
        done["503"] = {"description": "Not ready", "content": answers}
    return done


def _schema_of(kind: str) -> Json:
    if kind == JSON:
        return {"type": "object"}
    if kind == EVENTS:
        return {}
    return {"type": "string"} if kind.startswith("text/") else {"type": "string", "format": "binary"}
