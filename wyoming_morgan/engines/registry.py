"""Finds the engines, and chooses the one to use.

Engines are entry points of the group `morgan.engines`, named `<kind>.<name>`, each an `EngineSpec`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pydantic import ValidationError

from wyoming_morgan.advice import Deployment, advice, deployment, instead
from wyoming_morgan.engines.contract.engine import EngineContext, EngineKind, EngineOptions, EngineSpec
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable, UnknownModel
from wyoming_morgan.suggestions import suggestion

GROUP = "morgan.engines"
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen engine and its options."""

    spec: EngineSpec
    options: EngineOptions
    reason: str
    """Why it was chosen, as text."""
    improvement: str = ""
    """What installs or downloads a better one: a command, or words; empty if there is none."""
    stands_in_for: str = ""
    """The engine in whose place it works; empty if it is the chosen one."""
    cause: str = ""
    """The code of the error for which that engine does not work."""
    model_missing: bool = False
    """Whether that other engine lacks its model."""


class Registry:
    """The engines of the given entry points.

    `broken` gives the reason for each entry point that cannot be used; the others are not affected.
    """

    def __init__(self, points: Iterable[EntryPoint], *, where: Deployment = Deployment.MACHINE) -> None:
        """Load the entry points; `where` Morgan runs decides what it advises."""
        self._where = where
        self._specs: dict[tuple[EngineKind, str], EngineSpec] = {}
        self.broken: dict[str, str] = {}
        for entry_point in points:
            self._add(entry_point)

    @classmethod
    def discover(cls) -> Registry:
        """Find the engines of every installed package. Imports their modules, not their libraries."""
        return cls(entry_points(group=GROUP), where=deployment())

    def specs(self, kind: EngineKind | None = None) -> tuple[EngineSpec, ...]:
        """Return every engine, or those of one kind, sorted by kind and name."""
        return tuple(self._specs[key] for key in sorted(self._specs) if kind in (None, key[0]))

    def get(self, kind: EngineKind, name: str) -> EngineSpec:
        """Return an engine by its name.

        Raises:
            EngineUnavailable: its entry point is broken.
            UnknownModel: there is no such engine; the hint lists those that exist.
        """
        if spec := self._specs.get((kind, name)):
            return spec
        if error := self.broken.get(f"{kind}.{name}"):
            raise EngineUnavailable(
                f"the {kind} engine {name} cannot be used: {error}", hint="update or remove its package"
            )
        names = [spec.name for spec in self.specs(kind)]
        raise UnknownModel(f"no {kind} engine is called {name!r}", hint=suggestion(name, names))

    def choose(
        self,
        kind: EngineKind,
        name: str,
        options: Mapping[str, EngineOptions],
        context: EngineContext,
        *,
        without: Collection[str] = (),
    ) -> Choice:
        """Choose the engine called `name`, or with `auto` the best that can run without a download.

        `options` are the configured options by the engine's name; other engines get their defaults.
        `without` are the names of engines that `auto` must not choose.

        Raises:
            UnknownModel: no engine has that name.
            EngineUnavailable: a library is missing, or nothing can be chosen automatically.
            ConfigurationError: a required option is not set.
        """
        if name == AUTO:
            return self._choose_best(kind, options, context, without)
        spec = self.get(kind, name)
        if absent := missing(spec):
            raise EngineUnavailable(
                f"the {kind} engine {name} needs {', '.join(absent)}, which is not installed",
                hint=advice(spec.install, self._where) if spec.install else f"install {' '.join(absent)}",
            )
        return Choice(spec, _options(spec, options), "as configured")

    def create(self, choice: Choice, context: EngineContext) -> Any:
        """Create the engine; it does no work before its `load`."""
        return choice.spec.create(choice.options, context)

    def _choose_best(
        self,
        kind: EngineKind,
        options: Mapping[str, EngineOptions],
        context: EngineContext,
        without: Collection[str],
    ) -> Choice:
        candidates = sorted(
            (spec for spec in self.specs(kind) if spec.automatic and spec.name not in without),
            key=lambda spec: spec.rank,
            reverse=True,
        )
        improvement = ""
        for spec in candidates:
            spec_options = _options(spec, options)
            commands = [spec.install] if missing(spec) else []
            if spec.model_on_disk and not spec.model_on_disk(spec_options, context):
                pull = spec.pull_for(context) if spec.pull_for else spec.pull
                if spec.pull_for and not pull:
                    continue  # it would not be better for this home
                commands.append(pull)
            if commands:
                improvement = improvement or self._together(commands)
                continue
            reason = "its model is on disk" if spec.model_on_disk else "built in; no model needed"
            return Choice(spec, spec_options, reason, improvement)
        raise EngineUnavailable(
            f"no {kind} engine can run here",
            hint=self._run(improvement) if improvement else f"install one, or set one in {kind}.yaml",
        )

    def _together(self, commands: Iterable[str]) -> str:
        """Return what does here what commands do, one after another."""
        steps = [instead(command, self._where) for command in commands if command]
        if self._where is Deployment.APP:
            return next(iter(steps), "")  # another server has its own models
        return (" && " if self._where is Deployment.MACHINE else ", then: ").join(steps)

    def _run(self, improvement: str) -> str:
        return f"run: {improvement}" if self._where is Deployment.MACHINE else improvement

    def _add(self, entry_point: EntryPoint) -> None:
        try:
            spec = entry_point.load()
        except Exception as error:  # noqa: BLE001 - another package's import may fail in any way
            self.broken[entry_point.name] = f"{type(error).__name__}: {error}"
            return
        if not isinstance(spec, EngineSpec):
            self.broken[entry_point.name] = f"{entry_point.value} is not an EngineSpec"
        elif entry_point.name != f"{spec.kind}.{spec.name}":
            self.broken[entry_point.name] = f"its spec is for {spec.kind}.{spec.name}"
        else:
            self._specs.setdefault((spec.kind, spec.name), spec)


def missing(spec: EngineSpec) -> tuple[str, ...]:
    """Return the required modules that are not installed; nothing is imported."""
    return tuple(module for module in spec.requires if importlib.util.find_spec(module) is None)


def _options(spec: EngineSpec, options: Mapping[str, EngineOptions]) -> EngineOptions:
    if spec.name in options:
        return options[spec.name]
    try:
        return spec.options()
    except ValidationError as error:
        needed = ", ".join(".".join(map(str, problem["loc"])) for problem in error.errors())
        raise ConfigurationError(
            f"the {spec.kind} engine {spec.name} needs: {needed}",
            hint=f"set it in {spec.kind}.yaml under engines: {spec.name}:",
        ) from error
