"""The list of voices."""

from __future__ import annotations

from tests.http.conftest import Door


async def test_the_voices_are_listed(door: Door) -> None:
    async with door.get("/v1/audio/voices") as response:
        voices = (await response.json())["voices"]
    assert [(voice["id"], voice["name"]) for voice in voices] == [
        ("amy", "Amy, English"),
        ("karl", "Karl, German"),
    ]
    assert voices[1]["languages"] == ["de-DE", "de"]
    assert voices[1]["speakers"] == ["calm", "glad"]
    assert [(voice["licence"], voice["sample_rate"]) for voice in voices] == [(None, 22_050), ("CC0", 16_000)]
