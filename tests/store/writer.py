"""A replica that keeps conversations: prints a line for each message that was acknowledged, until it is done.

Run as `python -m tests.store.writer SETTINGS`, the settings as JSON; tests kill it in the middle.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from wyoming_morgan.store.contract import NewMessage, Speaker, Store
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store


@dataclass(frozen=True)
class Task:
    """What is to be written. `messages` is how many turns each conversation has; 0 is without end."""

    name: str
    folder: str
    conversations: int
    messages: int
    database_url: str | None = None
    redis_url: str | None = None

    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.store.writer", json.dumps(asdict(self))]


async def write(task: Task) -> None:
    settings = StoreSettings(database_url=task.database_url, redis_url=task.redis_url, statement_seconds=60)
    store = open_store(settings, Path(task.folder))
    await store.open()
    await asyncio.gather(*(converse(store, task, number) for number in range(task.conversations)))
    await store.close()


async def converse(store: Store, task: Task, number: int) -> None:
    """Have one conversation: a question and its answer at a time, under the lock that replicas share."""
    speaker = Speaker(f"{task.name}-{number}")
    conversation = await store.conversations.keep(uuid.uuid4().hex, speaker, [], key="begin")
    assert conversation is not None
    turn = 0
    while not task.messages or turn < task.messages:
        async with store.cache.lock(conversation.id, seconds=60):
            kept = await store.conversations.append(
                conversation.id,
                [
                    NewMessage("user", f"question {turn} " + "x" * 200),
                    NewMessage("assistant", f"answer {turn}"),
                ],
            )
        # One write for each line: a pipe takes it whole or not at all.
        for message in kept:
            os.write(1, f"{conversation.id} {message.id}\n".encode())
        turn += 1


if __name__ == "__main__":
    asyncio.run(write(Task(**json.loads(sys.argv[1]))))
