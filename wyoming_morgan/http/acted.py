"""Whether the turn of a request has acted, so that no failure of it invites the client to repeat it."""

from __future__ import annotations

from aiohttp import web

from wyoming_morgan.timings import TurnTimings

_TIMINGS = web.RequestKey("timings", TurnTimings)


def begin_turn(request: web.Request) -> TurnTimings:
    """Return the timings of the request's turn, which also note whether it has acted."""
    timings = request[_TIMINGS] = TurnTimings()
    return timings


def has_acted(request: web.Request) -> bool:
    """Whether something was done for this request, or may have been, that must not be done twice."""
    timings: TurnTimings | None = request.get(_TIMINGS)
    return timings is not None and timings.acted
