"""Two replicas of the agent on one PostgreSQL and one Redis: 200 conversations, and one replica is killed."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from tests.store.conftest import create_database
from tests.store.servers import PostgreSQL, Valkey
from wyoming_morgan.bench.server import ServerProcess, running_server
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

pytestmark = pytest.mark.slow

CONVERSATIONS, TURNS, AT_ONCE = 200, 3, 24


@dataclass
class Talk:
    """What was said to the replicas, and which of it was answered."""

    replicas: list[ServerProcess]
    answered: dict[str, list[str]] = field(default_factory=dict)
    by_replica: Counter[int] = field(default_factory=Counter)

    async def hold(self, http: aiohttp.ClientSession, room: asyncio.Semaphore, number: int) -> None:
        """Hold one conversation, now with this replica and now with that one, as a load balancer would."""
        conversation = f"conversation-{number}"
        for turn in range(TURNS):
            text = f"sentence {turn} of talk {number}"
            attempt = number + turn
            while True:
                index = attempt % len(self.replicas)
                attempt += 1
                body = {"text": text, "conversation_id": conversation, "user_id": f"user-{number}"}
                try:
                    async with (
                        room,
                        http.post(f"{self.replicas[index].http}/api/text", json=body) as response,
                    ):
                        await response.read()
                        if response.status == 200:
                            break
                except aiohttp.ClientError:
                    pass  # killed: the other one is asked
                await asyncio.sleep(0.02)
            self.answered.setdefault(conversation, []).append(text)
            self.by_replica[index] += 1


async def test_200_conversations_lose_nothing_that_was_answered_when_a_replica_is_killed(
    postgresql: PostgreSQL, valkey: Valkey, tmp_path: Path
) -> None:
    url = await create_database(postgresql, "replicas")
    places = {"database_url": url, "redis_url": valkey.url}
    settings = {"core": {"store": places, "data_dir": str(tmp_path)}}
    async with (
        running_server(settings, services=["core"]) as first,
        running_server(settings, services=["core"]) as second,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http,
    ):
        talk = Talk([first, second])
        room = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for number in range(CONVERSATIONS):
                group.create_task(talk.hold(http, room, number))
            while sum(talk.by_replica.values()) < CONVERSATIONS * TURNS // 3:  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.01)
            first.send_signal(signal.SIGKILL)

    assert sum(talk.by_replica.values()) == CONVERSATIONS * TURNS
    assert talk.by_replica[0] > 0
    store = await asyncio.to_thread(open_store, StoreSettings(database_url=url), tmp_path)
    await store.open()
    lost = []
    for conversation, texts in talk.answered.items():
        kept = [stored.message for stored in await store.conversations.read(conversation)]
        said = [message.text for message in kept if message.role == "user"]
        replied = [message for message in kept if message.role == "assistant"]
        # What was kept just before its answer was lost with the replica is there twice: it was said again.
        if list(dict.fromkeys(said)) != texts or len(replied) < len(texts):
            lost.append((conversation, texts, said))
    await store.close()
    assert lost == []
