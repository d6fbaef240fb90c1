"""Watermarks as plain JSON values, for what is kept in the cache."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wyoming_morgan.store.contract import Watermark


def mark_as_json(mark: Watermark) -> dict[str, Any]:
    """Return a mark as plain JSON values."""
    return {"number": mark.number, "at": mark.at.isoformat()}


def mark_from_json(saved: Mapping[str, Any]) -> Watermark:
    """Return the mark that `mark_as_json` was given.

    Raises:
        KeyError, TypeError, ValueError: the values are not those of a mark.
    """
    return Watermark(saved["number"], datetime.fromisoformat(saved["at"]))
