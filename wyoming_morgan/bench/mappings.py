"""Reads YAML files that people write for measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from wyoming_morgan.errors import InvalidRequest


def read_mapping(path: Path, hint: str) -> dict[str, Any]:
    """Return what a YAML file contains.

    Raises:
        InvalidRequest: it cannot be read, or is not a mapping; with the hint.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be read: {error.strerror}", hint=hint) from error
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{path} is not in UTF-8", hint="save it in UTF-8") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidRequest(f"{path} is not valid YAML: {error}", hint=hint) from error
    if not isinstance(content, dict):
        raise InvalidRequest(f"{path} does not contain a mapping", hint=hint)
    return content
