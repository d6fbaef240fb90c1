from __future__ import annotations

import json
from datetime import timedelta

from tests.agent.turns import NOW
from wyoming_morgan.agent.conversation.session import Session, Whence
from wyoming_morgan.agent.conversation.waiting import Waiting, WaitingQueue, from_record
from wyoming_morgan.store.contract import NewMessage, Watermark
from wyoming_morgan.store.deletions import subjects_of


def entry(key: str, text: str = "hello") -> Waiting:
    message = NewMessage("user", text, tool_calls=({"name": "turn_on", "arguments": {"a": [1]}},), tokens=3)
    session = Session("c", Whence("ann", "kitchen"), NOW)
    return Waiting(session, "en", (message,), key, Watermark(7, NOW))


def test_a_record_is_read_back_as_it_was_written() -> None:
    before = entry("k")
    record = json.loads(json.dumps(before.record()))
    after = from_record(record, NOW + timedelta(days=1))

    assert (after.speaker, after.messages, after.key, after.mark, after.language, after.session.id) == (
        (before.speaker, before.messages, "k", before.mark, "en", "c")
    )
    assert record["subjects"] == list(subjects_of("ann", "c"))


def test_the_oldest_makes_room_and_is_counted() -> None:
    lost: list[str] = []
    queue = WaitingQueue(2, lambda waiting: lost.append(waiting.key))
    for key in "abac":
        queue.add(entry(key))

    assert lost == ["a"]
    assert [waiting.key for waiting in queue] == ["b", "c"]


def test_the_queue_is_bounded_in_characters_too() -> None:
    lost: list[str] = []
    queue = WaitingQueue(1000, lambda waiting: lost.append(waiting.key))
    for key in "abc":
        queue.add(entry(key, "x" * 7_000_000))

    assert lost == ["a"]


def test_what_need_not_wait_any_more_is_removed() -> None:
    queue = WaitingQueue(10, lambda _: None)
    first = entry("a")
    queue.add(first)
    queue.add(entry("b"))

    assert queue.of(first.session)
    assert queue.keep_only(lambda waiting: waiting.key != "a")
    assert not queue.keep_only(lambda waiting: waiting.key != "a")
    assert not queue.has(first)


def test_a_record_of_another_release_is_read_as_far_as_it_is_known() -> None:
    record = json.loads(json.dumps(entry("k").record()))
    (message,) = record["messages"]
    message["mood"] = "fine"
    for name in ("tool_calls", "tokens", "handled_by"):
        message.pop(name)
    record["house"] = "3"

    assert from_record(record, NOW).messages == (NewMessage("user", "hello"),)
