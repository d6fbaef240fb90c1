"""The keys of texts that the code uses, as far as they can be seen in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from scripts.check_component.component import Component


def constants(component: Component) -> set[str]:
    """Return every text in the code, and the values of Home Assistant's constants by their names."""
    texts = set()
    for tree in component.trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.alias) and node.name.startswith(("CONF_", "ATTR_")):
                texts.add(node.name.partition("_")[2].lower())
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                texts.add(node.name)
    return texts


def patterns(component: Component) -> list[re.Pattern[str]]:
    """Return what texts with something inserted may look like."""
    found = []
    for tree in component.trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"(\w+)"
                    for part in node.values
                ]
                if any(part != r"(\w+)" for part in parts):
                    found.append(re.compile("".join(map(str, parts))))
    return found


def used(key: str, texts: set[str], shapes: list[re.Pattern[str]]) -> bool:
    """Whether the code has a key, whole or put together from texts that it has."""
    if key in texts:
        return True
    matches = (shape.fullmatch(key) for shape in shapes)
    return any(match is not None and all(part in texts for part in match.groups()) for match in matches)


def raised(component: Component) -> Iterator[tuple[str, str]]:
    """Yield module and key of every exception that has a translated message."""
    for module, tree in component.trees.items():
        for call in _calls(tree):
            words = {word.arg: word.value for word in call.keywords}
            if "translation_domain" in words and "translation_key" in words:
                yield from ((module, key) for key in _texts(words["translation_key"], tree))


def aborted(component: Component) -> Iterator[tuple[str, str]]:
    """Yield module and reason of every flow that is aborted."""
    for module, tree in component.trees.items():
        for call in _calls(tree):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "async_abort":
                reasons = (word.value for word in call.keywords if word.arg == "reason")
                yield from ((module, key) for reason in reasons for key in _texts(reason, tree))


def issues(component: Component) -> Iterator[str]:
    """Yield the keys of repairs."""
    tree = component.trees["issues"]
    for call in _calls(tree):
        if isinstance(call.func, ast.Name) and call.func.id == "Issue" and call.args:
            yield from _texts(call.args[0], tree)


def entities(component: Component) -> Iterator[tuple[str, str]]:
    """Yield platform and translation key of every entity whose key is written out."""
    for platform, tree in component.trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                words = {word.arg: word.value for word in node.keywords}
                if "translation_key" in words and "translation_domain" not in words and "key" in words:
                    yield from ((platform, key) for key in _texts(words["translation_key"], tree))
            elif isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name | ast.Attribute)
                and (target.id if isinstance(target, ast.Name) else target.attr) == "_attr_translation_key"
                for target in node.targets
            ):
                yield from ((platform, key) for key in _texts(node.value, tree))


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _texts(value: ast.expr, tree: ast.Module) -> Iterator[str]:
    """Yield the texts that an expression may have, as far as they are written out in the module."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=first, orelse=second):
            yield from _texts(first, tree)
            yield from _texts(second, tree)
        case ast.Dict(values=values):
            for inner in values:
                yield from _texts(inner, tree)
        case ast.Subscript(value=ast.Name() as name):
            yield from _texts(name, tree)
        case ast.Name(id=name):
            for node in ast.walk(tree):
                if isinstance(node, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == name for target in node.targets
                ):
                    yield from _texts(node.value, tree)
