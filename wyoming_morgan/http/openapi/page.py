"""The description as a page to be read, which loads nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; }
details { border-top: 1px solid #8884; padding: .5rem 0; }
summary { cursor: pointer; }
code { font: .9em ui-monospace, monospace; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
table { border-collapse: collapse; margin: .5rem 0; }
td, th { text-align: left; vertical-align: top; padding: .15rem 1rem .15rem 0; }
"""

Json = dict[str, Any]


def openapi_page(document: Json) -> str:
    """Return the page of a description."""
    info = document["info"]
    return "".join(
        (
            "<!doctype html><html lang=en><meta charset=utf-8>",
            '<meta name=viewport content="width=device-width,initial-scale=1">',
            f"<title>{escape(info['title'])}: HTTP</title><style>{_STYLE}</style>",
            f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>",
            "<p>Every route of this server, from the models that check its requests. ",
            "Programs read <a href=openapi.json>openapi.json</a>.</p>",
            *_groups(document),
        )
    )


def _groups(document: Json) -> Iterator[str]:
    tags: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            shown = _operation(method.upper(), path, operation, document)
            tags.setdefault(operation["tags"][0], []).append(shown)
    for tag, operations in tags.items():
        yield f"<h2>{escape(tag)}</h2>{''.join(operations)}"


def _operation(method: str, path: str, operation: Json, document: Json) -> str:
    rows = [*_parameters(operation), *_fields(operation, document)]
    table = f"<table><tr><th>Field<th>Type<th>Default{''.join(rows)}</table>" if rows else ""
    kinds = ", ".join(operation["responses"].get("200", {}).get("content", ())) or "a WebSocket"
    return (
        f"<details><summary><span class=method>{escape(method)}</span> <code>{escape(path)}</code> "
        f"{escape(operation['summary'])}</summary>{table}<p>Answers with {escape(kinds)}.</p></details>"
    )


def _parameters(operation: Json) -> Iterator[str]:
    for parameter in operation["parameters"]:
        yield _row(parameter["name"], parameter["schema"], required=parameter["required"])


def _fields(operation: Json, document: Json) -> Iterator[str]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = _resolved(content["schema"], document)
        for name, field in schema.get("properties", {}).items():
            yield _row(name, field, required=name in schema.get("required", ()))


def _row(name: str, schema: Json, *, required: bool) -> str:
    default = "required" if required else "" if schema.get("default") is None else str(schema["default"])
    return f"<tr><td><code>{escape(name)}</code><td>{escape(_type(schema))}<td>{escape(default)}"


def _type(schema: Json) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " | ".join(_type(choice) for choice in choices if choice.get("type") != "null")
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "any"))


def _resolved(schema: Json, document: Json) -> Json:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    resolved: Json = document["components"]["schemas"][name] if name else schema
    return resolved
