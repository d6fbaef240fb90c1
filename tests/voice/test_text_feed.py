from __future__ import annotations

import asyncio

import pytest

from wyoming_morgan.errors import TooLarge
from wyoming_morgan.voice.text_feed import TextFeed


async def test_a_feed_gives_its_pieces_as_they_come_and_ends_when_closed() -> None:
    feed = TextFeed(max_pending=10, bound_by="core.http.max_pending_text")
    pieces = aiter(feed)
    feed.push("a")
    feed.push("b")
    assert [await anext(pieces), await anext(pieces)] == ["a", "b"]
    waiting = asyncio.ensure_future(anext(pieces))
    await asyncio.sleep(0)
    assert not waiting.done()
    feed.push("1234567890")
    assert await waiting == "1234567890"
    feed.push("1234567890")
    with pytest.raises(TooLarge) as refusal:
        feed.push("1")
    assert refusal.value.hint == "send the text more slowly, or raise core.http.max_pending_text"
    feed.close()
    assert [piece async for piece in pieces] == ["1234567890"]


async def test_pieces_without_a_character_take_no_room() -> None:
    feed = TextFeed(max_pending=10)
    for text in ("", "a", "", ""):
        feed.push(text)
    feed.close()
    assert [piece async for piece in feed] == ["a"]
