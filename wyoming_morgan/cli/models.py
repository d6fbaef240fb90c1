"""`morgan models`: list, download, remove, verify and measure models."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import ConfigDir, Json, Language, load_configuration
from wyoming_morgan.cli.output import CommandGroup, confirm, examples, fail, line, notice, print_json
from wyoming_morgan.cli.tables import print_table

if TYPE_CHECKING:
    from wyoming_morgan.config.schema import Config
    from wyoming_morgan.models.catalogue import Catalogue, CatalogueEntry
    from wyoming_morgan.models.hosts import Hosts
    from wyoming_morgan.models.store import ModelStore
    from wyoming_morgan.models.verify import Verification

app = typer.Typer(
    cls=CommandGroup,
    help="Download, list, verify and remove speech models.",
    epilog=examples("morgan models list", "morgan models pull faster-whisper/base", "morgan models verify"),
    no_args_is_help=True,
    rich_markup_mode=None,
)

_TOO_SLOW = 0.7
"""Seconds of work for each second of audio above which people wait."""

Models = Annotated[
    list[str], typer.Argument(metavar="MODEL...", help="Models, as `morgan models list` names them.")
]


@app.command(
    name="list",
    epilog=examples(
        "morgan models list", "morgan models list --engine piper --language de", "morgan models list --json"
    ),
)
def list_models(
    *,
    engine: Annotated[str | None, typer.Option(metavar="NAME", help="Only models of this engine.")] = None,
    language: Language = None,
    on_disk: Annotated[bool, typer.Option("--on-disk", help="Only models that are on disk.")] = False,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """List models: size, license, languages, whether on disk, and how fast here.

    The speed is measured by `morgan models measure`: seconds of work for each second of audio.
    """
    from wyoming_morgan.cli.model_rows import rows
    from wyoming_morgan.models import speeds

    config, catalogue, store = open_store(config_dir)
    matches = [
        row
        for row in rows(catalogue, store, speeds.read(config.core.folders.cache))
        if (engine is None or row.id.startswith(f"{engine}/"))
        and (language is None or row.speaks(language))
        and (row.on_disk or not on_disk)
    ]
    if json:
        print_json([row.as_json() for row in matches])
        return
    if not matches:
        notice("no model matches")
        return
    from wyoming_morgan.cli.model_rows import COLUMNS, LEAST_NEEDED

    print_table(COLUMNS, [row.cells() for row in matches], LEAST_NEEDED)


@app.command(
    epilog=examples(
        "morgan models pull faster-whisper/base piper/en_US-lessac-medium",
        "morgan models pull faster-whisper/owner/repo",
        "morgan models pull faster-whisper/base --from /media/usb/base",
        "morgan models pull kokoro/v1.0 --mirror http://mirror.home",
    )
)
def pull(
    models: Models,
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a model on disk once the new one is complete.")
    ] = False,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="PATH", help="Take it from a folder, a .zip or a .tar.")
    ] = None,
    mirror: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Fetch from this host in place of each original one."),
    ] = None,
    accept_license: Annotated[
        bool,
        typer.Option("--accept-license", "--accept-licence", help="Accept licenses that require consent."),
    ] = False,
    config_dir: ConfigDir = None,
) -> None:
    """Download models, several at once. Interrupted downloads are resumed."""
    from wyoming_morgan.errors import InvalidRequest
    from wyoming_morgan.models.hosts import HUB, Hosts

    config, catalogue, store = open_store(config_dir)
    entries = [catalogue.get(model) for model in dict.fromkeys(models)]
    if source is not None and len(entries) > 1:
        raise InvalidRequest("--from takes exactly one model", hint="pull them one after the other")
    accepted = {entry.id for entry in entries if accept_license or _agrees(entry, store)}
    hosts = Hosts(
        hub=os.environ.get("HF_ENDPOINT") or HUB,
        mirror=mirror or config.core.models_mirror,
        token=os.environ.get("HF_TOKEN"),
    )
    if not loop.run(pull_all(store, hosts, entries, accepted, force=force, source=source)):
        raise typer.Exit(1)


async def pull_all(
    store: ModelStore,
    hosts: Hosts,
    entries: list[CatalogueEntry],
    accepted: set[str],
    *,
    force: bool,
    source: Path | None,
) -> bool:
    """Download models and report each result; return whether all are on disk."""
    from wyoming_morgan.cli.pulling import display
    from wyoming_morgan.errors import MorganError
    from wyoming_morgan.models.disk import megabytes
    from wyoming_morgan.models.pull import Puller

    with display() as progress:
        async with Puller(store, hosts, progress) as puller:
            results = await asyncio.gather(
                *(
                    puller.pull(entry, force=force, accepted=entry.id in accepted, source=source)
                    for entry in entries
                ),
                return_exceptions=True,
            )
    for entry, result in zip(entries, results, strict=True):
        if isinstance(result, MorganError):
            fail(result)
        elif isinstance(result, BaseException):
            raise result
        else:
            state = f"{megabytes(result.bytes)}" if result.fresh else "already on disk; --force replaces it"
            notice(f"{entry.id} is in {result.path} ({state})")
            if result.fresh and not result.checked and not entry.own:
                notice(f"{entry.id}: no checksum is published for some files; they were not verified")
    return not any(isinstance(result, BaseException) for result in results)


def _agrees(entry: CatalogueEntry, store: ModelStore) -> bool:
    """Ask for the consent that a model requires; without a terminal it is not given."""
    from wyoming_morgan.models.manifest import LICENCE_ACCEPTED

    asks = entry.asks
    if asks is None or (store.path(entry.engine, entry.name) / LICENCE_ACCEPTED).is_file():
        return True
    if not sys.stdin.isatty():
        return False
    notice(f"{entry.id} is licensed under the {asks.license}: {asks.text}\n{asks.url}")
    return confirm("Do you accept it?")


@app.command(epilog=examples("morgan models rm faster-whisper/tiny", "morgan models rm piper/mine --yes"))
def rm(
    models: Models,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    config_dir: ConfigDir = None,
) -> None:
    """Remove models from disk, and the remains of unfinished downloads."""
    from wyoming_morgan.models.disk import megabytes
    from wyoming_morgan.models.locks import lock
    from wyoming_morgan.models.store import split_id

    _, catalogue, store = open_store(config_dir)
    for model in models:
        engine, name = split_id(model)
        if store.find(engine, name) is None and not store.staging(engine, name).exists():
            _on_disk(model, catalogue, store)
    if not yes:
        confirm(f"Remove {', '.join(models)}?", abort=True)
    for model in models:
        engine, name = split_id(model)
        staging = store.staging(engine, name)
        with lock(staging.with_name(f"{staging.name}.lock"), model):
            freed = store.remove(engine, name)
        notice(f"removed {model}; freed {megabytes(freed)}")


@app.command(epilog=examples("morgan models verify", "morgan models verify faster-whisper/base --json"))
def verify(
    models: Annotated[
        list[str] | None, typer.Argument(metavar="MODEL...", help="Models; by default all on disk.")
    ] = None,
    *,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """Verify models against their checksums. Exit code 1 if one is broken."""
    from wyoming_morgan.models.verify import VerificationState

    _, catalogue, store = open_store(config_dir)
    verdicts = [_verify(model, catalogue, store) for model in models or store.ids()]
    if json:
        print_json(
            [
                {
                    "id": verdict.id,
                    "state": verdict.state.value,
                    "problems": verdict.problems,
                    "fix": verdict.fix,
                }
                for verdict in verdicts
            ]
        )
    else:
        for verdict in verdicts:
            problems = f": {'; '.join(verdict.problems)}" if verdict.problems else ""
            line(f"{verdict.id}: {verdict.state}{problems}")
            if verdict.fix:
                notice(f"fix: {verdict.fix}")
        if not verdicts:
            notice("no model is on disk")
    if any(verdict.state is VerificationState.BROKEN for verdict in verdicts):
        raise typer.Exit(1)


def _verify(model: str, catalogue: Catalogue, store: ModelStore) -> Verification:
    from wyoming_morgan.models.verify import verify as look

    return look(model, _on_disk(model, catalogue, store), catalogue.find(model))


@app.command(
    epilog=examples("morgan models measure faster-whisper/base", "morgan models measure kokoro/v1.0")
)
def measure(models: Models, *, config_dir: ConfigDir = None) -> None:
    """Measure how fast models are on this machine, for `morgan models list`."""
    from wyoming_morgan.cli.log import configure_logging
    from wyoming_morgan.cli.measuring import measure as run
    from wyoming_morgan.config.choices import LogLevel
    from wyoming_morgan.models import speeds
    from wyoming_morgan.models.store import split_id

    config, catalogue, store = open_store(config_dir)
    configure_logging(LogLevel.WARNING, config.core.log_format)
    for model in models:
        _on_disk(model, catalogue, store)
        engine = split_id(model)[0]
        if engine not in catalogue.engines:
            catalogue.get(model)
        seconds = loop.run(run(config, model, catalogue.engines[engine]))
        speeds.keep(config.core.folders.cache, {model: round(seconds, 4)})
        slow = ": too slow to be talked with on this machine" if seconds > _TOO_SLOW else ""
        line(f"{model}: {seconds:.2f} s for each second of audio{slow}")


def _on_disk(model: str, catalogue: Catalogue, store: ModelStore) -> Path:
    from wyoming_morgan.errors import UnknownModel
    from wyoming_morgan.models.store import split_id

    folder = store.find(*split_id(model))
    if folder is None:
        catalogue.get(model)
        raise UnknownModel(f"{model} is not on disk", hint=f"run: morgan models pull {model}")
    return folder


def model_folder(model: str) -> Path:
    """Return the folder of a model that is named as `morgan models list` does, or by the folder itself.

    Raises:
        InvalidRequest, UnknownModel: there is no such folder, and no such model on disk.
    """
    folder = Path(model).expanduser()
    return folder if folder.is_dir() else _on_disk(model, *open_store(None)[1:])


def open_store(config_dir: Path | None) -> tuple[Config, Catalogue, ModelStore]:
    """Return the configuration, the catalogue, and the models on disk."""
    from wyoming_morgan.models.catalogue import Catalogue
    from wyoming_morgan.models.store import ModelStore

    config = load_configuration(config_dir).config
    return config, Catalogue.load(), ModelStore(config.core.folders.models)
