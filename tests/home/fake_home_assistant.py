"""Home Assistant's WebSocket and REST interfaces as far as Morgan uses them, with a home that a test changes.

The shapes are those of Home Assistant 2026.11's own source: `websocket_api/auth.py` (logging in),
`websocket_api/commands.py` (`subscribe_entities`, `subscribe_events`, `supported_features`),
`core.py` (`as_compressed_state`), `config/*_registry.py`, `helpers/*_registry.py` (`as_partial_dict`,
`extended_dict`), `homeassistant/exposed_entities.py` and `intent/__init__.py` (`IntentHandleView`).
The same connection is tested against the real one in tests/home_assistant/test_token.py.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from aiohttp import WSMsgType, web

TOKEN = "eyJ-a-very-secret-token"  # noqa: S105 - of the fake
_ADMINISTRATORS_ONLY = {"homeassistant/expose_entity/list", "config/auth/list"}


def entity(entity_id: str, **fields: Any) -> dict[str, Any]:
    """An entry of the entity registry, exposed unless stated otherwise."""
    exposed = fields.pop("exposed", True)
    return {
        "entity_id": entity_id,
        "area_id": None,
        "device_id": None,
        "disabled_by": None,
        "hidden_by": None,
        "name": None,
        "platform": "template",
        "options": {} if exposed is None else {"conversation": {"should_expose": exposed}},
        "aliases": [None],
        **fields,
    }


class FakeHomeAssistant:
    """Answers with `floors`, `areas`, `devices`, `entities` and `states`; `tell` and the like send events."""

    def __init__(self) -> None:
        self.floors: list[dict[str, Any]] = []
        self.areas: list[dict[str, Any]] = []
        self.devices: list[dict[str, Any]] = []
        self.entities: dict[str, dict[str, Any]] = {}
        self.unregistered: set[str] = set()
        """Exposed entities that are in no registry."""
        self.states: dict[str, tuple[str, dict[str, Any]]] = {}
        self.related: dict[str, list[str]] = {}
        """What scripts and automations reach."""
        self.configurations: dict[str, dict[str, Any]] = {}
        """How scripts are written."""
        self.in_places: dict[str, list[str]] = {}
        """The entities in areas, on floors and with labels, by their ids."""
        self.users: list[dict[str, Any]] = []
        """What `config/auth/list` answers."""
        self.components: set[str] = set()
        """The integrations that there are, of those that somebody asks for."""
        self.unknown_commands: set[str] = set()
        self.administrator = True
        self.token = TOKEN
        self.pongs = True
        self.intent: Callable[[], web.Response] | None = None
        """Makes what `/api/intent/handle` answers; None: it answers nothing at all."""
        self.intents: list[dict[str, Any]] = []
        self.time_zone = "Europe/Berlin"
        self.findings: Callable[[], web.Response] | None = None
        """Makes what an action with a response answers; None: it answers nothing at all."""
        self.actions: list[tuple[str, dict[str, Any]]] = []
        self.commands: list[str] = []
        self.logins = 0
        self.port = 0
        self._sockets: dict[web.WebSocketResponse, dict[int, dict[str, Any]]] = {}
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen, on the port of the last time if there was one."""
        app = web.Application()
        app.router.add_get("/api/websocket", self._serve)
        app.router.add_post("/api/intent/handle", self._handle)
        app.router.add_get("/api/config", self._configuration)
        app.router.add_post("/api/services/{domain}/{service}", self._serve_action)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """End all connections and listen no more."""
        await self.drop()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def drop(self) -> None:
        """End all connections."""
        for socket in tuple(self._sockets):
            await socket.close()

    def furnish(self, entity_id: str, name: str, state: str = "off", **fields: Any) -> None:
        """Put an entity into the home before anybody asks."""
        attributes = {"friendly_name": name, **fields.pop("attributes", {})}
        self.entities[entity_id] = entity(entity_id, **fields)
        self.states[entity_id] = (state, attributes)

    async def tell(self, event: dict[str, Any]) -> None:
        """Send an event to whoever follows states."""
        await self._send("subscribe_entities", event)

    async def change(self, entity_id: str, state: str, *, gone: tuple[str, ...] = (), **new: Any) -> None:
        """Change a state, and send what has changed."""
        attributes = {k: v for k, v in self.states[entity_id][1].items() if k not in gone} | new
        self.states[entity_id] = (state, attributes)
        change: dict[str, Any] = {"+": {"s": state, "a": new, "c": "ctx", "lc": 1.0}}
        if gone:
            change["-"] = {"a": list(gone)}
        await self.tell({"c": {entity_id: change}})

    async def registry_updated(self, what: str, **which: str) -> None:
        """Tell that a registry has changed, and where."""
        event_type = f"{what}_registry_updated"
        event = {"event_type": event_type, "data": {"action": "update", **which}, "origin": "LOCAL"}
        await self._send("subscribe_events", event, event_type=event_type)

    async def send_raw(self, text: str) -> None:
        """Send any text at all."""
        for socket in tuple(self._sockets):
            await socket.send_str(text)

    async def _send(self, command: str, event: Any, **fields: Any) -> None:
        for socket, subscriptions in self._sockets.items():
            for number, asked in subscriptions.items():
                if asked["type"] == command and all(asked.get(key) == fields[key] for key in fields):
                    await socket.send_json([{"id": number, "type": "event", "event": event}])

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=self.pongs)
        await socket.prepare(request)
        await socket.send_json({"type": "auth_required", "ha_version": "2026.11.0"})
        if (await socket.receive_json()) != {"type": "auth", "access_token": self.token}:
            await socket.send_json({"type": "auth_invalid", "message": "Invalid access token or password"})
            await socket.close()
            return socket
        self.logins += 1
        await socket.send_json({"type": "auth_ok", "ha_version": "2026.11.0"})
        self._sockets[socket] = {}
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._answer(socket, frame.json())
        finally:
            del self._sockets[socket]
        return socket

    async def _answer(self, socket: web.WebSocketResponse, asked: dict[str, Any]) -> None:
        number, command = asked["id"], asked["type"]
        self.commands.append(command)
        if command in self.unknown_commands:
            error = {"code": "unknown_command", "message": "Unknown command."}
            await socket.send_json({"id": number, "type": "result", "success": False, "error": error})
            return
        if command in _ADMINISTRATORS_ONLY and not self.administrator:
            error = {"code": "unauthorized", "message": "Unauthorized"}
            await socket.send_json({"id": number, "type": "result", "success": False, "error": error})
            return
        if command == "manifest/get" and asked["integration"] not in self.components:
            error = {"code": "not_found", "message": "Integration not found"}
            await socket.send_json({"id": number, "type": "result", "success": False, "error": error})
            return
        if command in {"subscribe_entities", "subscribe_events"}:
            self._sockets[socket][number] = asked
        result = self._result(socket, asked)
        await socket.send_json({"id": number, "type": "result", "success": True, "result": result})
        if command == "subscribe_entities":
            wanted = asked.get("entity_ids") or self.states
            added = {
                one: {"s": state, "a": attributes, "c": "ctx", "lc": 1.0}
                for one, (state, attributes) in self.states.items()
                if one in wanted
            }
            await socket.send_json({"id": number, "type": "event", "event": {"a": added}})

    def _result(self, socket: web.WebSocketResponse, asked: dict[str, Any]) -> Any:
        listed = (i for i, one in self.entities.items() if _exposed(one))
        match asked["type"]:
            case "config/floor_registry/list":
                result: Any = self.floors
            case "config/area_registry/list":
                result = self.areas
            case "config/device_registry/list":
                result = self.devices
            case "config/entity_registry/list":
                result = [{k: v for k, v in one.items() if k != "aliases"} for one in self.entities.values()]
            case "config/entity_registry/get_entries":
                result = {one: self.entities.get(one) for one in asked["entity_ids"]}
            case "homeassistant/expose_entity/list":
                exposed = {one: {"conversation": True} for one in (*listed, *self.unregistered)}
                result = {"exposed_entities": exposed}
            case "unsubscribe_events":
                result = None
                del self._sockets[socket][asked["subscription"]]
            case _:
                result = self._reached(asked)
        return result

    def _reached(self, asked: dict[str, Any]) -> Any:
        match asked["type"]:
            case "search/related":
                reached = self.related.get(asked["item_id"], [])
                return {"entity": reached} if reached else {}
            case "config/auth/list":
                return self.users
            case "manifest/get":
                return {"domain": asked["integration"]}
            case "script/config":
                return {"config": self.configurations.get(asked["entity_id"])}
            case "extract_from_target":
                places = [place for ids in asked["target"].values() for place in ids]
                return {"referenced_entities": [key for place in places for key in self.in_places[place]]}
        return None

    async def _configuration(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.Response(status=401, text="401: Unauthorized")
        return web.json_response({"time_zone": self.time_zone, "version": "2026.11.0"})

    async def _serve_action(self, request: web.Request) -> web.Response:
        assert "return_response" in request.query
        action = f"{request.match_info['domain']}.{request.match_info['service']}"
        self.actions.append((action, await request.json()))
        if self.findings is None:
            await asyncio.sleep(3600)
        assert self.findings is not None
        return self.findings()

    async def _handle(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.Response(status=401, text="401: Unauthorized")
        self.intents.append(await request.json())
        if self.intent is None:
            await asyncio.sleep(3600)
        assert self.intent is not None
        return self.intent()


def _exposed(one: dict[str, Any]) -> bool:
    return bool(one["options"].get("conversation", {}).get("should_expose"))


@contextlib.asynccontextmanager
async def fake_home_assistant() -> AsyncIterator[FakeHomeAssistant]:
    """A furnished home: a kitchen with a light and a satellite, an office, and what nobody may name."""
    home = FakeHomeAssistant()
    home.floors = [{"floor_id": "ground", "name": "Ground floor", "aliases": ["downstairs"], "level": 0}]
    home.areas = [
        {"area_id": "kitchen", "name": "Kitchen", "aliases": ["galley"], "floor_id": "ground"},
        {"area_id": "office", "name": "Office", "aliases": [], "floor_id": None},
    ]
    home.devices = [
        {"id": "d1", "area_id": "kitchen", "name": "Satellite"},
        {"id": "d2", "area_id": "office"},
    ]
    home.furnish(
        "light.ceiling",
        "Kitchen light",
        area_id="kitchen",
        aliases=[None, "big lamp"],
        attributes={"supported_color_modes": ["color_temp", "xy"], "brightness": 20},
    )
    home.furnish("lock.door", "Front door", "locked", device_id="d2")
    home.furnish("cover.gate", "Gate", "closed", attributes={"device_class": "garage"})
    home.furnish("switch.secret", "Secret switch", exposed=False)
    home.furnish("assist_satellite.kitchen", "Kitchen satellite", "idle", device_id="d1", exposed=False)
    await home.start()
    try:
        yield home
    finally:
        await home.stop()
