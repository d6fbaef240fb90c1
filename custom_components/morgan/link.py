"""The link to Morgan: it tells the home, asks for turns, and has Morgan's orders carried out."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from homeassistant import const as home_assistant
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant, callback

from .client import MorganClient
from .const import LOGGER, PROTOCOL
from .errors import CannotConnect, KeyRefused, MorganError, OtherCertificate
from .feed import Feed
from .frames import Message, NotLinked, keep_alive, raise_refusal, receive, send
from .lookups import LOOKUPS, look_up
from .orders import carry_out, refusal

_WELCOME_SECONDS = 10.0
_NOBODY_WAITS = "nobody waits for this turn any more"
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0


@dataclass(slots=True)
class _Turn:
    context: Context
    messages: asyncio.Queue[Message | None] = field(default_factory=asyncio.Queue)


class HomeLink:
    """Keeps one link open as long as the entry is loaded."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], client: MorganClient, version: str
    ) -> None:
        """Prepare; `version` is the version of this component, which is sent to Morgan."""
        self._hass = hass
        self._entry = entry
        self._client = client
        self._version = version
        self.available = False
        """Whether Morgan has been told the home, and can be asked."""
        self._feed = Feed(hass)
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._numbers = itertools.count(1)
        self._turns: dict[int, _Turn] = {}
        self._listeners: list[Callable[[], None]] = []
        self._subscribers: dict[str, list[Callable[[Message], None]]] = {}
        self._task: asyncio.Task[None] | None = None

    @callback
    def start(self) -> None:
        """Open the link, and open it again whenever it breaks."""
        self._feed.start()
        self._task = self._entry.async_create_background_task(self._hass, self._run(), "morgan link")

    async def close(self) -> None:
        """Close the link for good."""
        self._feed.stop()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @callback
    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` whenever `available` changes; return a function that ends this."""
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    @callback
    def subscribe(self, message_type: str, heard: Callable[[Message], None]) -> Callable[[], None]:
        """Call `heard` with every message of a type that Morgan sends; return a function that ends this."""
        heard_by = self._subscribers.setdefault(message_type, [])
        heard_by.append(heard)
        return lambda: heard_by.remove(heard)

    async def turn(self, context: Context, **asked: Any) -> AsyncGenerator[Message]:
        """Ask for a turn; give its messages, of which the last is `done` or `failed`.

        Each `tool` and `tools` among them has to be answered by `give_result`.

        Args:
            context: Of the user who speaks; what Morgan orders in this turn is done in it.
            asked: The fields of the message.

        Raises:
            NotLinked: the link is not open, or broke.
        """
        socket = self._socket
        if socket is None or not self.available:
            raise NotLinked("Morgan is not linked")
        number = next(self._numbers)
        turn = self._turns[number] = _Turn(context)
        ended = False
        try:
            await send(socket, {"type": "turn", "id": number, "user_id": context.user_id, **asked})
            while not ended:
                message = await turn.messages.get()
                if message is None:
                    ended = True
                    raise NotLinked("the link to Morgan broke")
                ended = message["type"] in {"done", "failed"}
                yield message
        finally:
            del self._turns[number]
            if not ended:
                with suppress(NotLinked):
                    await send(socket, {"type": "cancel", "id": number})

    async def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        last_reason = ""
        while True:
            was_available = False
            try:
                was_available = await self._follow()
                reason = "the connection was closed"
            except (KeyRefused, OtherCertificate) as error:
                reason = str(error)
                self._entry.async_start_reauth(self._hass)
            except MorganError as error:
                reason = str(error)
            except Exception:  # noqa: BLE001 - a link that gave up would need a restart of Home Assistant
                reason = "an unexpected error"
                LOGGER.exception("The link to Morgan failed")
            if was_available:
                pause, last_reason = FIRST_PAUSE_SECONDS, ""
            if reason != last_reason:
                LOGGER.info("Not linked with Morgan: %s", reason)
                last_reason = reason
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, keeps no secret
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _follow(self) -> bool:
        """Use one connection until its end; return whether Morgan could be asked over it."""
        socket = await self._client.open_link()
        try:
            revision = await self._greet(socket)
            self._socket = socket
            tasks = [
                asyncio.create_task(self._tell(socket, revision), name="morgan feed"),
                asyncio.create_task(keep_alive(socket), name="morgan ping"),
            ]
            try:
                while (message := await receive(socket)) is not None:
                    self._take(socket, message)
                raise_refusal(socket)
            finally:
                was_available = self.available
                self._lost()
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            await socket.close()
        return was_available

    async def _greet(self, socket: aiohttp.ClientWebSocketResponse) -> int | None:
        await send(
            socket,
            {
                "type": "hello",
                "protocol": PROTOCOL,
                # An entry is a home of its own: two entries for one server must not take turns with one link.
                "home_id": self._entry.entry_id,
                "feed": self._feed.account,
                "component": self._version,
                "home_assistant": home_assistant.__version__,
                "lookups": list(LOOKUPS),
            },
        )
        try:
            async with asyncio.timeout(_WELCOME_SECONDS):
                welcome = await receive(socket)
        except TimeoutError as error:
            raise CannotConnect("Morgan does not welcome this home") from error
        if welcome is None or welcome.get("type") != "welcome":
            raise_refusal(socket)
            raise CannotConnect("Morgan does not welcome this home")
        revision = welcome.get("revision")
        return revision if isinstance(revision, int) else None

    async def _tell(self, socket: aiohttp.ClientWebSocketResponse, revision: int | None) -> None:
        try:
            async with aclosing(self._feed.messages(revision)) as messages:
                async for message in messages:
                    await send(socket, message)
                    if message["type"] == "ready" and not self.available:
                        self._set_available(available=True)
                        LOGGER.info("Linked with Morgan")
        except NotLinked:
            pass
        except Exception:  # noqa: BLE001 - the link is opened anew, and all is told again
            LOGGER.exception("The home could not be sent to Morgan")
        await socket.close()

    @callback
    def _take(self, socket: aiohttp.ClientWebSocketResponse, message: Message) -> None:
        kind, number = message.get("type"), message.get("id")
        for hear in tuple(self._subscribers.get(str(kind), ())):
            try:
                hear(message)
            except Exception:  # noqa: BLE001 - whatever one message does, the link stays
                LOGGER.exception("A message of Morgan could not be used: %s", kind)
        if not isinstance(number, int):
            return
        if kind in {"tool", "tools"}:
            self._take_call(socket, number, message)
        elif kind in {"delta", "done", "failed"} and (turn := self._turns.get(number)) is not None:
            turn.messages.put_nowait(message)
        elif kind in {"intent", "lookup"}:
            self._entry.async_create_background_task(
                self._hass, self._answer(socket, message), f"morgan order {number}"
            )

    @callback
    def _take_call(self, socket: aiohttp.ClientWebSocketResponse, number: int, message: Message) -> None:
        """Hand the call of a tool, or the request for all, to the turn with whose rights it is run."""
        turn_number = message.get("turn")
        turn = self._turns.get(turn_number) if isinstance(turn_number, int) else None
        if turn is not None:
            turn.messages.put_nowait(message)
            return
        gone = {"data": _NOBODY_WAITS, "error": True}
        self._entry.async_create_background_task(
            self._hass, _reply(socket, number, gone), f"morgan call {number}"
        )

    async def give_result(self, number: int, response: Any) -> None:
        """Tell Morgan the result of a tool that it had run in a turn.

        Raises:
            NotLinked: the link broke, and with it the turn.
        """
        if self._socket is None:
            raise NotLinked("the link to Morgan broke")
        await send(self._socket, {"type": "result", "id": number, "response": response})

    async def _answer(self, socket: aiohttp.ClientWebSocketResponse, order: Message) -> None:
        turn_number = order.get("turn")
        if turn_number is None:
            context: Context | None = Context()
        else:
            turn = self._turns.get(turn_number)
            context = turn.context if turn is not None else None
        looks = order["type"] == "lookup"
        if context is None:
            # Whose rights would count is not known any more.
            response = {"error": _NOBODY_WAITS} if looks else refusal(self._hass, order, _NOBODY_WAITS)
        else:
            response = await (look_up if looks else carry_out)(self._hass, order, context)
        await _reply(socket, order["id"], response)

    @callback
    def _lost(self) -> None:
        self._socket = None
        for turn in self._turns.values():
            turn.messages.put_nowait(None)
        self._set_available(available=False)

    @callback
    def _set_available(self, *, available: bool) -> None:
        if available != self.available:
            self.available = available
            for changed in tuple(self._listeners):
                changed()


async def _reply(socket: aiohttp.ClientWebSocketResponse, number: int, response: Any) -> None:
    with suppress(NotLinked):
        await send(socket, {"type": "result", "id": number, "response": response})
