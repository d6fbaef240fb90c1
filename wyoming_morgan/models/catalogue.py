"""The catalogue of models, read from `catalogue.yaml` beside this file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any

import yaml

from wyoming_morgan.errors import InvalidRequest, UnknownModel
from wyoming_morgan.models.store import split_id
from wyoming_morgan.suggestions import did_you_mean, suggestion

_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same in C where it is built in, which takes a tenth of the time."""
_WILDCARDS = frozenset("*?[")
_VOICE = "voice"
"""The option of engines whose models are voices."""


@dataclass(frozen=True, slots=True)
class HubSource:
    """Files of a model repository on a hub with Hugging Face's API.

    `files` are names or patterns below `folder`, each of which must match; those of `optional` may
    match nothing.
    """

    repo: str
    files: tuple[str, ...]
    optional: tuple[str, ...] = ()
    revision: str = "main"
    folder: str = ""

    @property
    def required(self) -> tuple[str, ...]:
        """The required files, as names or patterns."""
        return self.files

    def __str__(self) -> str:
        return f"{self.repo}@{self.revision}"


@dataclass(frozen=True, slots=True)
class UrlSource:
    """One file by its URL. With `unpack` it is an archive, replaced by its matching files."""

    url: str
    file: str
    unpack: tuple[str, ...] = ()
    sha256: str | None = None
    bytes: int | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """The required files, as names or patterns."""
        return self.unpack or (self.file,)

    def __str__(self) -> str:
        return self.url


Source = HubSource | UrlSource


@dataclass(frozen=True, slots=True)
class LicenseQuestion:
    """A license that the user must accept before the model is downloaded."""

    license: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class EngineModels:
    """The common properties of one engine's models."""

    kind: str
    files: tuple[str, ...]
    """The required files of a folder, as names or patterns."""
    optional: tuple[str, ...] = ()
    option: str = ""
    """The engine's option that names its model; empty if clients choose it, as with voices."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model. `languages` are BCP 47 tags; `bytes` is its approximate size on disk, None if unknown."""

    id: str
    description: str
    license: str
    languages: tuple[str, ...]
    sources: tuple[Source, ...]
    bytes: int | None = None
    rate: int | None = None
    asks: LicenseQuestion | None = None
    listed: bool = True
    """Whether it is in the catalogue; otherwise it is an id of the hub, or the user's own."""
    own: bool = False
    """Whether it is one of the user's own, which only they have."""
    stem: str = ""
    """What its one `.onnx` and the files named after that are to be called; empty leaves their names."""

    @property
    def engine(self) -> str:
        """The name of its engine."""
        return split_id(self.id)[0]

    @property
    def name(self) -> str:
        """Its name within the engine."""
        return split_id(self.id)[1]

    @property
    def required(self) -> tuple[str, ...]:
        """The required files, as names or patterns."""
        return tuple(pattern for source in self.sources for pattern in source.required)

    @property
    def kept(self) -> tuple[str, ...]:
        """The required and the optional files, as names or patterns."""
        hubs = [source for source in self.sources if isinstance(source, HubSource)]
        return (*self.required, *(pattern for hub in hubs for pattern in hub.optional))

    def lacks(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the required files that are not among `names`."""
        present = tuple(names)
        return tuple(pattern for pattern in self.required if not matching(present, (pattern,)))


class Catalogue:
    """The models that have a name of their own."""

    def __init__(self, entries: Iterable[CatalogueEntry], engines: Mapping[str, EngineModels]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self.engines = dict(engines)

    @classmethod
    def load(cls) -> Catalogue:
        """Read the catalogue of this package."""
        return cls.parse(files(__package__).joinpath("catalogue.yaml").read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, text: str) -> Catalogue:
        """Parse the text of a catalogue."""
        content = yaml.load(text, _LOADER)  # noqa: S506 - both read plain values only
        engines = {
            name: EngineModels(
                kind=fields["kind"],
                files=tuple(fields["files"]),
                optional=tuple(fields.get("optional", ())),
                option=fields.get("option", ""),
            )
            for name, fields in content["engines"].items()
        }
        return cls(
            (
                _entry(model, fields, engines[split_id(model)[0]])
                for model, fields in content["models"].items()
            ),
            engines,
        )

    @property
    def entries(self) -> tuple[CatalogueEntry, ...]:
        """All models, in the catalogue's order."""
        return tuple(self._entries.values())

    def find(self, model: str) -> CatalogueEntry | None:
        """Return a model of the catalogue by its id, also by the name of its folder."""
        return self._entries.get(model)

    def get(self, model: str) -> CatalogueEntry:
        """Return a model by its id. `<engine>/<owner>/<repo>` is any repository of the hub.

        Raises:
            UnknownModel: there is no such model; the hint suggests similar ones.
            InvalidRequest: it is not a valid id.
        """
        if entry := self.find(model):
            return entry
        engine, name = split_id(model)
        self._engine(model)
        if name.count("/") == 1 and all(name.split("/")):
            return self._foreign(model, name)
        guess = did_you_mean(model, self._entries, most=3, cutoff=0.5)
        raise UnknownModel(
            f"there is no model {model!r}",
            hint=f"{guess} run: morgan models list --engine {engine}; "
            f"one of your own is added by: morgan models add {engine}/NAME PATH".lstrip(),
        )

    def own(self, model: str) -> CatalogueEntry:
        """Return the entry of a model that the user brings under a name of their own.

        Voices that clients choose by the name of their file get that name.

        Raises:
            UnknownModel: the engine has no models.
            InvalidRequest: it is not a valid id, or the catalogue has a model of that name.
        """
        name = split_id(model)[1]
        engine = self._engine(model)
        if self.find(model) is not None:
            raise InvalidRequest(
                f"{model} is a model of the catalogue",
                hint=f"choose another name, or run: morgan models pull {model} --from PATH",
            )
        return CatalogueEntry(
            id=model,
            description="added by you",
            license="",
            languages=(),
            sources=(HubSource("", engine.files, engine.optional),),
            listed=False,
            own=True,
            stem=name if engine.option == _VOICE else "",
        )

    def _engine(self, model: str) -> EngineModels:
        engine = split_id(model)[0]
        if engine not in self.engines:
            raise UnknownModel(
                f"there is no engine {engine!r} with models", hint=suggestion(engine, self.engines)
            )
        return self.engines[engine]

    def _foreign(self, model: str, repo: str) -> CatalogueEntry:
        engine = self.engines[split_id(model)[0]]
        return CatalogueEntry(
            id=model,
            description=f"{repo} of the hub",
            license="",
            languages=(),
            sources=(HubSource(repo, engine.files, engine.optional),),
            listed=False,
        )


def matching(names: Iterable[str], patterns: Iterable[str]) -> tuple[str, ...]:
    """Return the names that match any of the patterns; `*` does not match a slash."""
    alternatives = tuple(patterns)
    return tuple(
        name
        for name in names
        if any(
            name.count("/") == pattern.count("/")
            and all(map(fnmatchcase, name.split("/"), pattern.split("/")))
            if _WILDCARDS & set(pattern)
            else name == pattern
            for pattern in alternatives
        )
    )


def _entry(model: str, fields: Mapping[str, Any], engine: EngineModels) -> CatalogueEntry:
    asks = fields.get("asks")
    return CatalogueEntry(
        id=model,
        description=fields["description"],
        license=fields["license"],
        languages=tuple(fields["languages"]),
        sources=tuple(_source(source, engine) for source in fields["sources"]),
        bytes=fields.get("bytes"),
        rate=fields.get("rate"),
        asks=LicenseQuestion(**asks) if asks else None,
    )


def _source(fields: Mapping[str, Any], engine: EngineModels) -> Source:
    if "hub" in fields:
        return HubSource(
            repo=fields["hub"],
            files=tuple(fields.get("files", engine.files)),
            optional=tuple(fields.get("optional", () if "files" in fields else engine.optional)),
            revision=fields.get("revision", "main"),
            folder=fields.get("folder", ""),
        )
    return UrlSource(
        url=fields["url"],
        file=fields["file"],
        unpack=tuple(fields.get("unpack", ())),
        sha256=fields.get("sha256"),
        bytes=fields.get("bytes"),
    )
