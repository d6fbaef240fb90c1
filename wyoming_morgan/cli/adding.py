"""`morgan models add`: a model of one's own."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import ConfigDir
from wyoming_morgan.cli.output import examples, notice

if TYPE_CHECKING:
    from wyoming_morgan.models.catalogue import CatalogueEntry, EngineModels

EXAMPLES = examples(
    "morgan models add piper/grandma ~/voices/grandma.onnx",
    "morgan models add faster-whisper/mine ~/whisper-ct2",
    "morgan models add kokoro/mine kokoro.zip --force",
)


def add(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Its engine and its new name.")],
    source: Annotated[
        Path,
        typer.Argument(metavar="PATH", help="Its folder, a .zip or a .tar, or the .onnx file of a voice."),
    ],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a model of that name.")] = False,
    config_dir: ConfigDir = None,
) -> None:
    """Add a model of your own: its files are copied to where the engine finds them."""
    from wyoming_morgan.cli.models import open_store, pull_all
    from wyoming_morgan.models.hosts import HUB, Hosts

    _, catalogue, store = open_store(config_dir)
    entry = catalogue.own(model)
    path = source.expanduser().absolute()
    if not loop.run(pull_all(store, Hosts(hub=HUB), [entry], set(), force=force, source=path)):
        raise typer.Exit(1)
    notice(f"to use it: {_use(entry, catalogue.engines[entry.engine])}")


def _use(entry: CatalogueEntry, about: EngineModels) -> str:
    """Return the settings by which the model is chosen."""
    section = str(about.kind)
    model = f"{section}.engines.{entry.engine}.{about.option}"
    return f"set {section}.engine to {entry.engine}, and {model} to {entry.id}"
