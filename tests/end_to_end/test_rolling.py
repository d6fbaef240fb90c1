"""Replicas behind a load balancer, while rooms talk: one is killed, then each is replaced.

`make test-scale` does the same for longer, with more of everything.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.scale.balancer import installed_balancer
from tests.scale.fleet import running_fleet
from tests.scale.rooms import Rooms, spoken_command
from tests.store.conftest import create_database
from tests.store.servers import PostgreSQL, Valkey
from tests.waiting import until

pytestmark = pytest.mark.slow

REPLICAS = {"core": 2, "stt": 2}
ROOMS = 4
TURNS = 10
"""Turns that are taken between two events."""


async def test_a_kill_loses_nothing_that_was_acknowledged_and_replacing_every_replica_fails_no_turn(
    postgresql: PostgreSQL, valkey: Valkey, tmp_path: Path
) -> None:
    places = {"database_url": await create_database(postgresql, "rolling"), "redis_url": valkey.url}
    balancer = installed_balancer(tmp_path)
    async with running_fleet(tmp_path, REPLICAS, balancer, **places) as (fleet, ports):
        rooms, over = Rooms(ports, await spoken_command(ports[8000]), pause=0.5), asyncio.Event()
        talking = asyncio.create_task(rooms.talk(ROOMS, over))

        async def more_turns() -> None:
            answered = len(rooms.answered)
            await until(lambda: len(rooms.answered) >= answered + TURNS or talking.done(), seconds=300)

        await more_turns()
        assert not rooms.failures
        killed, survivor = fleet.replicas["core"]
        await killed.kill()
        await more_turns()
        assert await rooms.lost([survivor]) == []

        failures = rooms.failures
        first, last = fleet.replicas["stt"]
        assert await first.stop() == 0
        await more_turns()
        await asyncio.gather(killed.start(), first.start())
        # From here on the new ones do the work of the old ones.
        assert set(await asyncio.gather(survivor.stop(), last.stop())) == {0}
        await more_turns()
        assert rooms.failures - failures == {}
        over.set()
        await talking
        assert await rooms.lost([killed]) == []
