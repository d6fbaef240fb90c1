"""Checks of what surrounds the code: manifest, HACS, pictures, imports, the quality scale."""

from __future__ import annotations

import ast
import json
import re
import struct
import sys
from collections.abc import Iterator

from scripts.check_component.component import Component
from scripts.check_component.rules import RULES

_NEEDED = {"domain", "name", "codeowners", "config_flow", "integration_type", "iot_class", "version"}
_KEYS = _NEEDED | {
    "after_dependencies",
    "dependencies",
    "documentation",
    "issue_tracker",
    "loggers",
    "requirements",
    "zeroconf",
}
_HACS_KEYS = {"name", "homeassistant", "hide_default_branch", "country", "zip_release", "filename"}
_PACKAGES = sys.stdlib_module_names | {"homeassistant", "aiohttp", "yarl", "voluptuous", "probatio"}
_ALWAYS_THERE = {"homeassistant", "diagnostics", "repairs"}
"""Integrations that Home Assistant has, or loads by itself where a file of that name is."""
_STATUSES = {"done", "exempt", "todo"}
_ICON, _SHORTEST, _LONGEST = 256, 128, 256
_PICTURES = ("icon", "logo")


def check_manifest(component: Component) -> Iterator[str]:
    """Yield what is wrong with the manifest."""
    manifest = component.manifest
    keys = list(manifest)
    if keys != [*(key for key in ("domain", "name") if key in keys), *sorted({*keys} - {"domain", "name"})]:
        yield "manifest.json: first domain and name, then the other keys in the order of the alphabet"
    for key in sorted(_NEEDED - manifest.keys()):
        yield f"manifest.json: {key} is missing"
    for key in sorted(manifest.keys() - _KEYS):
        yield f"manifest.json: {key} is not known"
    if manifest.get("domain") != component.folder.name:
        yield "manifest.json: the domain is not the name of the folder"
    if manifest.get("requirements"):
        yield "manifest.json: the component needs no package that Home Assistant lacks"
    for key in ("dependencies", "after_dependencies", "codeowners"):
        if manifest.get(key, []) != sorted(manifest.get(key, [])):
            yield f"manifest.json: {key} are not in the order of the alphabet"
    pyproject = (component.checkout / "wyoming_morgan" / "__init__.py").read_text()
    version = re.search(r'__version__ = "([^"]+)"', pyproject)
    if version is None or manifest.get("version") != version[1]:
        yield "manifest.json: the version is not that of the package"


def check_hacs(component: Component) -> Iterator[str]:
    """Yield what is wrong with `hacs.json`."""
    hacs = json.loads((component.checkout / "hacs.json").read_text())
    for key in sorted(hacs.keys() - _HACS_KEYS):
        yield f"hacs.json: {key} is not known"
    if hacs.get("name") != component.manifest.get("name"):
        yield "hacs.json: the name is not that of the manifest"
    if not re.fullmatch(r"20\d\d\.\d{1,2}\.\d+", hacs.get("homeassistant", "")):
        yield "hacs.json: homeassistant is no release"


def check_imports(component: Component) -> Iterator[str]:
    """Yield imports of what Home Assistant lacks, or of integrations that the manifest does not name."""
    manifest = component.manifest
    named = {*manifest.get("dependencies", []), *manifest.get("after_dependencies", []), *_ALWAYS_THERE}
    named |= set(component.trees)  # a file `sensor.py` is loaded with the integration `sensor`
    for module, tree in component.trees.items():
        for name in _imported(tree):
            package, *inner = name.split(".")
            if package not in _PACKAGES:
                yield f"{module}.py: imports {package}"
            elif inner[:1] == ["components"] and len(inner) > 1 and inner[1] not in named:
                yield f"{module}.py: imports {inner[1]}, which the manifest does not name"


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            if node.module == "homeassistant.components":
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def check_pictures(component: Component) -> Iterator[str]:
    """Yield what is wrong with the pictures of the brand."""
    folder = component.folder / "brand"
    sizes = {path.name: _size(path.read_bytes()) for path in folder.glob("*")}
    names = [f"{dark}{kind}" for dark in ("", "dark_") for kind in _PICTURES]
    for name in sorted(sizes.keys() - {f"{name}{scale}.png" for name in names for scale in ("", "@2x")}):
        yield f"brand/{name}: nobody shows it"
    for name in names:
        small, large = sizes.get(f"{name}.png"), sizes.get(f"{name}@2x.png")
        if small is None or large is None:
            yield f"brand/{name}.png and brand/{name}@2x.png: must be PNG files"
            continue
        if large != (2 * small[0], 2 * small[1]):
            yield f"brand/{name}@2x.png: is not twice as large as brand/{name}.png"
        if name.endswith("icon") and small != (_ICON, _ICON):
            yield f"brand/{name}.png: is not {_ICON} by {_ICON}"
        if name.endswith("logo") and not _SHORTEST <= min(small) <= _LONGEST:
            yield f"brand/{name}.png: its shorter side has not {_SHORTEST} to {_LONGEST} pixels"


def _size(file: bytes) -> tuple[int, int] | None:
    if not file.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    width, height = struct.unpack(">II", file[16:24])
    return width, height


def check_quality(component: Component) -> Iterator[str]:
    """Yield what is wrong with the list of rules; whether a rule is really kept, no script can see."""
    listed = component.yaml("quality_scale.yaml").get("rules", {})
    rules = [rule for tier in RULES.values() for rule in tier]
    for rule in rules:
        if rule not in listed:
            yield f"quality_scale.yaml: {rule} is missing"
    for rule, entry in listed.items():
        status, comment = _status(entry)
        if rule not in rules:
            yield f"quality_scale.yaml: there is no rule {rule}"
        if status not in _STATUSES:
            yield f"quality_scale.yaml: {rule} is neither done nor exempt nor todo"
        if status in {"exempt", "todo"} and not comment:
            yield f"quality_scale.yaml: {rule} has no reason"


def reached(component: Component) -> str:
    """Return the highest tier whose rules, and those of the tiers below, are done or exempt, in words."""
    listed = component.yaml("quality_scale.yaml").get("rules", {})
    tier_reached = "none"
    for tier, rules in RULES.items():
        open_rules = [rule for rule in rules if _status(listed.get(rule))[0] not in {"done", "exempt"}]
        if open_rules:
            return f"{tier_reached}; open for {tier}: {', '.join(open_rules)}"
        tier_reached = tier
    return tier_reached


def _status(entry: object) -> tuple[object, object]:
    if isinstance(entry, dict):
        return entry.get("status"), entry.get("comment")
    return entry, None
