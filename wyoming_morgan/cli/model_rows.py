"""The rows of `morgan models list`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wyoming_morgan.languages.tags import read_tag
from wyoming_morgan.models.disk import megabytes
from wyoming_morgan.models.store import folder_bytes, split_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wyoming_morgan.models.catalogue import Catalogue, CatalogueEntry
    from wyoming_morgan.models.store import ModelStore

_MOST_LANGUAGES = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One model. `bytes` is its size on disk, or about what it will be; `speed` is per second of audio."""

    id: str
    description: str
    license: str
    languages: tuple[str, ...]
    bytes: int | None
    on_disk: bool
    listed: bool
    rate: int | None = None
    speed: float | None = None

    def speaks(self, language: str) -> bool:
        """Whether it supports a language or a variant of it: `pt-BR` is a variant of `pt`."""
        prefix = f"{str(read_tag(language) or language).casefold()}-"
        return any(f"{tag.casefold()}-".startswith(prefix) for tag in self.languages)

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "id": self.id,
            "engine": split_id(self.id)[0],
            "description": self.description,
            "licence": self.license,
            "languages": self.languages,
            "bytes": self.bytes,
            "sample_rate": self.rate,
            "on_disk": self.on_disk,
            "in_catalogue": self.listed,
            "seconds_per_second": self.speed,
        }

    def cells(self) -> tuple[str, ...]:
        """Return it for people."""
        size = "" if self.bytes is None else megabytes(self.bytes)
        return (
            self.id,
            size if self.on_disk or not size else f"about {size}",
            "yes" if self.on_disk else "",
            "" if self.speed is None else f"{self.speed:.2f} s/s",
            self.license,
            _short(self.languages),
            self.description,
        )


COLUMNS = ("model", "size", "on disk", "speed", "license", "languages", "description")
LEAST_NEEDED = ("languages", "license", "speed")
"""The columns that a narrow terminal does without, in this order."""


def rows(catalogue: Catalogue, store: ModelStore, speeds: Mapping[str, float]) -> Iterator[Row]:
    """Yield the models of the catalogue, then those on disk that are not in it."""
    there = dict.fromkeys(store.ids())
    for entry in catalogue.entries:
        there.pop(entry.id, None)
        yield _row(entry, store, speeds)
    for model in there:
        engine, name = split_id(model)
        yield Row(
            id=model,
            description="added by you" if engine in catalogue.engines else "no engine has this name",
            license="",
            languages=(),
            bytes=folder_bytes(store.path(engine, name)),
            on_disk=True,
            listed=False,
            speed=speeds.get(model),
        )


def _row(entry: CatalogueEntry, store: ModelStore, speeds: Mapping[str, float]) -> Row:
    place = store.find(entry.engine, entry.name)
    return Row(
        id=entry.id,
        description=entry.description,
        license=entry.license,
        languages=entry.languages,
        bytes=entry.bytes if place is None else folder_bytes(place),
        on_disk=place is not None,
        listed=True,
        rate=entry.rate,
        speed=speeds.get(entry.id),
    )


def _short(languages: tuple[str, ...]) -> str:
    if len(languages) <= _MOST_LANGUAGES:
        return ", ".join(languages)
    return f"{', '.join(languages[:_MOST_LANGUAGES])} and {len(languages) - _MOST_LANGUAGES} more"
