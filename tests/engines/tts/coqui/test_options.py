"""Coqui's options and their bounds."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from wyoming_morgan.engines.contract.options import Device
from wyoming_morgan.engines.tts.coqui.options import CoquiOptions


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda"])
def test_devices_are_told_by_their_usual_names(device: Device) -> None:
    assert CoquiOptions(device=device).device == device


@pytest.mark.parametrize(
    "options",
    [
        {"device": "gpu"},
        {"device": "cuda:x"},
        {"device_index": -1},
        {"rate": 1},
        {"temperature": 0},
        {"stream_tokens": 0},
        {"no_such": 1},
    ],
    ids=lambda options: " ".join(f"{name}={value}" for name, value in options.items()),
)
def test_options_out_of_bounds_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CoquiOptions.model_validate(options)
