"""What is allowed in the settings of a home, and is probably not meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wyoming_morgan.config.complaints import Complaint, Path, dotted
from wyoming_morgan.config.home import AreaSettings, EntitySettings, HomeSettings
from wyoming_morgan.config.validation import source_of
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.settings import setting
from wyoming_morgan.suggestions import did_you_mean

_HOME: Path = ("core", "home")

DOMAINS = frozenset(
    """
    ai_task air_quality alarm_control_panel assist_satellite automation binary_sensor button calendar camera
    climate conversation counter cover date datetime device_tracker event fan geo_location group humidifier
    image image_processing input_boolean input_button input_datetime input_number input_select input_text
    lawn_mower light lock media_player notify number person plant remote scene schedule script select sensor
    siren stt sun switch tag text time timer todo tts update vacuum valve wake_word water_heater weather zone
    """.split()
)
"""The domains of entities that Home Assistant itself has; integrations of others may add some.

https://developers.home-assistant.io/docs/core/entity and the helpers of
https://www.home-assistant.io/integrations/#helper.
"""


def home_warnings(
    home: HomeSettings, assistant: HomeAssistantSettings, sources: Mapping[Path, str]
) -> Iterator[Complaint]:
    """Yield warnings about unknown domains, names that cannot be told apart, and missing settings."""
    yield from _half_configured(assistant, sources)
    yield from _unknown_domains(home.entities, sources)
    yield from _repeated_areas(home.areas, sources)
    yield from _repeated_entities(home.entities, sources)


def _half_configured(assistant: HomeAssistantSettings, sources: Mapping[Path, str]) -> Iterator[Complaint]:
    url, token = setting("core.home_assistant.url"), setting("core.home_assistant.token")
    if bool(assistant.url) != bool(assistant.token):
        given, other = (url, token) if assistant.url else (token, url)
        place = source_of(tuple(given.split(".")), sources)
        yield Complaint(place, f"{given} has no effect without {other}")


def _unknown_domains(entities: Iterable[EntitySettings], sources: Mapping[Path, str]) -> Iterator[Complaint]:
    for index, entity in enumerate(entities):
        if entity.domain not in DOMAINS:
            path: Path = (*_HOME, "entities", index, "domain")
            problem = f"{dotted(path)}: Home Assistant itself has no domain {entity.domain!r}"
            question = did_you_mean(entity.domain, sorted(DOMAINS))
            yield Complaint(source_of(path, sources), problem, question)


def _repeated_areas(areas: Iterable[AreaSettings], sources: Mapping[Path, str]) -> Iterator[Complaint]:
    owners: dict[str, int] = {}
    for index, area in enumerate(areas):
        for name in (area.name, *area.aliases):
            owner = owners.setdefault(name.casefold(), index)
            if owner != index:
                path: Path = (*_HOME, "areas", index)
                earlier = dotted((*_HOME, "areas", owner))
                problem = f"{dotted(path)}: {earlier} is called {name!r}, too; Morgan cannot tell them apart"
                yield Complaint(source_of(path, sources), problem)
                break


def _repeated_entities(
    entities: Iterable[EntitySettings], sources: Mapping[Path, str]
) -> Iterator[Complaint]:
    owners: dict[tuple[str, str | None, str], int] = {}
    for index, entity in enumerate(entities):
        for name in (entity.name, *entity.aliases):
            owner = owners.setdefault((entity.domain, entity.area, name.casefold()), index)
            if owner != index:
                path: Path = (*_HOME, "entities", index)
                place = f" in {entity.area!r}" if entity.area is not None else ""
                earlier = dotted((*_HOME, "entities", owner))
                problem = (
                    f"{dotted(path)}: {earlier} is a {entity.domain} called {name!r}{place}, too; "
                    "Morgan cannot tell them apart"
                )
                yield Complaint(source_of(path, sources), problem)
                break
