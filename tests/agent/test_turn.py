from __future__ import annotations

from tests.agent.turns import english_turn
from wyoming_morgan.agent.conversation.session import Whence
from wyoming_morgan.home.contract import Place
from wyoming_morgan.store.contract import NewMessage


def test_a_turn_knows_its_speaker_and_its_place() -> None:
    turn = english_turn(
        "hello", user_id="ann", device_id="d1", satellite_id="assist_satellite.kitchen", area="Kitchen"
    )

    assert turn.whence == Whence("ann", "d1", "assist_satellite.kitchen")
    assert turn.place == Place("d1", "assist_satellite.kitchen", "Kitchen")


def test_the_guard_sees_what_the_speaker_said_before_but_not_the_replies() -> None:
    turn = english_turn("turn it off", area="Kitchen")
    turn.session.messages.extend(
        [NewMessage("user", "turn on the bed light"), NewMessage("assistant", "In the den?")]
    )

    assert turn.situation.before == "turn on the bed light"
    assert (turn.situation.text, turn.situation.area) == ("turn it off", "Kitchen")


def test_a_turn_that_acts_says_so_where_its_door_sees_it() -> None:
    turn = english_turn("turn it off")
    assert not turn.request.timings.acted

    turn.act()

    assert turn.request.timings.acted
