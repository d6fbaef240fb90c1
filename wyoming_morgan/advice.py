"""What to do where Morgan runs, in place of a command that works on a plain machine only.

In the container image nothing can be installed, and an app of Home Assistant has no terminal.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from enum import Enum, auto

IMAGE_VARIABLE = "MORGAN_IMAGE"
"""Set in Morgan's container image."""
APP_OPTIONS_VARIABLE = "MORGAN_APP_OPTIONS"
"""Set where Morgan is an app of Home Assistant: the file with its options."""

_INSTALL, _PULL, _INIT = "pip install ", "morgan models pull ", "morgan config init"
_EXTRA = re.compile(r"'wyoming-morgan\[([a-z-]+)\]'")
_AGAIN = ("--force-reinstall ", "wyoming-morgan")
_PAGE = "see docs/containers.md"
_SERVER_OPTIONS = {
    "kokoro": "tts_server",
    "piper": "tts_server",
    "coqui": "tts_server",
    "onnx-asr": "stt_server",
}
"""The option of the app that names a server with the engine of an extra."""


class Deployment(Enum):
    """Where Morgan runs."""

    MACHINE = auto()
    IMAGE = auto()
    APP = auto()


def deployment(environ: Mapping[str, str] = os.environ) -> Deployment:
    """Return where this process runs."""
    if APP_OPTIONS_VARIABLE in environ:
        return Deployment.APP
    return Deployment.IMAGE if IMAGE_VARIABLE in environ else Deployment.MACHINE


def advice(command: str, where: Deployment | None = None) -> str:
    """Return the hint to do what a command does: to run it, or what takes its place here."""
    where = where or deployment()
    here = instead(command, where)
    if here == command:
        return f"run: {command}" if where is Deployment.MACHINE else f"run in the container: {command}"
    return f"{here}, {_PAGE}" if where is Deployment.IMAGE else here


def instead(command: str, where: Deployment | None = None) -> str:
    """Return what does here what a command does on a plain machine: `pip install …`, `morgan models pull …`.

    It is the command itself where that works, else words.
    """
    where = where or deployment()
    if where is Deployment.MACHINE:
        return command
    if command.startswith(_INSTALL):
        packages = command.removeprefix(_INSTALL)
        return _in_app(packages) if where is Deployment.APP else _in_image(packages)
    if command == _INIT:
        return (
            "write core.yaml in the app's folder of addon_configs"
            if where is Deployment.APP
            else "cp config/core.yaml.example config/core.yaml"
        )
    if command.startswith(_PULL) and where is Deployment.APP:
        model = command.removeprefix(_PULL).partition(" ")[0]
        return f"have {model} in the app's option models, and restart the app"
    return command


def _in_image(packages: str) -> str:
    if packages.startswith(_AGAIN[0]) or packages == _AGAIN[1]:
        return "build the image again: docker compose build --pull --no-cache"
    if extra := _EXTRA.fullmatch(packages):
        return f"build the image with EXTRAS={extra[1]}"
    return f"build the image with PACKAGES={packages}"


def _in_app(packages: str) -> str:
    if packages.startswith(_AGAIN[0]) or packages == _AGAIN[1]:
        return "update the app, or install it again"
    extra = _EXTRA.fullmatch(packages)
    name = packages if extra is None else extra[1]
    if option := _SERVER_OPTIONS.get(name):
        return f"name a server that has {name} in the app's option {option}"
    return f"do without it: the app does not have {name}, and nothing can be added to it"
