"""Checks of rules of the quality scale that show in the code or in the documentation."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from scripts.check_component.component import Component

_HEADINGS: Mapping[str, str] = {
    "docs-high-level-description": "# The component for Home Assistant",
    "docs-use-cases": "## What it is for",
    "docs-supported-devices": "## Supported devices",
    "docs-supported-functions": "## Supported functions",
    "docs-data-update": "## Data updates",
    "docs-actions": "## Actions",
    "docs-examples": "## Examples",
    "docs-installation-instructions": "## Installation",
    "docs-installation-parameters": "### Installation parameters",
    "docs-configuration-parameters": "### Configuration parameters",
    "docs-removal-instructions": "## Removal",
    "docs-troubleshooting": "## Troubleshooting",
    "docs-known-limitations": "## Known limitations",
}
"""What docs/component.md has to have for each rule."""
_FILES: Mapping[str, str] = {
    "diagnostics": "diagnostics.py",
    "config-flow": "config_flow.py",
    "icon-translations": "icons.json",
}
_STEPS: Mapping[str, str] = {
    "discovery": "async_step_zeroconf",
    "reauthentication-flow": "async_step_reauth",
    "reconfiguration-flow": "async_step_reconfigure",
}


def check_docs(component: Component) -> Iterator[str]:
    """Yield headings that rules ask for and that the documentation lacks."""
    lines = (component.checkout / "docs" / "component.md").read_text().splitlines()
    for rule, heading in _HEADINGS.items():
        if heading not in lines:
            yield f"docs/component.md: {rule} asks for the heading {heading}"


def check_kept(component: Component) -> Iterator[str]:
    """Yield files, steps and constants that rules ask for and that are missing."""
    for rule, name in _FILES.items():
        if not (component.folder / name).is_file():
            yield f"{name}: {rule} asks for it"
    flow = component.trees.get("config_flow", ast.Module([], []))
    functions = {node.name for node in ast.walk(flow) if isinstance(node, ast.AsyncFunctionDef)}
    for rule, step in _STEPS.items():
        if step not in functions:
            yield f"config_flow.py: {rule} asks for {step}"
    for platform, tree in component.trees.items():
        body = {node.name for node in tree.body if isinstance(node, ast.AsyncFunctionDef)}
        names = {target.id for target in _assigned(tree) if isinstance(target, ast.Name)}
        if platform != "__init__" and "async_setup_entry" in body and "PARALLEL_UPDATES" not in names:
            yield f"{platform}.py: parallel-updates asks for PARALLEL_UPDATES"


def _assigned(tree: ast.Module) -> Iterator[ast.expr]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from node.targets
