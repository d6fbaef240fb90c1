"""Readable ids for parametrized cases."""

from __future__ import annotations

from collections.abc import Mapping


def case_id(value: object) -> str | None:
    """The id of orders and of mappings; None leaves other values to pytest."""
    match value:
        case str() as name, Mapping() as slots:
            return f"{name} {_pairs(slots)}".strip()
        case Mapping():
            return _pairs(value) or "nothing"
        case _:
            return None


def _pairs(mapping: Mapping[object, object]) -> str:
    return " ".join(f"{key}={value}" for key, value in mapping.items())
