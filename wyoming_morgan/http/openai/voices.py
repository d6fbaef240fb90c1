"""`GET /v1/audio/voices`: the voices to choose from, in the shape that Open WebUI reads."""

from __future__ import annotations

from aiohttp import web

from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.voice.contract import Mouth


class VoicesRoutes:
    """The route that lists voices."""

    def __init__(self, tts: Mouth) -> None:
        self._tts = tts

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.get("/v1/audio/voices", self._list)]

    async def _list(self, request: web.Request) -> web.Response:
        del request
        voices = [
            {
                "id": voice.name,
                "name": voice.description or voice.name,
                "languages": list(voice.languages),
                "speakers": list(voice.speakers),
                "licence": voice.license or None,
                "sample_rate": voice.rate or self._tts.format.rate,
            }
            for voice in self._tts.voices
        ]
        return web.json_response({"voices": voices})


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without text-to-speech."""
    tts = context.services.tts
    return [] if tts is None else VoicesRoutes(tts).routes()
