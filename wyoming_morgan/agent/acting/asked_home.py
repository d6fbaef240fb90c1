"""Asks a home what no state tells, about several things at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_morgan.agent.acting.answers import names_of
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import EntityState, HomeLink, Place
from wyoming_morgan.home.lookups import Findings, Lookup

_LOGGER = logging.getLogger(__name__)

MOST_ASKED = 10
"""Calendars or lists that one question looks into."""


@dataclass(frozen=True, slots=True)
class HomeAnswers:
    """What a home reported about some things, and the names of those it did not report."""

    findings: tuple[Findings, ...] = ()
    silent: tuple[str, ...] = ()


async def ask_home(
    home: HomeLink, lookups: Sequence[tuple[EntityState, Lookup]], *, place: Place
) -> HomeAnswers:
    """Look several things up at once; what the home cannot tell is in the log, and named."""
    asked = lookups[:MOST_ASKED]
    answers = await asyncio.gather(
        *(home.look_up(lookup, place=place) for _, lookup in asked), return_exceptions=True
    )
    silent: list[EntityState] = []
    findings: list[Findings] = []
    for (state, _), answer in zip(asked, answers, strict=True):
        if isinstance(answer, Findings):
            findings.append(answer)
        elif isinstance(answer, EngineUnavailable):
            _LOGGER.warning("%s: %s", state.entity_id, answer)
            silent.append(state)
        else:
            raise answer
    return HomeAnswers(tuple(findings), tuple(names_of(silent)))
