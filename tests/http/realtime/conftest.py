"""A session without a socket: its events are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wyoming_morgan.http.voice.socket import VoiceSocket


class KeptEvents(VoiceSocket):
    """Keeps what is sent to a client."""

    def __init__(self) -> None:
        self.events: list[Mapping[str, Any]] = []

    async def send(self, message: Mapping[str, Any]) -> None:
        self.events.append(message)
