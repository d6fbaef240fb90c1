"""The home as its best source knows it: several may be connected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import ActionResult, EntityState, HomeLink, Place
from wyoming_morgan.home.lookups import Findings, Lookup
from wyoming_morgan.home.model import Home
from wyoming_morgan.settings import setting


class HomeSources:
    """Fulfils `HomeLink` with the first of its sources that is linked."""

    def __init__(self, sources: Sequence[HomeLink]) -> None:
        """Prepare with the sources, the preferred one first."""
        self._sources = tuple(sources)

    @property
    def linked(self) -> bool:
        """Whether any source is linked."""
        return self._used is not None

    @property
    def home(self) -> Home:
        """The names of the source in use; none without one."""
        return self._used.home if self._used is not None else Home()

    @property
    def states(self) -> Mapping[str, EntityState]:
        """The states of the source in use."""
        return self._used.states if self._used is not None else {}

    @property
    def connected(self) -> bool:
        """Whether these states are live now."""
        return self._used is not None and self._used.connected

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` whenever the names of any source change; return a function that ends this."""
        ends = [source.listen(changed) for source in self._sources]

        def end() -> None:
            for end_one in ends:
                end_one()

        return end

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> ActionResult:
        """Have the source in use handle an intent.

        Raises:
            EngineUnavailable: no source is linked, or it does not answer; nothing was done.
        """
        return await self._needed.handle_intent(name, slots, language=language, place=place)

    async def look_up(self, lookup: Lookup, *, place: Place) -> Findings:
        """Have the source in use look something up; it raises what `HomeLink.look_up` does."""
        return await self._needed.look_up(lookup, place=place)

    @property
    def _needed(self) -> HomeLink:
        if self._used is None:
            raise EngineUnavailable(
                "no Home Assistant is connected",
                hint="add the integration Morgan to Home Assistant, or set "
                f"{setting('core.home_assistant.url')} and {setting('core.home_assistant.token')}",
            )
        return self._used

    @property
    def _used(self) -> HomeLink | None:
        return next((source for source in self._sources if source.linked), None)
