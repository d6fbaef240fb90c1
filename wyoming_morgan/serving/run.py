"""Runs a server until a signal ends it."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.ending import TERMINATION
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.serving.server import Server
from wyoming_morgan.supervisor.supervisor import Supervisor

_LOGGER = logging.getLogger(__name__)


async def serve(
    config: Config,
    services: frozenset[Service],
    supervisor: Supervisor | None = None,
    *,
    on_ready: Callable[[Server], None] = lambda _: None,
    on_stop: Callable[[], None] = lambda: None,
) -> int:
    """Serve until a signal asks to stop, then finish what runs; return the exit code.

    `supervisor` is there if Morgan is an app of Home Assistant. `on_stop` is called before what runs is
    finished, or what was begun is undone.

    Raises:
        ConfigurationError, EngineUnavailable, EngineFailed, UnknownModel: it cannot start.
    """
    stop = asyncio.Event()
    with _on_signals(stop.set):
        server = Server(config, services, Registry.discover(), supervisor)
        try:
            if await _unless(stop, server.start()):
                on_ready(server)
                await stop.wait()
                _LOGGER.info("stopping; running turns may finish (stop it again to end them at once)")
        finally:
            on_stop()
            await server.stop()
    return 0


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do the work unless `stop` is set first; return whether it was done."""
    stopped, working = asyncio.create_task(stop.wait()), asyncio.create_task(work)
    try:
        await asyncio.wait({stopped, working}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            return False
        await working
        return True
    finally:
        stopped.cancel()
        working.cancel()
        await asyncio.gather(stopped, working, return_exceptions=True)


@contextmanager
def _on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` at the first signal that asks for it; the next one does what it did before."""
    loop = asyncio.get_running_loop()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, *TERMINATION)}

    def remove_handlers() -> None:
        for number, handler in handlers.items():
            if loop.remove_signal_handler(number):
                signal.signal(number, handler)

    def on_signal() -> None:
        remove_handlers()
        stop()

    for number in handlers:
        loop.add_signal_handler(number, on_signal)
    try:
        yield
    finally:
        remove_handlers()
