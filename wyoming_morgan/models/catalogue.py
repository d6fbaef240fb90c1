"""What there is to have: the catalogue, read from `catalogue.yaml` beside this file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any

import yaml

from wyoming_morgan.errors import UnknownModel
from wyoming_morgan.models.store import split_id
from wyoming_morgan.suggestions import did_you_mean, suggestion

_WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class HubSource:
    """Files of a model repository on a hub that speaks Hugging Face's API.

    `files` are names or patterns below `folder`, each of which must match; those of `optional` may
    match nothing.
    """

    repo: str
    files: tuple[str, ...]
    optional: tuple[str, ...] = ()
    revision: str = "main"
    folder: str = ""

    @property
    def wanted(self) -> tuple[str, ...]:
        """What must be there in the end, as names or patterns."""
        return self.files

    def __str__(self) -> str:
        return f"{self.repo}@{self.revision}"


@dataclass(frozen=True, slots=True)
class UrlSource:
    """One file by its address. An archive with `unpack` is replaced by the files in it that match."""

    url: str
    file: str
    unpack: tuple[str, ...] = ()
    sha256: str | None = None
    bytes: int | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """What must be there in the end, as names or patterns."""
        return self.unpack or (self.file,)

    def __str__(self) -> str:
        return self.url


Source = HubSource | UrlSource


@dataclass(frozen=True, slots=True)
class LicenseQuestion:
    """What somebody must agree to before the model is brought."""

    license: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class EngineModels:
    """What the models of one engine have in common."""

    kind: str
    files: tuple[str, ...]
    """What a folder must hold, as names or patterns."""
    optional: tuple[str, ...] = ()
    option: str = ""
    """The engine's option that names its model; empty where clients name it: a voice."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One model. `languages` are BCP 47 tags; `bytes` is about what it takes on disk, None if nobody told."""

    id: str
    description: str
    license: str
    languages: tuple[str, ...]
    sources: tuple[Source, ...]
    bytes: int | None = None
    rate: int | None = None
    asks: LicenseQuestion | None = None
    listed: bool = True
    """Whether the catalogue has it; otherwise it is a hub's id."""

    @property
    def engine(self) -> str:
        """The engine it is for."""
        return split_id(self.id)[0]

    @property
    def name(self) -> str:
        """Its name with that engine."""
        return split_id(self.id)[1]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The files it needs, as names or patterns."""
        return tuple(pattern for source in self.sources for pattern in source.wanted)

    @property
    def kept(self) -> tuple[str, ...]:
        """The files that are taken if they are there, the needed ones among them."""
        optional = [each.optional for each in self.sources if isinstance(each, HubSource)]
        return (*self.wanted, *(pattern for each in optional for pattern in each))

    def lacks(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return which of the needed files are not among `names`."""
        there = tuple(names)
        return tuple(pattern for pattern in self.wanted if not matching(there, (pattern,)))


class Catalogue:
    """Every model that has a name."""

    def __init__(self, entries: Iterable[Entry], engines: Mapping[str, EngineModels]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self.engines = dict(engines)

    @classmethod
    def load(cls) -> Catalogue:
        """Read the catalogue of this package."""
        return cls.parse(files(__package__).joinpath("catalogue.yaml").read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, text: str) -> Catalogue:
        """Read a catalogue."""
        told = yaml.safe_load(text)
        engines = {
            name: EngineModels(
                kind=each["kind"],
                files=tuple(each["files"]),
                optional=tuple(each.get("optional", ())),
                option=each.get("option", ""),
            )
            for name, each in told["engines"].items()
        }
        return cls(
            (_entry(model, each, engines[split_id(model)[0]]) for model, each in told["models"].items()),
            engines,
        )

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them, in the catalogue's order."""
        return tuple(self._entries.values())

    def find(self, model: str) -> Entry | None:
        """Return a model of the catalogue by its id, also by the name of its folder."""
        return self._entries.get(model)

    def get(self, model: str) -> Entry:
        """Return a model by its id. `<engine>/<owner>/<repo>` is any repository of the hub.

        Raises:
            UnknownModel: there is none; the hint tells the nearest.
            InvalidRequest: it is no id.
        """
        if entry := self.find(model):
            return entry
        engine, name = split_id(model)
        if engine not in self.engines:
            raise UnknownModel(
                f"there is no engine {engine!r} that has models", hint=suggestion(engine, self.engines)
            )
        if name.count("/") == 1 and all(name.split("/")):
            return self._foreign(model, name)
        guess = did_you_mean(model, self._entries, most=3, cutoff=0.5)
        raise UnknownModel(
            f"there is no model {model!r}", hint=f"{guess} run: morgan models list --engine {engine}".lstrip()
        )

    def _foreign(self, model: str, repo: str) -> Entry:
        engine = self.engines[split_id(model)[0]]
        return Entry(
            id=model,
            description=f"{repo} of the hub",
            license="",
            languages=(),
            sources=(HubSource(repo, engine.files, engine.optional),),
            listed=False,
        )


def matching(names: Iterable[str], patterns: Iterable[str]) -> tuple[str, ...]:
    """Return the names that fit any of the patterns; `*` does not go past a slash."""
    wanted = tuple(patterns)
    return tuple(
        name
        for name in names
        if any(
            name.count("/") == pattern.count("/")
            and all(map(fnmatchcase, name.split("/"), pattern.split("/")))
            if _WILDCARDS & set(pattern)
            else name == pattern
            for pattern in wanted
        )
    )


def _entry(model: str, told: Mapping[str, Any], engine: EngineModels) -> Entry:
    asks = told.get("asks")
    return Entry(
        id=model,
        description=told["description"],
        license=told["license"],
        languages=tuple(told["languages"]),
        sources=tuple(_source(each, engine) for each in told["sources"]),
        bytes=told.get("bytes"),
        rate=told.get("rate"),
        asks=LicenseQuestion(**asks) if asks else None,
    )


def _source(told: Mapping[str, Any], engine: EngineModels) -> Source:
    if "hub" in told:
        return HubSource(
            repo=told["hub"],
            files=tuple(told.get("files", engine.files)),
            optional=tuple(told.get("optional", () if "files" in told else engine.optional)),
            revision=told.get("revision", "main"),
            folder=told.get("folder", ""),
        )
    return UrlSource(
        url=told["url"],
        file=told["file"],
        unpack=tuple(told.get("unpack", ())),
        sha256=told.get("sha256"),
        bytes=told.get("bytes"),
    )
