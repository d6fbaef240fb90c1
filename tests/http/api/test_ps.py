"""The models in RAM."""

from __future__ import annotations

from tests.http.conftest import Door, Serve
from wyoming_morgan.engines.contract.engine import EngineKind, LoadedModel
from wyoming_morgan.http.services import EngineModel


async def test_models_are_listed_with_their_engine_and_times_to_a_millisecond(serve: Serve) -> None:
    model = LoadedModel(
        "base",
        loaded=True,
        running=1,
        waiting=2,
        memory_bytes=210,
        unload_seconds=59.61234,
        load_seconds=None,
    )
    door = await serve(
        replaced={"loaded_models": lambda: [EngineModel(EngineKind.STT, "faster-whisper", model)]}
    )
    async with door.get("/api/ps") as response:
        assert await response.json() == {
            "models": [
                {
                    "kind": "stt",
                    "engine": "faster-whisper",
                    "name": "base",
                    "loaded": True,
                    "memory_bytes": 210,
                    "running": 1,
                    "waiting": 2,
                    "unload_seconds": 59.612,
                    "load_seconds": None,
                }
            ]
        }


async def test_a_process_without_models_lists_none(door: Door) -> None:
    async with door.get("/api/ps") as response:
        assert await response.json() == {"models": []}
