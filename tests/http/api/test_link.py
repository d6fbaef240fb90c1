"""The link over a real WebSocket: a home tells about itself, asks for turns, and carries out orders."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.http.api.linked import DONE, LinkedMorgan, Running
from tests.waiting import until
from wyoming_morgan.access.access import Access
from wyoming_morgan.http.api_keys import ApiKey, Scope


async def test_a_home_that_links_itself_is_commanded_by_its_own_names(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    done = await home.turn("turn on the reading lamp", language="en", conversation_id="c", user_id="u")
    assert (done["type"], done["outcome"], done["path"]) == ("done", "handled", "grammar")
    assert done["said"] == done["text"]
    assert done["text"]
    order = home.orders[0]
    assert (order["name"], order["slots"]["name"], order["turn"]) == ("HassTurnOn", "Reading lamp", 1)
    assert order["language"] == "en"


async def test_the_recognizers_learn_the_names_of_a_linked_home(morgan: LinkedMorgan) -> None:
    await morgan.linked()
    await until(lambda: morgan.vocabularies)
    assert [entry.names for entry in morgan.vocabularies[-1].entries] == [("Reading lamp",)]
    assert morgan.vocabularies[-1].areas == (("Study", "library"),)


async def test_a_satellite_is_in_the_room_in_which_the_home_says_it_is(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    await home.turn("turn on the lights", satellite_id="assist_satellite.study")
    assert home.orders[0]["slots"]["area"] == "Study"
    assert home.orders[0]["satellite_id"] == "assist_satellite.study"


async def test_a_question_is_answered_from_the_states_that_the_home_sends(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    assert "off" in (await home.turn("is the reading lamp on"))["text"].lower()
    await home.send({"type": "states", "c": {"light.reading": {"+": {"s": "on"}}}})
    assert "yes" in (await home.turn("is the reading lamp on", 2))["text"].lower()
    assert home.orders == []


async def test_what_a_home_still_sends_over_its_former_link_is_not_taken(morgan: LinkedMorgan) -> None:
    former = await morgan.linked()
    present = await morgan.linked()
    await former.send({"type": "begin"}, {"type": "ready", "revision": 9})
    assert await former.close_code() == 1000
    assert (await present.turn("turn on the reading lamp"))["outcome"] == "handled"


async def test_a_new_name_counts_from_the_next_ready_on(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    renamed = {"entity_id": "light.reading", "names": ["Book light"], "area_id": "study"}
    await home.send({"type": "entities", "exposed": [renamed]}, {"type": "ready", "revision": 2})
    await until(lambda: morgan.home.home.entities[0].name == "Book light")
    await home.turn("turn on the book light")
    assert home.orders[0]["slots"]["name"] == "Book light"


async def test_an_entity_that_is_not_exposed_any_more_is_unknown(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    await home.send({"type": "entities", "gone": ["light.reading"]}, {"type": "ready", "revision": 2})
    await until(lambda: not morgan.home.home.entities)
    assert dict(morgan.home.states) == {}


async def test_a_failure_of_the_home_is_not_called_done(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    home.response = {"response_type": "error", "speech": {}, "data": {"code": "failed_to_handle"}}
    done = await home.turn("turn on the reading lamp")
    assert done["trace"]["actions"][0]["success"] is False


async def test_a_home_that_does_not_answer_an_order_in_time_fails_the_order(running: Running) -> None:
    async with running(answer_seconds=0.05) as morgan:
        home = await morgan.linked()
        home.response = None
        done = await home.turn("turn on the reading lamp")
        action = done["trace"]["actions"][0]
        assert action["success"] is False
        assert "not known whether it was done" in action["result"]


async def test_a_guarded_order_asks_and_says_that_it_listens(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    lock = {"entity_id": "lock.front", "names": ["Front door"], "area_id": "study"}
    await home.send(
        {"type": "entities", "exposed": [lock]},
        {"type": "states", "a": {"lock.front": {"s": "locked", "a": {"friendly_name": "Front door"}}}},
        {"type": "ready", "revision": 2},
    )
    asked = await home.turn("unlock the front door", conversation_id="c", user_id="u")
    assert asked["awaits_answer"] is True
    assert home.orders == []
    done = await home.turn("yes", 2, conversation_id="c", user_id="u")
    assert done["awaits_answer"] is False
    assert [order["turn"] for order in home.orders] == [2]


async def test_a_home_that_comes_back_need_not_tell_what_is_known(morgan: LinkedMorgan) -> None:
    first = await morgan.linked()
    await first.tell(revision=7)
    await until(lambda: morgan.home.connected)
    await first.socket.close()
    await until(lambda: not morgan.home.connected)
    assert [entity.name for entity in morgan.home.home.entities] == ["Reading lamp"]
    second = await morgan.link()
    assert (await second.hello())["revision"] == 7
    third = await morgan.link()
    assert (await third.hello(feed="another"))["revision"] is None


async def test_the_same_home_takes_its_place_and_another_one_is_refused(morgan: LinkedMorgan) -> None:
    await morgan.linked()
    again = await morgan.link()
    assert (await again.hello())["type"] == "welcome"
    other = await morgan.link()
    await other.send({"type": "hello", "protocol": 1, "home_id": "other", "feed": "f"})
    assert await other.close_code() == 4009


@pytest.mark.parametrize(
    "first",
    [
        pytest.param("no JSON", id="no JSON"),
        pytest.param('{"type": "turn", "id": 1, "text": "hello"}', id="a turn before hello"),
        pytest.param('{"type": "hello", "protocol": 99, "home_id": "h", "feed": "f"}', id="a later version"),
        pytest.param("[" * 100_000, id="deep nesting"),
    ],
)
async def test_a_wrong_first_message_closes_the_link_and_nothing_else(
    morgan: LinkedMorgan, first: str
) -> None:
    home = await morgan.link()
    await home.socket.send_str(first)
    assert await home.close_code() == 4000
    assert (await (await morgan.link()).hello())["type"] == "welcome"


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({"type": "states", "a": {"light.x": 7}}, id="a state that is a number"),
        pytest.param({"type": "turn", "id": -1, "text": "hello"}, id="a negative number of a turn"),
        pytest.param({"type": "turn", "id": 1, "text": "\x00"}, id="a text with NUL"),
        pytest.param({"type": "entities", "gone": ["x"] * 300}, id="too many entities at once"),
    ],
)
async def test_an_invalid_message_closes_the_link(morgan: LinkedMorgan, message: dict[str, Any]) -> None:
    home = await morgan.linked()
    await home.send(message)
    assert await home.close_code() == 4000
    await until(lambda: not morgan.home.connected)


async def test_a_message_of_a_later_version_is_ignored(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    await home.send({"type": "weather", "rain": True})
    assert (await home.turn("turn on the reading lamp"))["type"] == "done"


async def test_a_turn_that_nobody_waits_for_is_ended(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    await home.send({"type": "turn", "id": 1, "text": "turn on the reading lamp"})
    order = await home.receive()
    assert order["type"] == "intent"
    await home.send({"type": "cancel", "id": 1}, {"type": "result", "id": order["id"], "response": DONE})
    assert (await home.turn("turn on the reading lamp", 2))["id"] == 2


async def test_a_turn_that_fails_says_why(morgan: LinkedMorgan) -> None:
    home = await morgan.linked()
    failed = await home.turn("   ")
    assert (failed["type"], failed["code"]) == ("failed", "invalid-request")
    assert failed["message"]


async def test_a_link_needs_the_key(running: Running) -> None:
    async with running(api_keys=("secret key",)) as morgan:
        assert morgan.door is not None
        async with morgan.door.get("/api/home/link") as response:
            assert response.status == 401
        home = await morgan.link(headers={"Authorization": "Bearer secret key"})
        assert (await home.hello())["type"] == "welcome"


async def test_each_turn_of_a_link_counts_towards_the_limit_of_its_key(running: Running) -> None:
    entry = ApiKey("home", "secret key", (Scope.HOME,), requests_a_minute=2)
    async with running(api_keys=(entry,)) as morgan:
        home = await morgan.link(headers={"Authorization": "Bearer secret key"})
        await home.hello()
        await home.tell()
        await until(lambda: morgan.home.connected)
        assert (await home.turn("turn on the reading lamp"))["type"] == "done"
        failed = await home.turn("turn on the reading lamp", 2)
        assert (failed["type"], failed["code"]) == ("failed", "rate_limit_exceeded")
        assert failed["retryable"]


async def test_a_server_that_stops_ends_its_links_at_once(running: Running) -> None:
    async with running() as morgan:
        home = await morgan.linked()
        assert morgan.door is not None
        stopping = asyncio.create_task(morgan.door.server.stop(0.1))
        assert await home.close_code() == 1001
        await stopping


async def test_a_client_whose_key_is_revoked_loses_its_link(running: Running, access: Access) -> None:
    async with running(access=access) as morgan:
        assert morgan.door is not None
        client = await access.pair(access.new_code(), "Home Assistant", "127.0.0.1")
        home = await morgan.link(headers={"Authorization": f"Bearer {client.api_key}"})
        assert (await home.hello())["type"] == "welcome"
        async with morgan.door.session.delete(f"{morgan.door.url}/api/pair/keys/Home Assistant") as response:
            assert response.status == 200
        assert await home.close_code() == 1006
        await until(lambda: not morgan.home.connected)
