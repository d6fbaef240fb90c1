"""Where OpenAI's objects are kept for a while: in the cache, which replicas share, or in this process."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import AbstractAsyncContextManager, nullcontext

from wyoming_morgan.store.contract import Store, Watermark

_MOST_HERE = 200
"""Objects that a process keeps itself where there is no store."""
_LOCK_SECONDS = 10.0


class Shelf:
    """Keeps the objects of one kind by their ids, and knows what was deleted since."""

    def __init__(self, store: Store | None, kind: str) -> None:
        self._store = store
        self._kind = kind
        self._here: OrderedDict[str, bytes] = OrderedDict()

    async def get(self, identity: str) -> bytes | None:
        """Return an object; None if there is none any more."""
        if self._store is None:
            return self._here.get(identity)
        return await self._store.cache.get(self._key(identity))

    async def put(self, identity: str, data: bytes, *, seconds: float) -> None:
        """Keep an object for some seconds; without a store, until many newer ones came."""
        if self._store is not None:
            await self._store.cache.set(self._key(identity), data, seconds=seconds)
            return
        self._here[identity] = data
        self._here.move_to_end(identity)
        while len(self._here) > _MOST_HERE:
            self._here.popitem(last=False)

    async def remove(self, identity: str) -> None:
        """Forget an object."""
        self._here.pop(identity, None)
        if self._store is not None:
            await self._store.cache.delete(self._key(identity))

    def changing(self, identity: str) -> AbstractAsyncContextManager[None]:
        """Hold an object, so that nobody else changes it.

        Raises:
            Busy: somebody else does, for too long.
        """
        if self._store is None:
            return nullcontext()  # nothing waits between reading and writing
        return self._store.cache.lock(self._key(identity), seconds=_LOCK_SECONDS)

    def mark(self) -> Watermark | None:
        """Return the mark of what begins now."""
        return None if self._store is None else self._store.deletions.mark(current=False)

    def is_deleted(self, mark: Watermark | None, *, user_id: str | None, conversation_id: str | None) -> bool:
        """Whether what was begun at a mark was deleted since, with its user or its conversation."""
        if self._store is None or mark is None:
            return False
        return self._store.deletions.covers(mark, user_id=user_id, conversation_id=conversation_id)

    def _key(self, identity: str) -> str:
        return f"{self._kind}:{identity}"
