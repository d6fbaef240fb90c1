"""`morgan config show`, `check` and `init`."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import os
from typing import Annotated

import typer

from wyoming_morgan.cli.options import ConfigDir, Json, load_configuration
from wyoming_morgan.cli.output import examples, line, notice, print_json

_LONGEST_LIST = 1000
"""Characters of a list, such as the entities of a home, up to which it is shown in one line."""

app = typer.Typer(
    help="Look at the configuration, check it, or begin one.",
    epilog=examples("morgan config init", "morgan config check", "morgan config show --changed"),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(
    epilog=examples("morgan config show", "morgan config show --changed", "morgan config show --json")
)
def show(
    *,
    changed: Annotated[bool, typer.Option("--changed", help="Leave out what has its default.")] = False,
    json: Json = False,
    config_dir: ConfigDir = None,
) -> None:
    """Print every setting, its value, and what set it. Secrets are hidden."""
    from wyoming_morgan.config.effective import DEFAULT, effective
    from wyoming_morgan.config.example import inline

    loaded = load_configuration(config_dir)
    settings = [setting for setting in effective(loaded) if not (changed and setting.source == DEFAULT)]
    if json:
        print_json(
            {
                "folder": str(loaded.folder.path),
                "files": [str(file) for file in loaded.files],
                "settings": {
                    setting.name: {"value": setting.value, "source": setting.source} for setting in settings
                },
                **({"warnings": [str(warning) for warning in loaded.warnings]} if loaded.warnings else {}),
            }
        )
        return
    for setting in settings:
        text = inline(setting.value)
        if isinstance(setting.value, list) and len(text) > _LONGEST_LIST:
            text = f"{len(setting.value)} entries, all of them with --json"
        line(f"{setting.name}: {text}  # {setting.source}")


@app.command(epilog=examples("morgan config check", "morgan config check --config-dir /etc/morgan"))
def check(*, config_dir: ConfigDir = None) -> None:
    """Report every error with its file and line, or what is used from where."""
    from wyoming_morgan.cli.engine_checks import unknown_languages
    from wyoming_morgan.config.complaints import Complaint, InvalidConfiguration
    from wyoming_morgan.config.files import home_folder
    from wyoming_morgan.config.loader import FILES
    from wyoming_morgan.config.validation import source_of

    loaded = load_configuration(config_dir)
    if errors := list(unknown_languages(loaded.config)):
        raise InvalidConfiguration(
            [
                Complaint(
                    source_of(("core", "languages", place), loaded.sources),
                    f"core.languages[{place}]: {error.message}",
                    fix=error.hint,
                )
                for place, error in errors
            ]
        )
    line(f"folder: {loaded.folder.path} ({loaded.folder.why})")
    own = home_folder(None, {})
    if loaded.folder.path.absolute() != own and any((own / name).is_file() for name in FILES):
        line(f"not read: {own}, since only one folder is")
    files = ", ".join(file.name for file in loaded.files)
    line(f"files: {files or 'none with settings; all settings at their defaults'}")
    variables = sorted({source for source in loaded.sources.values() if ":" not in source})
    if variables:
        line(f"environment: {', '.join(variables)}")
    line("no errors")


@app.command(epilog=examples("morgan config init", "morgan config init --config-dir config --force"))
def init(
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
    config_dir: ConfigDir = None,
) -> None:
    """Write the five files, with every setting in a comment. Files that exist are kept."""
    from wyoming_morgan.config.choices import Service
    from wyoming_morgan.config.example import example
    from wyoming_morgan.config.files import home_folder
    from wyoming_morgan.config.schema import ENGINE_SETTINGS, Config, file_name
    from wyoming_morgan.config.tree import settings_tree
    from wyoming_morgan.engines.registry import Registry
    from wyoming_morgan.errors import ConfigurationError

    folder = home_folder(config_dir, os.environ)
    tree = settings_tree(Config, Registry.discover().specs(), ENGINE_SETTINGS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for service in Service:
            path = folder / file_name(service)
            if path.exists() and not force:
                notice(f"kept {path}; --force replaces it")
                continue
            path.write_text(example(tree, service), encoding="utf-8")
            line(f"{path}")
        first = folder / file_name(Service.CORE)
        notice(
            f"next: set `languages` in {first}, and `home` or `home_assistant`; then run: morgan config check"
        )
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename or folder} cannot be written: {error.strerror}",
            hint="choose another folder with --config-dir",
        ) from error
