"""What was said and is not stored yet: in a bounded queue, and in a file beside the database."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from wyoming_morgan.agent.conversation.session import Session, Whence
from wyoming_morgan.store.contract import NewMessage, Speaker, Watermark
from wyoming_morgan.store.deletions import subjects_of

_LOGGER = logging.getLogger(__name__)

_MOST_CHARACTERS = 16_000_000
_FIELDS = frozenset(field.name for field in fields(NewMessage))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages that are not stored yet, and their conversation."""

    session: Session
    language: str
    messages: tuple[NewMessage, ...]
    key: str
    """The idempotency key: the messages are added once, however often it is tried."""
    mark: Watermark

    @property
    def speaker(self) -> Speaker:
        """Whose they are: a conversation that became a user's is theirs from its beginning."""
        return self.session.speaker

    @property
    def size(self) -> int:
        """The characters of its messages."""
        return sum(len(message.text) + len(str(message.tool_calls)) for message in self.messages)

    def record(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "subjects": subjects_of(self.speaker.user_id, self.session.id),
            "conversation_id": self.session.id,
            "user_id": self.speaker.user_id,
            "device_id": self.speaker.device_id,
            "language": self.language,
            "messages": [asdict(message) for message in self.messages],
            "key": self.key,
            "number": self.mark.number,
            "at": self.mark.at.isoformat(),
        }


def from_record(record: dict[str, Any], now: datetime) -> Waiting:
    """Return what a record says, also one of another release, which may have more or fewer details.

    Raises:
        ValueError, KeyError, TypeError: it is not a record.
    """
    session = Session(record["conversation_id"], Whence(record["user_id"], record["device_id"]), now)
    messages = tuple(
        NewMessage(**{**values, "tool_calls": tuple(values.get("tool_calls", ()))})
        for message in record["messages"]
        if (values := {name: value for name, value in message.items() if name in _FIELDS})
    )
    mark = Watermark(record["number"], datetime.fromisoformat(record["at"]))
    return Waiting(session, record["language"], messages, record["key"], mark)


class WaitingQueue:
    """What waits, the oldest first; when it is full, the oldest is lost."""

    def __init__(self, most: int, on_lost: Callable[[Waiting], None]) -> None:
        self._most = most
        self._on_lost = on_lost
        self._entries: deque[Waiting] = deque()
        self._size = 0

    def __len__(self) -> int:
        """Return the number of turns."""
        return len(self._entries)

    def __iter__(self) -> Iterator[Waiting]:
        return iter(tuple(self._entries))

    def of(self, session: Session) -> bool:
        """Whether something of a conversation is waiting."""
        return any(entry.session.id == session.id for entry in self._entries)

    def has(self, entry: Waiting) -> bool:
        """Whether one is waiting."""
        return any(entry.key == other.key for other in self._entries)

    def add(self, entry: Waiting) -> None:
        """Add one, unless it is there."""
        if self.has(entry):
            return
        self._entries.append(entry)
        self._size += entry.size
        while len(self._entries) > self._most or self._size > _MOST_CHARACTERS:
            lost = self._entries.popleft()
            self._size -= lost.size
            self._on_lost(lost)
            _LOGGER.error("%d messages are lost: too many are waiting for the store", len(lost.messages))

    def keep_only(self, condition: Callable[[Waiting], bool]) -> bool:
        """Remove all others; return whether there were any."""
        before = len(self._entries)
        self._entries = deque(entry for entry in self._entries if condition(entry))
        self._size = sum(entry.size for entry in self._entries)
        return len(self._entries) < before
