"""The component as its files are, for the checks to read."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Component:
    """The files of the component in a checkout."""

    checkout: Path = CHECKOUT

    @property
    def folder(self) -> Path:
        """Where the component lies."""
        return self.checkout / "custom_components" / "morgan"

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """The parsed modules, by their names."""
        return {path.stem: ast.parse(path.read_text()) for path in sorted(self.folder.glob("*.py"))}

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """`manifest.json`."""
        return self.json("manifest.json")

    @cached_property
    def translations(self) -> dict[str, dict[str, Any]]:
        """The texts, by language."""
        folder = self.folder / "translations"
        return {path.stem: self.json(f"translations/{path.name}") for path in sorted(folder.glob("*.json"))}

    @cached_property
    def english(self) -> dict[str, Any]:
        """The texts that all others follow."""
        return self.translations["en"]

    def json(self, name: str) -> dict[str, Any]:
        """Return the object of a JSON file of the component."""
        content: dict[str, Any] = json.loads((self.folder / name).read_text())
        return content

    def yaml(self, name: str) -> dict[str, Any]:
        """Return the mapping of a YAML file of the component."""
        content: dict[str, Any] = yaml.safe_load((self.folder / name).read_text())
        return content
