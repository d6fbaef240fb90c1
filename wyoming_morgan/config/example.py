"""Example files with every setting, generated from the schema: commented out, with its default."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import yaml

from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import file_name
from wyoming_morgan.config.tree import Node

_WIDTH = 100
_HOW_TO = (
    "Every setting is optional; the values shown are the defaults. To change one, remove the # before it and "
    "before each group that it is in. `morgan config check` reports errors with line numbers."
)


def example(tree: Node, service: Service) -> str:
    """Return the commented example of a service's file. Removing the `#` before a key sets its default."""
    root = tree.children[service]
    header = f"{file_name(service)}: {root.description}\n\n{_HOW_TO}"
    return "\n".join([*_comment(header, ""), *_group(root, "")]) + "\n"


def inline(value: Any) -> str:
    """Write a value in one line of YAML."""
    text: str = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return text.removesuffix("...\n").strip()


def _group(group: Node, indent: str) -> Iterator[str]:
    for node in group.children.values():
        yield ""
        yield from _comment(node.description, indent)
        if node.children:
            yield f"{indent}#{node.name}:"
            yield from _group(node, f"{indent}  ")
        else:
            yield from _setting(node, indent)


def _setting(node: Node, indent: str) -> Iterator[str]:
    yield from _comment(f"{node.expects[:1].upper()}{node.expects[1:]}.", indent)
    if node.example is not None:
        yield from _comment("For example:", indent)
        yield f"{indent}#{node.name}:"
        for item in node.example:
            yield f"{indent}#  - {inline(item)}"
    if node.required:
        yield from _comment("It has no default and must be set if it is used:", indent)
        yield f"{indent}#   {node.name}: …"
    else:
        yield f"{indent}#{node.name}: {inline(node.default)}"


def _comment(text: str, indent: str) -> Iterator[str]:
    for paragraph in text.splitlines():
        for line in textwrap.wrap(paragraph, _WIDTH - len(indent), break_on_hyphens=False) or [""]:
            yield f"{indent}# {line}".rstrip()
