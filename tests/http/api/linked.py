"""A home at one end of a real link, and a Morgan at the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType

from tests.http.conftest import Door, Serve
from tests.waiting import until
from wyoming_morgan.access.access import Access
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.app.home import HomeListener
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.home.model import Entity, Home
from wyoming_morgan.home.relayed import RelayedHome
from wyoming_morgan.llm.contract import LanguageModels

CONFIGURED = Home(entities=(Entity("Old lamp", "light"),))
DONE = {
    "response_type": "action_done",
    "speech": {},
    "data": {"success": [{"type": "entity", "name": "Reading lamp", "id": "light.reading"}], "failed": []},
}


class LinkedHome:
    """A home at the other end of the link."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.orders: list[dict[str, Any]] = []
        self.response: Mapping[str, Any] | None = DONE
        self.tools_response: Any = {}
        self.tool_response: Mapping[str, Any] | None = {"data": {"it": "is"}, "error": False}

    async def hello(self, home_id: str = "home", feed: str = "feed") -> dict[str, Any]:
        await self.send({"type": "hello", "protocol": 1, "home_id": home_id, "feed": feed})
        return await self.receive()

    async def send(self, *messages: Mapping[str, Any]) -> None:
        for message in messages:
            await self.socket.send_json(message)

    async def receive(self) -> dict[str, Any]:
        """Return the next message that is no status."""
        while True:
            frame = await self.socket.receive(timeout=20)
            assert frame.type is WSMsgType.TEXT, frame
            message: dict[str, Any] = frame.json()
            if message["type"] != "status":
                return message

    async def close_code(self) -> int | None:
        while (frame := await self.socket.receive(timeout=20)).type is WSMsgType.TEXT:
            assert frame.json()["type"] == "status"
        assert frame.type in {WSMsgType.CLOSE, WSMsgType.CLOSED}
        return self.socket.close_code

    async def tell(self, name: str = "Reading lamp", *, revision: int = 1) -> None:
        """Tell about a home with one lamp."""
        await self.send(
            {"type": "begin"},
            {
                "type": "places",
                "floors": [],
                "areas": [{"area_id": "study", "name": "Study", "aliases": ["library"], "floor_id": None}],
            },
            {
                "type": "entities",
                "exposed": [{"entity_id": "light.reading", "names": [name], "area_id": "study"}],
                "satellites": [
                    {"entity_id": "assist_satellite.study", "area_id": "study", "device_id": "device"}
                ],
                "gone": [],
            },
            {"type": "states", "a": {"light.reading": {"s": "off", "a": {"friendly_name": name}}}},
            {"type": "ready", "revision": revision},
        )

    async def turn(self, text: str, number: int = 1, **fields: Any) -> dict[str, Any]:
        """Ask for a turn, carry out its orders, and return its end, with its deltas as `said`."""
        await self.send({"type": "turn", "id": number, "text": text, **fields})
        said = ""
        while True:
            message = await self.receive()
            if message["type"] == "tools":
                await self.send({"type": "result", "id": message["id"], "response": self.tools_response})
                continue
            if message["type"] in {"intent", "tool"}:
                self.orders.append(message)
                response = self.response if message["type"] == "intent" else self.tool_response
                if response is not None:
                    await self.send({"type": "result", "id": message["id"], "response": response})
                continue
            assert message["id"] == number
            if message["type"] != "delta":
                return {**message, "said": said}
            said += message["text"]


class LinkedMorgan:
    """A Morgan whose agent follows the linked home, behind a real HTTP server."""

    def __init__(
        self,
        serve: Serve,
        grammar: Grammar,
        *,
        answer_seconds: float = 10.0,
        tool_seconds: float = 10.0,
        models: LanguageModels | None = None,
    ) -> None:
        self.home = RelayedHome(answer_seconds=answer_seconds, tool_seconds=tool_seconds)
        self.vocabularies: list[Vocabulary] = []
        self._grammar = grammar
        self._agent = Agent(self._grammar, home=self.home, models=models)
        self._listener = HomeListener(
            self.home, self._grammar, configured=CONFIGURED, expect=self._expect, quiet_seconds=0.0
        )
        self._serve = serve
        self.door: Door | None = None

    async def start(self, access: Access | None = None, **settings: Any) -> None:
        self._listener.start()
        await self._agent.start()
        replaced = {"agent": self._agent, "linked_home": self.home, "access": access}
        self.door = await self._serve(replaced=replaced, **settings)

    async def close(self) -> None:
        await self._listener.close()
        await self._agent.close()

    async def link(self, **options: Any) -> LinkedHome:
        assert self.door is not None
        return LinkedHome(await self.door.session.ws_connect(f"{self.door.url}/api/home/link", **options))

    async def linked(self) -> LinkedHome:
        """Return a home that has told about itself."""
        home = await self.link()
        await home.hello()
        await home.tell()
        await until(lambda: self.home.connected)
        return home

    async def _expect(self, vocabulary: Vocabulary) -> None:
        self.vocabularies.append(vocabulary)


Running = Callable[..., AbstractAsyncContextManager[LinkedMorgan]]
