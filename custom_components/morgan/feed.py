"""What Morgan is told of the home: all of it once, then what changes."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_listen_entity_updates
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
)
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers import (
    floor_registry as fr,
)

from .const import ASSISTANT
from .picture import NAMING, Picture, Shown, take_picture
from .wording import MOST_AT_ONCE, chunks, clean, encoded

SETTLE_SECONDS = 0.5
"""How long changes of names, rooms and exposure are collected before they are told together."""
_REGISTRIES = (
    er.EVENT_ENTITY_REGISTRY_UPDATED,
    dr.EVENT_DEVICE_REGISTRY_UPDATED,
    ar.EVENT_AREA_REGISTRY_UPDATED,
    fr.EVENT_FLOOR_REGISTRY_UPDATED,
)

Message = dict[str, Any]


class Feed:
    """Tells one Morgan about the home, over one connection after another."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self.account = uuid.uuid4().hex
        """New in each feed: it cannot say what has changed since another one."""
        self._revision = 0
        self._told = Picture()
        self._sent: dict[str, State] = {}
        self._changed: set[str] = set()
        self._renew = False
        self._wake = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._ends: list[Callable[[], None]] = []

    @callback
    def start(self) -> None:
        """Begin to listen to what changes."""
        self._ends = [
            self._hass.bus.async_listen(EVENT_STATE_CHANGED, self._on_state),
            *(self._hass.bus.async_listen(event, self._on_registry) for event in _REGISTRIES),
            async_listen_entity_updates(self._hass, ASSISTANT, self._expect_renewal),
        ]

    @callback
    def stop(self) -> None:
        """Stop listening."""
        for end in self._ends:
            end()
        self._ends = []
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def messages(self, known_revision: int | None) -> AsyncGenerator[Message]:
        """Give what to send over a new connection, without end.

        Args:
            known_revision: The revision of this feed that Morgan still has; None for nothing.
        """
        self._sent.clear()
        self._changed.clear()
        self._renew = False
        picture = await take_picture(self._hass)
        if known_revision is None or known_revision != self._revision:
            self._told = Picture()
            yield {"type": "begin"}
        for message in self._difference(picture):
            yield message
        # Also what Morgan has: states that were on their way when the connection broke are lost.
        for message in self._all_states():
            yield message
        yield {"type": "ready", "revision": self._revision}
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, set()
            difference: list[Message] = []
            if self._renew:
                self._renew = False
                picture = await take_picture(self._hass)
                difference = list(self._difference(picture))
                changed.update(key for key in picture.exposed if key not in self._sent)
            for message in (*difference, *self._states(sorted(changed))):
                yield message
            if difference:
                yield {"type": "ready", "revision": self._revision}

    def _difference(self, picture: Picture) -> Iterator[Message]:
        """Take a picture as told, and return what tells it. Its revision is new at once.

        So, if the connection breaks in between, Morgan is told everything.
        """
        before, self._told = self._told, picture
        if picture == before:
            return
        self._revision += 1
        gone = [key for kind in (_exposed, _placed) for key in kind(before) if key not in kind(picture)]
        for entity_id in gone:
            self._sent.pop(entity_id, None)
        if (picture.floors, picture.areas) != (before.floors, before.areas):
            yield {"type": "places", "floors": picture.floors, "areas": picture.areas}
        for start in range(0, len(gone), MOST_AT_ONCE):
            yield {"type": "entities", "gone": gone[start : start + MOST_AT_ONCE]}
        for name, kind in (("exposed", _exposed), ("satellites", _placed)):
            old = kind(before)
            changed = (
                (key, shown.message(key)) for key, shown in kind(picture).items() if old.get(key) != shown
            )
            for chunk in chunks(changed):
                yield {"type": "entities", name: list(chunk.values())}

    def _all_states(self) -> Iterator[Message]:
        states = ((key, self._hass.states.get(key)) for key in self._told.exposed)
        return self._added(state for _, state in states if state is not None)

    def _states(self, entity_ids: Iterable[str]) -> Iterator[Message]:
        """Return what tells the present states of some entities."""
        new: list[State] = []
        changes: dict[str, Any] = {}
        removed: list[str] = []
        for entity_id in entity_ids:
            if entity_id not in self._told.exposed:
                continue
            state, sent = self._hass.states.get(entity_id), self._sent.get(entity_id)
            if state is None:
                if self._sent.pop(entity_id, None) is not None:
                    removed.append(entity_id)
            elif sent is None:
                new.append(state)
            elif state is not sent:
                self._sent[entity_id] = state
                changes[entity_id] = _change(sent, state)
        yield from self._added(new)
        for chunk in chunks(changes.items()):
            yield {"type": "states", "c": chunk}
        if removed:
            yield {"type": "states", "r": removed}

    def _added(self, states: Iterable[State]) -> Iterator[Message]:
        def items() -> Iterator[tuple[str, Any]]:
            for state in states:
                self._sent[state.entity_id] = state
                yield state.entity_id, {"s": clean(state.state), "a": encoded(state.attributes)}

        return ({"type": "states", "a": chunk} for chunk in chunks(items()))

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        entity_id, old, new = event.data["entity_id"], event.data["old_state"], event.data["new_state"]
        if old is None or new is None:
            self._expect_renewal()
        if entity_id not in self._told.exposed:
            return
        if old is not None and new is not None and _naming(old) != _naming(new):
            self._expect_renewal()
        self._changed.add(entity_id)
        self._wake.set()

    @callback
    def _on_registry(self, event: Event[Any]) -> None:
        del event
        self._expect_renewal()

    @callback
    def _expect_renewal(self) -> None:
        if self._timer is None:
            self._timer = self._hass.loop.call_later(SETTLE_SECONDS, self._settled)

    @callback
    def _settled(self) -> None:
        self._timer = None
        self._renew = True
        self._wake.set()


def _exposed(picture: Picture) -> Mapping[str, Shown]:
    return picture.exposed


def _placed(picture: Picture) -> Mapping[str, Shown]:
    """Return the satellites of which only the place is told."""
    return {key: shown for key, shown in picture.satellites.items() if key not in picture.exposed}


def _naming(state: State) -> list[Any]:
    return [state.attributes.get(key) for key in NAMING]


def _change(before: State, after: State) -> dict[str, Any]:
    old, new = before.attributes, after.attributes
    added = encoded({key: value for key, value in new.items() if key not in old or old[key] != value})
    # What can no longer be told is removed too, so that no old value stays.
    removed = [key for key in old if key not in new or (key not in added and old[key] != new[key])]
    change: dict[str, Any] = {"+": {"s": clean(after.state), "a": added}}
    return change | ({"-": {"a": removed}} if removed else {})
