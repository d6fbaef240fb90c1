"""What the banner is told of a server that is up."""

from __future__ import annotations

import pytest

from wyoming_morgan.cli import facts
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.serving import Server


async def test_without_a_network_the_address_is_that_of_this_machine_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(facts, "machine_addresses", lambda: ("127.0.0.1", "::1"))
    config = Config.model_validate(
        {
            "core": {"wyoming": {"advertise": False}},
            "vad": {"wyoming_port": 0, "http_port": 0},
        }
    )
    server = Server(config, frozenset({Service.VAD}), Registry.discover())
    await server.start()
    try:
        gathered = facts.gather(server, config)
        assert {host for host, _ in gathered.wyoming} == {"127.0.0.1"}
        wakes = next(service for service in gathered.services if service.purpose == "wakes")
        assert (wakes.engine, "Okay Nabu" in wakes.why) == ("microwakeword", True)
    finally:
        await server.stop()
