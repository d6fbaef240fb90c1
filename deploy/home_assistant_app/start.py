"""Starts Morgan as an app of Home Assistant: as a user without rights, once the wanted models are there."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DATA = Path("/data")
OPTIONS = "MORGAN_APP_OPTIONS"
USER = 10300
"""Morgan's user in the image."""
AS_USER = ("setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs")


def wanted_models(options: Path) -> list[str]:
    """Return the models that the options name; what is wrong with the options, Morgan itself reports."""
    try:
        read: Any = json.loads(options.read_bytes())
    except (OSError, ValueError):
        return []
    models = read.get("models") if isinstance(read, dict) else None
    return [str(model) for model in models if model] if isinstance(models, list) else []


def give_away(folder: Path, user: int) -> None:
    """Give a folder and all in it to a user; links are not followed."""
    os.chown(folder, user, user, follow_symlinks=False)
    for path, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(path, name), user, user, follow_symlinks=False)


def download(models: Sequence[str]) -> None:
    """Download what is missing, one by one: a name that does not exist keeps no other model away."""
    for model in models:
        subprocess.run([*AS_USER, "morgan", "models", "pull", model], check=False)  # noqa: S603 - a checked name


def main() -> None:
    """Prepare, and become Morgan."""
    give_away(DATA, USER)
    download(wanted_models(Path(os.environ[OPTIONS])))
    os.execvp(AS_USER[0], [*AS_USER, "morgan", "serve"])  # noqa: S606 - our own command


if __name__ == "__main__":
    main()
