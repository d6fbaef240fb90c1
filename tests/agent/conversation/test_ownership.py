"""What a user exports is what they said, without what was deleted: whatever happens in whatever order."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import Awaitable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.agent.stored import Faulty
from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.agent.conversation.memory import Memory
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.store.contract import NewMessage, StoredMessage
from wyoming_morgan.store.export import export_user
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import SqlStore, open_store

ResultT = TypeVar("ResultT")
users = st.sampled_from(["ann", "eve"])
replicas = st.integers(0, 1)
conversations = st.sampled_from(["1", "2"])


class Kept(RuleBasedStateMachine):
    """Two replicas on one database. `said` is what each user said and has not deleted, by conversation."""

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="morgan-"))
        self.said: dict[tuple[str, str], list[str]] = {}
        self.deleted: list[str] = []
        self.count = 0
        self.stores: list[SqlStore] = []
        self.faults: list[Faulty] = []
        self.memories: list[Memory] = []
        for _ in range(2):
            self._open()

    def teardown(self) -> None:
        if not hasattr(self, "loop"):
            return
        try:
            self.check()
            for number in range(2):
                self._close(number)
        finally:
            self.loop.close()
            shutil.rmtree(self.folder)

    @rule(replica=replicas, user=users, conversation=conversations, named=st.booleans())
    def say(self, replica: int, user: str, conversation: str, named: bool) -> None:
        """Say something; in a conversation that is new, or nobody's so far, perhaps without a name."""
        conversation = f"{user}-{conversation}"
        theirs = self.said.get((user, conversation))
        nobody = not theirs and not named and not any(fault.down for fault in self.faults)
        self.count += 1
        text = f"sentence {self.count}."
        request = TurnRequest(text, conversation_id=conversation, user_id=None if nobody else user)
        self._turn(replica, request)
        if nobody:  # and the same user goes on, by name
            self.count += 1
            self._turn(
                replica, TurnRequest(f"sentence {self.count}.", conversation_id=conversation, user_id=user)
            )
            self.said.setdefault((user, conversation), []).append(f"sentence {self.count}.")
        self.said.setdefault((user, conversation), []).append(text)

    @rule(replica=replicas)
    def fail(self, replica: int) -> None:
        self.faults[replica].down = True

    @rule(replica=replicas)
    def recover(self, replica: int) -> None:
        self.faults[replica].down = False
        writer = self.memories[replica]._writer
        assert writer is not None
        self._run(writer.drain(Tracer()))

    @rule(replica=replicas)
    def restart(self, replica: int) -> None:
        self._close(replica)
        self._open(replica)

    @rule(replica=replicas, user=users)
    def delete_user(self, replica: int, user: str) -> None:
        if not self.faults[replica].down:
            self._run(self.stores[replica].conversations.delete_user(user))
            for key in [key for key in self.said if key[0] == user]:
                self.deleted += self.said.pop(key)

    @rule(replica=replicas, user=users, conversation=conversations)
    def delete_conversation(self, replica: int, user: str, conversation: str) -> None:
        if not self.faults[replica].down:
            self._run(self.stores[replica].conversations.delete(f"{user}-{conversation}"))
            self.deleted += self.said.pop((user, f"{user}-{conversation}"), [])

    @invariant()
    def nothing_deleted_lies_in_a_file(self) -> None:
        if hasattr(self, "folder"):
            content = b"".join(file.read_bytes() for file in self.folder.glob("*.jsonl"))
            assert not [text for text in self.deleted if json.dumps(text)[1:-1].encode() in content]

    @rule()
    def check(self) -> None:
        """When everything answers again, the export is what was said."""
        for replica in range(2):
            self.recover(replica)
        for user in ("ann", "eve"):
            said = sorted(text for (owner, _), texts in self.said.items() if owner == user for text in texts)
            assert self._run(self._exported(user)) == said

    async def _exported(self, user: str) -> list[str]:
        records = [record async for record in export_user(self.stores[0], user)]
        return sorted(record["text"] for record in records if record["kind"] == "message")

    def _turn(self, replica: int, request: TurnRequest) -> None:
        memory = self.memories[replica]

        async def turn() -> None:
            session = await memory.open(request, "en", Tracer())
            recent = await memory.recent(session, Tracer())
            texts = [(entry.message if isinstance(entry, StoredMessage) else entry).text for entry in recent]
            if not self.faults[replica].down:
                assert not set(texts) & set(self.deleted)
            await memory.keep(session, "en", [NewMessage("user", request.text)], Tracer())

        self._run(turn())

    def _open(self, replica: int | None = None) -> None:
        store = open_store(StoreSettings(retry_seconds=0), self.folder)
        assert isinstance(store, SqlStore)
        self._run(store.open())
        fault = Faulty(store.conversations)
        store.conversations = fault  # type: ignore[assignment] # the real ones, with faults
        memory = Memory(store, MemorySettings(write_seconds=30), lambda: datetime.now(UTC))
        self._run(memory.start())
        if replica is None:
            self.stores.append(store)
            self.faults.append(fault)
            self.memories.append(memory)
        else:
            self.stores[replica], self.faults[replica], self.memories[replica] = store, fault, memory

    def _close(self, replica: int) -> None:
        self._run(self.memories[replica].close())
        self._run(self.stores[replica].close())

    def _run(self, work: Awaitable[ResultT]) -> ResultT:
        async def run() -> ResultT:
            async with asyncio.timeout(60):
                return await work

        return self.loop.run_until_complete(run())


TestKept = Kept.TestCase
TestKept.settings = settings(max_examples=settings().max_examples // 5, stateful_step_count=25, deadline=None)
