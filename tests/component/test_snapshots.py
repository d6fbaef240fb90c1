"""What people see of the component stays as it is until somebody changes it on purpose.

To write it anew, run these tests with `--snapshot-update`, as test_component_alone.py runs them.
"""

from __future__ import annotations

from fake_morgan import FakeMorgan
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion


async def test_the_entities_and_devices_are_those_that_are_documented(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, snapshot: SnapshotAssertion
) -> None:
    await hass.async_block_till_done()
    entities = sorted(
        er.async_entries_for_config_entry(er.async_get(hass), linked.entry_id),
        key=lambda entity: entity.entity_id,
    )
    assert [
        {
            "entity_id": entity.entity_id,
            "name": entity.original_name,
            "translation_key": entity.translation_key,
            "category": entity.entity_category,
            "device_class": entity.original_device_class,
            "unit": entity.unit_of_measurement,
            "features": entity.supported_features,
            "disabled": entity.disabled_by,
        }
        for entity in entities
    ] == snapshot(name="entities")
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), linked.entry_id)
    assert [
        {
            "name": device.name,
            "manufacturer": device.manufacturer,
            "model": device.model,
            "type": device.entry_type,
            "version": device.sw_version,
        }
        for device in sorted(devices, key=lambda device: (device.name or "", device.model or ""))
    ] == snapshot(name="devices")
    del morgan
