"""A home that tells about itself over a link which it opens, and carries out what it is asked to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from wyoming_morgan.errors import Busy, EngineUnavailable
from wyoming_morgan.home.actions import UNKNOWN_IF_DONE, read_response
from wyoming_morgan.home.contract import ActionResult, EntityState, Place
from wyoming_morgan.home.listeners import ChangeListeners
from wyoming_morgan.home.lookups import Findings, Lookup, read_findings
from wyoming_morgan.home.mirror import Mirror
from wyoming_morgan.home.model import Home
from wyoming_morgan.home.registry import AreaEntry, EntityEntry, FloorEntry
from wyoming_morgan.home.scripts import ReachedByScripts
from wyoming_morgan.home.status import HomeStatus, status_of


@dataclass(frozen=True, slots=True)
class Feed:
    """Who tells: one home, and its present account of all changes."""

    home_id: str
    account: str


class Carrier(Protocol):
    """The open link of a home: `http.link.socket.LinkSocket`."""

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> Mapping[str, Any]:
        """Return Home Assistant's response to an intent.

        Raises:
            EngineUnavailable: the link is closed; the intent was not sent.
            ConnectionError: the link broke before the response came.
        """

    async def look_up(self, lookup: Lookup, *, turn: int | None) -> Mapping[str, Any]:
        """Return what the home has found. It raises what `handle_intent` does."""


class RelayedHome:
    """Fulfils `HomeLink` with what a linked home sends; the last known names stay while it is away."""

    def __init__(self, *, answer_seconds: float, tool_seconds: float = 30.0) -> None:
        """Prepare for a home that may come.

        Args:
            answer_seconds: How long the home may take to carry out an intent.
            tool_seconds: How long it may take to run one of its tools.
        """
        self._answer_seconds = answer_seconds
        self.tool_seconds = tool_seconds
        self._mirror = Mirror()
        self._next: Mirror | None = None
        self._carrier: Carrier | None = None
        self._lookups: frozenset[str] = frozenset()
        self._feed: Feed | None = None
        self._known: tuple[Feed, int] | None = None
        self._listeners = ChangeListeners()

    @property
    def linked(self) -> bool:
        """Whether a home has reported itself since Morgan started."""
        return self._known is not None

    @property
    def home(self) -> Home:
        """The names exposed to voice assistants; the last known ones while the home is away."""
        return self._mirror.home

    @property
    def states(self) -> Mapping[str, EntityState]:
        """The live state of every exposed entity by its entity id."""
        return self._mirror.states

    @property
    def connected(self) -> bool:
        """Whether the states are live now."""
        return self._carrier is not None and self.linked

    @property
    def status(self) -> HomeStatus:
        """How the link stands; once it is `linked`."""
        return status_of(self.home, connected=self.connected)

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` whenever the names change; return a function that ends this."""
        return self._listeners.add(changed)

    def open(self, carrier: Carrier, feed: Feed, lookups: Iterable[str] = ()) -> int | None:
        """Take a home's link, and return the revision that is known of its feed: None for nothing.

        Args:
            carrier: The link.
            feed: Who tells.
            lookups: The kinds of things that the home can look up.

        Raises:
            Busy: another home is linked.
        """
        if self._carrier is not None and self._feed is not None and feed.home_id != self._feed.home_id:
            raise Busy(
                "another home is linked to this Morgan",
                hint="remove Morgan from the other Home Assistant, or run a Morgan for each home",
            )
        self._carrier, self._feed, self._next = carrier, feed, None
        self._lookups = frozenset(lookups)
        return self._known[1] if self._known is not None and self._known[0] == feed else None

    def is_told_by(self, carrier: Carrier) -> bool:
        """Whether this is the link that counts: the home has not opened another one since."""
        return self._carrier is carrier

    def close(self, carrier: Carrier) -> None:
        """Note that a link has ended; if the home has opened another one since, that one counts."""
        if self._carrier is carrier:
            self._carrier = None
            self._next = None

    def begin(self) -> None:
        """Collect a whole home, which replaces the present one when it is complete."""
        self._next = Mirror()

    def take_places(self, floors: Iterable[FloorEntry], areas: Iterable[AreaEntry]) -> None:
        """Replace all floors and areas."""
        mirror = self._collecting
        mirror.registries = replace(
            mirror.registries,
            floors={floor.floor_id: floor for floor in floors},
            areas={area.area_id: area for area in areas},
        )

    def take_entities(
        self,
        exposed: Iterable[EntityEntry],
        satellites: Iterable[EntityEntry] = (),
        gone: Iterable[str] = (),
        *,
        members: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Add or replace entities, and remove those that are gone.

        Args:
            exposed: Those that may be named.
            satellites: Of these only the place counts.
            gone: The ids of those that may not be named any more.
            members: What scripts and automations among the exposed ones reach.
        """
        mirror = self._collecting
        registries = mirror.registries
        shown = {entry.entity_id: entry for entry in exposed}
        removed = frozenset(gone)
        entities = {key: entry for key, entry in registries.entities.items() if key not in removed}
        placed = {entry.entity_id: entry for entry in satellites if entry.entity_id not in shown}
        mirror.registries = replace(
            registries,
            entities=entities | placed | shown,
            exposed=(registries.exposed - removed) | shown.keys(),
            reached=ReachedByScripts(
                {key: ids for key, ids in registries.members.items() if key not in removed | shown.keys()}
                | dict(members or {})
            ),
        )
        mirror.forget(removed)

    def take_states(self, event: Mapping[str, Any]) -> None:
        """Apply an event of states.

        Raises:
            ProtocolError: it has another shape.
        """
        self._collecting.take(event)

    async def ready(self, revision: int) -> None:
        """Use what was collected."""
        mirror, before = self._collecting, self._mirror.home
        await mirror.rebuild()
        if mirror is not self._collecting:
            return  # meanwhile another link has begun to tell
        self._mirror, self._next = mirror, None
        first = not self.linked
        if self._feed is not None:
            self._known = (self._feed, revision)
        if first or mirror.home != before:
            self._listeners.call()

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> ActionResult:
        """Have the home handle an intent as its own conversation agent would, exposure enforced.

        Raises:
            EngineUnavailable: the home is not linked now; nothing was done.
        """
        carrier = self._open_carrier
        try:
            async with asyncio.timeout(self._answer_seconds):
                response = await carrier.handle_intent(name, slots, language=language, place=place)
        except TimeoutError:
            return ActionResult(
                success=False, error=f"no answer within {self._answer_seconds:g} s: {UNKNOWN_IF_DONE}"
            )
        except ConnectionError as error:
            return ActionResult(success=False, error=f"the link broke ({error}): {UNKNOWN_IF_DONE}")
        return read_response(name, response)

    async def look_up(self, lookup: Lookup, *, place: Place) -> Findings:
        """Have the home look something up, with the rights of who speaks.

        Raises:
            EngineUnavailable: the home is not linked now, is too old, does not answer, or cannot tell it.
        """
        carrier = self._open_carrier
        if lookup.kind not in self._lookups:
            raise EngineUnavailable(
                f"the home cannot look up {lookup.kind}",
                hint="update the integration Morgan in Home Assistant",
            )
        try:
            async with asyncio.timeout(self._answer_seconds):
                answer = await carrier.look_up(lookup, turn=place.turn)
        except (TimeoutError, ConnectionError) as error:
            raise EngineUnavailable(f"the home did not tell its {lookup.kind}", hint="try again") from error
        return read_findings(lookup.kind, answer)

    @property
    def _open_carrier(self) -> Carrier:
        if self._carrier is None:
            raise EngineUnavailable(
                "the home is not linked", hint="is Home Assistant running, and its integration Morgan loaded?"
            )
        return self._carrier

    @property
    def _collecting(self) -> Mirror:
        return self._mirror if self._next is None else self._next
