"""Recordings in the items of a client: heard beside the live audio, and their words complete the items."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.errors import Busy, MorganError, unexpected
from wyoming_morgan.http.realtime.items import ConversationItem
from wyoming_morgan.tasks import CancellableTasks
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import Ear
from wyoming_morgan.voice.whole import hear_whole

_LOGGER = logging.getLogger(__name__)
_MOST_UNHEARD = 4

Heard = Callable[[ConversationItem, float, MorganError | None], None]
"""Receives an item with its words, the seconds of its audio, and why it has none if it could not be heard."""


class ItemRecordings:
    """Hears the recordings of items, each item by itself."""

    def __init__(self, ear: Ear, heard: Heard) -> None:
        """Hear nothing yet; `heard` is told each item once."""
        self._ear = ear
        self._heard = heard
        self._tasks = CancellableTasks("a recording of a realtime session")
        self._unheard = 0
        self._settled = asyncio.Event()
        self._settled.set()

    def check_room(self) -> None:
        """Check that another item may come: their audio is kept until it is heard.

        Raises:
            Busy: there are too many.
        """
        if self._unheard >= _MOST_UNHEARD:
            raise Busy(
                f"{self._unheard} items wait to be heard", hint="wait for conversation.item.done of one"
            )

    def hear(
        self, item: ConversationItem, recordings: Sequence[AudioChunk], options: TranscribeOptions
    ) -> None:
        """Begin to hear the recordings of an item."""
        self._unheard += 1
        self._settled.clear()
        self._tasks.start(self._hear(item, recordings, options))

    async def settled(self) -> None:
        """Wait until every item has its words."""
        await self._settled.wait()

    async def close(self) -> None:
        """Hear nothing more."""
        await self._tasks.close()

    async def _hear(
        self, item: ConversationItem, recordings: Sequence[AudioChunk], options: TranscribeOptions
    ) -> None:
        seconds = sum(recording.seconds for recording in recordings)
        texts: list[str] = []
        failure: MorganError | None = None
        try:
            texts = [
                (await hear_whole(self._ear, recording, options, TurnTimings())).text
                for recording in recordings
            ]
        except MorganError as error:
            failure = error
        except Exception:
            _LOGGER.exception("a recording of a realtime session failed unexpectedly")
            failure = unexpected()
        finally:
            self._unheard -= 1
        # The words are there before anybody who waits for them goes on.
        self._heard(item.with_words(texts), seconds, failure)
        if not self._unheard:
            self._settled.set()
