"""What a linked home is told about Morgan itself: engines, models, times, queues, and what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any
from zlib import crc32

from wyoming_morgan import __version__
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.readiness import State

INTERVAL_SECONDS = 1.0
"""How often Morgan looks for changes; so at most one message is sent in this time."""
_MOST = 50
"""Engines, models and problems in one message."""
_LONGEST = 300

Status = dict[str, Any]


def status_message(services: HttpServices) -> Status:
    """Return the present status, from memory, as docs/link.md describes it."""
    models = list(services.loaded_models())[:_MOST]
    return {
        "type": "status",
        "version": __version__,
        "stages": services.turn_log.newest_milliseconds(),
        "engines": list(_engines(services))[:_MOST],
        "models": [
            {"kind": entry.kind.value, "name": entry.model.name[:_LONGEST], "loaded": entry.model.loaded}
            for entry in models
        ],
        "language_models": _fingerprint(services),
        "queue": {
            "running": sum(entry.model.running for entry in models),
            "waiting": sum(entry.model.waiting for entry in models),
        },
        "problems": list(_problems(services))[:_MOST],
    }


async def tell_status(services: HttpServices, send: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
    """Send the status, and again whenever it has changed, until cancelled.

    Raises:
        ConnectionError: the link is closed.
    """
    sent: Status | None = None
    while True:
        status = status_message(services)
        if status != sent:
            await send(status)
            sent = status
        await asyncio.sleep(INTERVAL_SECONDS)


def _fingerprint(services: HttpServices) -> str:
    """Return a text that is another one whenever `/v1/models` lists the language models in another way."""
    if services.llm is None:
        return ""
    listed = [(model.id, model.log_probabilities) for model in services.llm.models]
    return f"{crc32(repr((services.llm.current, listed)).encode(errors='replace')):08x}"


def _engines(services: HttpServices) -> Iterator[dict[str, Any]]:
    for engine in services.engines_in_use():
        yield {
            "service": engine.service,
            "engine": engine.engine,
            "stands_in_for": engine.stands_in_for or None,
        }
    model = services.llm.current if services.llm is not None else ""
    if model:
        yield {"service": "llm", "engine": model[:_LONGEST], "stands_in_for": None}


def _problems(services: HttpServices) -> Iterator[dict[str, str]]:
    replaced = set()
    for engine in services.engines_in_use():
        if engine.stands_in_for:
            replaced.add(engine.service)
            code = "model-missing" if engine.model_missing else "engine-stands-in"
            yield _problem(code, engine.service, engine.reason, engine.hint, engine.cause)
    for name, service in services.readiness.services.items():
        if service.state is State.FAILED and name not in replaced:
            yield _problem("service-failed", name, service.detail, service.hint, service.cause)
    if services.agent is not None and (services.llm is None or not services.llm.current):
        yield _problem("no-language-model", "llm", "no language model is configured", "")


def _problem(code: str, service: str, detail: str, hint: str, cause: str = "") -> dict[str, str]:
    words = {"detail": detail[:_LONGEST], "hint": hint[:_LONGEST]}
    return {"code": code, "service": service, "cause": cause, **words}
