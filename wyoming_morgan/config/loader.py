"""Loads the configuration: options over environment over files over defaults."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from wyoming_morgan.addresses import address_without_credentials
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.complaints import Complaint, InvalidConfiguration, Path, dotted
from wyoming_morgan.config.environment import Given, read_environment
from wyoming_morgan.config.files import Document, Folder, find_folder, read_file
from wyoming_morgan.config.home import HomeSettings
from wyoming_morgan.config.home_warnings import home_warnings
from wyoming_morgan.config.renaming import Renamed, with_new_names
from wyoming_morgan.config.schema import ENGINE_SETTINGS, Config, file_name
from wyoming_morgan.config.tree import Node, settings_tree
from wyoming_morgan.config.validation import complaints_of, source_of
from wyoming_morgan.engines.contract.engine import EngineOptions, EngineSpec
from wyoming_morgan.engines.registry import AUTO
from wyoming_morgan.home.model import Home
from wyoming_morgan.suggestions import did_you_mean

FILES = tuple(file_name(service) for service in Service)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A valid configuration, and where it comes from."""

    config: Config
    tree: Node
    folder: Folder
    files: tuple[FilePath, ...]
    """The files that were read."""
    sources: Mapping[Path, str]
    """What set each setting that is not at its default: `config/stt.yaml:3`, a variable, an option."""
    warnings: tuple[Complaint, ...] = ()
    """What is set by a name or in a form it had before, and what in the home is probably not meant."""


@dataclass(slots=True)
class _Layers:
    """Values laid over each other, with the source of each."""

    tree: Node
    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[Path, str] = field(default_factory=dict)
    warnings: list[Complaint] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    def lay_file(self, document: Document, service: Service) -> None:
        """Lay the settings of a file over those that are there."""
        lines = {path: f"{document.path}:{line}" for path, line in document.lines.items()}
        renamed = with_new_names({service.value: document.values}, lines, self.tree)
        renamed.values = _filled(renamed.values, self.tree)
        self._lay(renamed)

    def lay_given(self, given: Iterable[Given]) -> None:
        """Lay settings of one kind, such as those of the environment, over those that are there."""
        values: dict[str, Any] = {}
        sources: dict[Path, str] = {}
        for entry in given:
            _lay(values, entry.path, entry.value)
            sources |= dict.fromkeys(_paths(entry.path, entry.value), entry.source)
        self._lay(with_new_names(values, sources, self.tree))

    def lay_absent(self, given: Collection[Given]) -> None:
        """Lay settings that belong together, unless one of them is there."""
        if not any(entry.path in self.sources for entry in given):
            self.lay_given(given)

    def _lay(self, renamed: Renamed) -> None:
        """Lay values over those that are there: mappings are joined, everything else is replaced.

        An empty mapping takes away what is there of names of the user's own.
        """
        self.warnings += renamed.warnings
        self.complaints += renamed.complaints
        emptied = tuple(_emptied(renamed.values, (), self.tree))
        for path in [path for path in self.sources if _list_of(path) in renamed.sources]:
            del self.sources[path]
        for below in emptied:
            _lay(self.values, below, None)
            self.sources = {
                path: source for path, source in self.sources.items() if path[: len(below)] != below
            }
        for service, settings in renamed.values.items():
            _lay(self.values, (service,), settings)
        self.sources.update(renamed.sources)


def _emptied(values: Mapping[str, Any], group: Path, tree: Node) -> Iterator[tuple[str, ...]]:
    """Yield the paths of empty mappings with names of the user's own."""
    for name, value in values.items():
        path = (*group, name)
        if isinstance(value, dict) and value:
            yield from _emptied(value, path, tree)
        elif value == {} and (node := tree.find(path)) is not None and node.values is not None:
            yield tuple(map(str, path))


def _list_of(path: Path) -> Path | None:
    """Return the path of the list that a setting is in."""
    return next((path[:end] for end, part in enumerate(path) if isinstance(part, int)), None)


def _lay(target: dict[str, Any], path: Path, value: Any) -> None:
    *parents, last = (str(part) for part in path)
    for parent in parents:
        below = target.get(parent)
        if not isinstance(below, dict):
            below = target[parent] = {}
        target = below
    if isinstance(value, dict) and isinstance(target.get(last), dict):
        for key, below in value.items():
            _lay(target[last], (key,), below)
    else:
        target[last] = value


def load(
    specs: Sequence[EngineSpec],
    *,
    folder: FilePath | None = None,
    environ: Mapping[str, str],
    given: Collection[Given] = (),
    app_options: Collection[Given] = (),
    surroundings: Collection[Given] = (),
    here: FilePath | None = None,
) -> Loaded:
    """Load the configuration.

    Args:
        specs: The engines there are.
        folder: The folder of the files, if an option of the command line names one.
        environ: The environment.
        given: What options of the command line set.
        app_options: What the options of the app set, where Morgan runs as one; they win over the files.
        surroundings: Settings that belong together, which hold if none of them is set.
        here: The folder in which `config/` is looked for, by default the current one.

    Raises:
        InvalidConfiguration: with every error.
    """
    chosen_folder = find_folder(folder, environ, FILES, here or FilePath.cwd())
    tree = settings_tree(Config, specs, ENGINE_SETTINGS)
    layers = _Layers(tree)
    complaints = _misnamed(chosen_folder.path)
    read: list[FilePath] = []
    for service in Service:
        document = read_file(chosen_folder.path / file_name(service), (service.value,))
        complaints += document.complaints
        if document.lines:
            read.append(document.path)
        layers.lay_file(document, service)
    environment = read_environment(environ, tree)
    complaints += environment.complaints
    for source in (app_options, environment.plain, environment.given, given):
        layers.lay_given(source)
    layers.lay_absent(surroundings)
    complaints += layers.complaints
    for kind, place in ENGINE_SETTINGS.items():
        engines = [spec for spec in specs if spec.kind is kind]
        for group in _engine_groups(place, layers.values, tree):
            complaints += _validate_engines(group, engines, layers, tree)
    try:
        config = Config.model_validate(layers.values)
    except ValidationError as error:
        complaints += complaints_of(error, (), tree, layers.sources)
    if complaints:
        raise InvalidConfiguration(complaints)
    core = config.core
    warnings = (*layers.warnings, *home_warnings(core.home, core.home_assistant, layers.sources))
    return Loaded(config, tree, chosen_folder, tuple(read), layers.sources, warnings)


def load_home(path: FilePath) -> Home:
    """Load a file with only a home: the settings that core.yaml has under `home`.

    Raises:
        InvalidConfiguration: with every error, or the file does not exist.
    """
    if not path.is_file():
        raise InvalidConfiguration([Complaint(f"{path}", "does not exist")])
    document = read_file(path, ())
    complaints = document.complaints
    if not complaints:
        try:
            return HomeSettings.model_validate(document.values).home()
        except ValidationError as error:
            lines = {at: f"{path}:{line}" for at, line in document.lines.items()}
            complaints = complaints_of(error, (), settings_tree(HomeSettings, ()), lines)
    raise InvalidConfiguration(complaints)


def _filled(values: dict[str, Any], group: Node) -> dict[str, Any]:
    """Replace null by an empty group: in YAML a group whose settings are all commented out is null."""
    below = {name: group.children[name] for name in values if name in group.children}
    filled: dict[str, Any] = {
        name: {} for name, node in below.items() if node.children and values[name] is None
    }
    deeper = {
        name: _filled(values[name], node) for name, node in below.items() if isinstance(values[name], dict)
    }
    return {**values, **filled, **deeper}


def _misnamed(folder: FilePath) -> list[Complaint]:
    """Complain about files that look like configuration but are not read."""
    return [
        Complaint(f"{folder / service}.yml", f"is not read; expected the name {file_name(service)}")
        for service in Service
        if (folder / f"{service}.yml").exists()
    ]


def _paths(path: Path, value: Any) -> list[Path]:
    """Return the path of a value and of everything in it."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, inner in below for deeper in _paths((*path, key), inner))]


def _engine_groups(place: Path, values: Mapping[str, Any], tree: Node) -> Iterator[Path]:
    """Yield the path of a group that chooses an engine, and those of the groups below it that do.

    The latter are for single languages or backends, with names of the user's own.
    """
    group = tree.find(place)
    if group is None:
        return
    if "engine" in group.children:
        yield place
    for name, node in group.children.items():
        if node.values is not None and "engine" in node.values.children:
            groups = _at(values, (*place, name))
            yield from ((*place, name, own) for own in (groups if isinstance(groups, dict) else ()))


def _at(values: Any, path: Path) -> Any:
    """Return the value at a path, or None."""
    for part in path:
        values = values.get(part) if isinstance(values, dict) else None
    return values


def _validate_engines(
    place: Path, specs: Sequence[EngineSpec], layers: _Layers, tree: Node
) -> list[Complaint]:
    """Check that the chosen engine exists, and put each engine's checked options in place of its values.

    `place` is the path of the group that chooses the engine.
    """
    section = _at(layers.values, place)
    if not isinstance(section, dict):
        return []  # nothing is set, or the model complains
    configured, chosen = section.get("engines", {}), section.get("engine", AUTO)
    engines = {spec.name: spec for spec in specs}
    complaints: list[Complaint] = []
    if not isinstance(chosen, str):
        chosen = AUTO  # the model of the section complains
    if chosen not in {AUTO, *engines}:
        at: Path = (*place, "engine")
        shown = address_without_credentials(chosen)
        problem = f"{dotted(at)}: expected one of {', '.join([AUTO, *engines])}; found {shown!r}"
        complaints.append(
            Complaint(source_of(at, layers.sources), problem, did_you_mean(chosen, [AUTO, *engines]))
        )
    if not isinstance(configured, dict):
        return complaints
    options: dict[str, EngineOptions] = {}
    for name, values in ({chosen: {}} | configured if chosen in engines else configured).items():
        path: Path = (*place, "engines", name)
        if name not in engines:
            problem = f"{dotted(path)}: no such engine; expected one of {', '.join(engines)}"
            complaints.append(
                Complaint(source_of(path, layers.sources), problem, did_you_mean(name, engines))
            )
            continue
        try:
            options[name] = engines[name].options.model_validate(values)
        except ValidationError as error:
            chooser = source_of((*place, "engine"), layers.sources)
            complaints += complaints_of(error, path, tree, {path: chooser} | layers.sources)
    section["engines"] = options
    return complaints
