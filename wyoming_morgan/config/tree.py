"""All settings as a tree: the one source of names, types, ranges, defaults and descriptions.

It is read from the JSON schema of the pydantic models, so the environment, complaints, examples and
documentation agree with the models.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from wyoming_morgan.config.complaints import Path
from wyoming_morgan.engines.contract.engine import EngineKind, EngineSpec
from wyoming_morgan.engines.registry import AUTO
from wyoming_morgan.settings import RenamedKey

JsonSchema = Mapping[str, Any]

_SECRET = re.compile(
    r"(^|_)(api_keys?|(access|private|secret)_keys?|token|passwords?|passphrases?|secrets?|pins?|credentials?"
    r"|cookies?|authorization|headers|database_url|redis_url)$",
    re.IGNORECASE,
)

_RENAMED = "renamedKeys"
"""Where the JSON schema of a model keeps the old names of its settings."""


def is_secret(name: str) -> bool:
    """Whether the value of a setting of this name is hidden."""
    return _SECRET.search(name) is not None


def below_secret(path: Path) -> bool:
    """Whether a path leads to a secret, or to a part of one."""
    return any(is_secret(part) for part in path if isinstance(part, str))


LANGUAGE_FORMAT = "language"
"""The format of texts that name a language, in the schema."""


@dataclass(frozen=True, slots=True)
class Node:
    """A setting, or a group of them when it has `children`."""

    path: Path
    description: str = ""
    expects: str = ""
    """The valid values in words: `an integer from 1 to 65535`."""
    default: Any = None
    required: bool = False
    example: Any = None
    children: Mapping[str, Node] = field(default_factory=dict)
    items: Node | None = None
    """The elements of a list."""
    values: Node | None = None
    """The values of a mapping with names of the user's own."""
    structured: bool = False
    """Whether a value is a list or a mapping."""
    renamed: tuple[RenamedKey, ...] = ()
    """The old names of settings in this group."""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return str(self.path[-1])

    @property
    def secret(self) -> bool:
        """Whether its value is hidden: its own, or that of the setting it is a part of."""
        return below_secret(self.path)

    @property
    def holds_secret(self) -> bool:
        """Whether its value is hidden where it is not the group that it should be."""
        below = (*self.children.values(), self.items, self.values)
        return self.secret or any(node is not None and node.holds_secret for node in below)

    def find(self, path: Path) -> Node | None:
        """Return the node at a path below this one; an index is an element of a list, a name a value."""
        node: Node | None = self
        for part in path:
            if node is None:
                return None
            node = node.items if isinstance(part, int) else node.children.get(part, node.values)
        return node

    def leaves(self) -> Iterator[Node]:
        """Yield every single setting, in the order of the schema."""
        for child in self.children.values():
            if child.children:
                yield from child.leaves()
            else:
                yield child


def settings_tree(
    model: type[BaseModel],
    specs: Iterable[EngineSpec],
    places: Mapping[EngineKind, Path] | None = None,
) -> Node:
    """Read a model; the options of engines are added to the groups of their kinds, at `places`."""
    engines = list(specs)
    root = _read_type(model, ())
    for kind, place in (places or {}).items():
        root = _placed(root, place, {spec.name: spec for spec in engines if spec.kind is kind})
    return root


def _placed(root: Node, place: Path, engines: Mapping[str, EngineSpec]) -> Node:
    """Add engines to the group at a path, if it chooses one, and to those below with the user's names."""
    if place:
        name = str(place[0])
        child = _placed(root.children[name], place[1:], engines)
        return replace(root, children={**root.children, name: child})
    if "engine" in root.children:
        root = _with_engines(root, engines)
    groups = {
        name: replace(group, values=_with_engines(group.values, engines))
        for name, group in root.children.items()
        if group.values is not None and "engine" in group.values.children
    }
    return replace(root, children={**root.children, **groups})


def _with_engines(root: Node, engines: Mapping[str, EngineSpec]) -> Node:
    """Add each engine's options under `engines`, and the names of engines to `engine`."""
    path = (*root.path, "engines")
    options = {
        name: replace(_read_type(spec.options, (*path, name)), description=spec.summary)
        for name, spec in engines.items()
        if spec.options.model_fields
    }
    children = {
        **root.children,
        "engine": replace(root.children["engine"], expects=f"one of {', '.join([AUTO, *engines])}"),
        "engines": replace(root.children["engines"], children=options, values=None, default={}),
    }
    return replace(root, children=children)


@cache
def _read_type(kind: type[BaseModel], path: Path) -> Node:
    schema = kind.model_json_schema(schema_generator=_Schema)
    return _read(schema, schema.get("$defs", {}), path)


class _Schema(GenerateJsonSchema):
    """JSON schema that keeps the order of the source, and the old names of settings."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Add the old names that a pydantic model declares."""
        return {**super().model_schema(schema), _RENAMED: _renamed_keys(schema["cls"])}

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """Add the old names that a dataclass declares."""
        return {**super().dataclass_schema(schema), _RENAMED: _renamed_keys(schema["cls"])}

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        """Keep the order."""
        del parent_key
        return value


def _renamed_keys(model: type) -> tuple[RenamedKey, ...]:
    """Return what a model and those that it is derived from list in `renamed_keys`."""
    return tuple(key for base in model.__mro__ for key in vars(base).get("renamed_keys", ()))


def _read(schema: JsonSchema, definitions: Mapping[str, JsonSchema], path: Path) -> Node:
    described = {**_resolved(schema, definitions)}
    kinds = [
        _resolved(kind, definitions)
        for kind in described.get("anyOf") or described.get("oneOf") or [described]
    ]
    optional = any(kind.get("type") == "null" for kind in kinds)
    kinds = [kind for kind in kinds if kind.get("type") != "null"]
    defaults = described.get("default")
    """What a group has where it is used, which may be other than usual."""
    children: dict[str, Node] = {}
    items: Node | None = None
    values: Node | None = None
    for kind in kinds:
        required = kind.get("required", ())
        for name, below in kind.get("properties", {}).items():
            child = _read(below, definitions, (*path, name))
            default = defaults.get(name, child.default) if isinstance(defaults, Mapping) else child.default
            children[name] = replace(child, required=name in required, default=default)
        if "items" in kind:
            items = _read(kind["items"], definitions, (*path, 0))
        # Names that must match a pattern are separate from other names.
        for below in (kind.get("additionalProperties"), *kind.get("patternProperties", {}).values()):
            if isinstance(below, dict):
                values = _read(below, definitions, (*path, "…"))
    words = [_words(kind, definitions) for kind in kinds]
    return Node(
        path=path,
        description=_one_line(described.get("description", "")),
        expects=" or ".join([*words, *(["null"] if optional else [])]),
        # A mapping with a default factory has no default in the schema.
        default=described.get("default", {} if values is not None and not optional else None),
        example=next(iter(described.get("examples", ())), None),
        children=children,
        items=items,
        values=values,
        structured=any(kind.get("type") in {"array", "object"} for kind in kinds),
        renamed=tuple(key for kind in kinds for key in kind.get(_RENAMED, ())),
    )


def _resolved(schema: JsonSchema, definitions: Mapping[str, JsonSchema]) -> JsonSchema:
    """Follow a reference; keys beside it (a description, a default) win."""
    if "$ref" not in schema:
        return schema
    target = _resolved(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {**target, **{key: value for key, value in schema.items() if key != "$ref"}}


def _one_line(text: str) -> str:
    """Return the first paragraph of a description as one line."""
    return " ".join(text.partition("\n\n")[0].split())


def _words(schema: JsonSchema, definitions: Mapping[str, JsonSchema]) -> str:
    """Return the valid values in words."""
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "const" in schema:
        return f"{schema['const']}"
    kind = schema.get("type", "")
    match kind:
        case "integer" | "number":
            return f"{_KINDS[kind]}{_range(schema)}"
        case "string":
            return _text(schema)
        case "array":
            items = _resolved(schema.get("items", {}), definitions)
            shapes = [_resolved(shape, definitions) for shape in items.get("oneOf", [items])]
            plurals = " or ".join(_PLURALS.get(shape.get("type", ""), "values") for shape in shapes)
            least = f", at least {schema['minItems']}" if schema.get("minItems") else ""
            return f"a list of {plurals}{least}"
        case _:
            return _KINDS.get(kind, "a value")


def _text(schema: JsonSchema) -> str:
    """Return the valid texts in words."""
    if schema.get("format") == LANGUAGE_FORMAT:
        return "a language, such as en, de or pt-BR"
    if "pattern" in schema:
        return f"text that matches {schema['pattern']}"
    least, most = schema.get("minLength"), schema.get("maxLength")
    if most is not None:
        return f"text of {least or 0} to {most} characters"
    return f"text of at least {least} characters" if least else _FORMATS.get(schema.get("format", ""), "text")


_KINDS = {
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "string": "text",
    "object": "settings as `name: value`",
}
_PLURALS = {"string": "strings", "integer": "integers", "number": "numbers", "object": "mappings"}
_FORMATS = {"path": "a path", "uri": "a URL"}


def _range(schema: JsonSchema) -> str:
    """Return the range of a number in words."""
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f" from {_number(low)} to {_number(high)}"
    bounds = [
        *([f"of at least {_number(low)}"] if low is not None else []),
        *([f"above {_number(above)}"] if above is not None else []),
        *([f"of at most {_number(high)}"] if high is not None else []),
        *([f"below {_number(below)}"] if below is not None else []),
    ]
    return f" {' and '.join(bounds)}" if bounds else ""


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
