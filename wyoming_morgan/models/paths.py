"""Whether an option names a model, or says where one of the user's own lies."""

from __future__ import annotations

from pathlib import Path

_STARTS = ("/", "./", "../", "~")


def model_path(model: str) -> Path | None:
    """Return the path of a model of the user's own; None if `model` is the name of a model.

    A path begins with `/`, `./`, `../` or `~`.
    """
    if model.startswith(_STARTS):
        return Path(model).expanduser()
    return None
