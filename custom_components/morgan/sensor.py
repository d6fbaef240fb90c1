"""How long turns take, which engines and models work, and how many calls wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import StatusEntity
from .entry import MorganConfigEntry
from .status import Status

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class StatusSensorDescription(SensorEntityDescription):
    """How a sensor reads the status."""

    value: Callable[[Status], str | float | None]
    attributes: Callable[[Status], Mapping[str, Any] | None] = lambda _: None
    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    entity_registry_enabled_default: bool = False


def _stage(stage: str) -> StatusSensorDescription:
    return StatusSensorDescription(
        key=f"stage_{stage}",
        translation_key=f"stage_{stage}",
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
        suggested_display_precision=0,
        value=lambda status: status.stages.get(stage),
    )


def _engine(service: str) -> StatusSensorDescription:
    def value(status: Status) -> str | None:
        engine = status.engines.get(service)
        return engine.engine if engine is not None else None

    def attributes(status: Status) -> Mapping[str, Any] | None:
        engine = status.engines.get(service)
        return {"stands_in_for": engine.stands_in_for} if engine is not None else None

    return StatusSensorDescription(
        key=f"engine_{service}", translation_key=f"engine_{service}", value=value, attributes=attributes
    )


SENSORS = (
    *map(_stage, ("endpoint", "transcribe", "agent", "first_audio", "synthesize")),
    *map(_engine, ("stt", "tts", "vad", "wake", "llm")),
    StatusSensorDescription(
        key="models",
        translation_key="models",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda status: len(status.loaded_models),
        attributes=lambda status: {"models": list(status.loaded_models)},
    ),
    StatusSensorDescription(
        key="queue",
        translation_key="queue",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda status: status.waiting,
        attributes=lambda status: {"running": status.running},
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors."""
    del hass
    async_add_entities(StatusSensor(entry, description) for description in SENSORS)


class StatusSensor(StatusEntity, SensorEntity):
    """One number or name of the status."""

    entity_description: StatusSensorDescription

    @property
    def native_value(self) -> str | float | None:
        """What Morgan said; None if it does not have it."""
        return self.entity_description.value(self.coordinator.data)

    @property
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """What belongs to it."""
        return self.entity_description.attributes(self.coordinator.data)
