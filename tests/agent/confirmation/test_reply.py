from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from tests.agent.turns import NOW
from wyoming_morgan.agent.confirmation.reply import ReplyMeaning, pin_of, read_reply, tells_pin
from wyoming_morgan.agent.conversation.session import Pending, Session, Whence
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.settings import GuardSettings

ANN = Whence("ann", "kitchen")
HASHED = "sha256:" + hashlib.sha256(b"2468").hexdigest().upper()


@pytest.mark.parametrize(
    ("text", "pin", "meaning"),
    [
        ("yes please", "", ReplyMeaning.YES),
        ("no thanks", "", ReplyMeaning.NO),
        ("what time is it", "", ReplyMeaning.OTHER),
        ("2468", "", ReplyMeaning.OTHER),
        ("yes", "2468", ReplyMeaning.PIN_MISSING),
        ("2468", "2468", ReplyMeaning.YES),
        ("two four six eight", HASHED, ReplyMeaning.YES),
        ("1357", "2468", ReplyMeaning.PIN_WRONG),
        ("no", "2468", ReplyMeaning.NO),
    ],
)
def test_a_reply_means_one_thing(text: str, pin: str, meaning: ReplyMeaning) -> None:
    assert _read(text, pin=pin) is meaning


@pytest.mark.parametrize("text", ["yes", "no", "2468"])
def test_only_who_was_asked_may_reply_and_only_in_time(text: str) -> None:
    assert _read(text, pin="2468", whence=Whence("bob", "kitchen")) is ReplyMeaning.NOT_YOURS
    assert _read(text, pin="2468", seconds=61) is ReplyMeaning.EXPIRED


@pytest.mark.parametrize(
    ("secrets", "user", "pin"),
    [
        pytest.param({}, "ann", "", id="no PIN is set"),
        pytest.param({"ann": "1"}, "ann", "1", id="her own"),
        pytest.param({"ann": "1", "*": "2"}, "bob", "2", id="everybody else's"),
        pytest.param({"ann": "1", "*": "2"}, None, "2", id="an unknown speaker's"),
        pytest.param({"ann": "1"}, "bob", None, id="none"),
    ],
)
def test_the_pin_is_the_users_own_or_everybody_elses(
    secrets: dict[str, str], user: str | None, pin: str | None
) -> None:
    assert pin_of(user, GuardSettings(pin_secrets=secrets)) == pin


def _read(text: str, *, pin: str = "", whence: Whence = ANN, seconds: float = 1) -> ReplyMeaning:
    return read_reply(
        Pending("unlock the front door", ANN, NOW, needs_pin=bool(pin)),
        text,
        whence=whence,
        now=NOW + timedelta(seconds=seconds),
        cues=language_of("en").cues,
        settings=GuardSettings(pin_secrets={"*": pin} if pin else {}),
    )


@pytest.mark.parametrize(
    ("text", "asked", "secret"),
    [
        pytest.param("2468", None, True, id="the right one, never asked for"),
        pytest.param("my PIN is two four six eight, I said", None, True, id="the right one in a sentence"),
        pytest.param("1357", None, False, id="a number, never asked for"),
        pytest.param("1357", 1, True, id="a wrong one"),
        pytest.param("one three five seven", 120, True, id="a wrong one in words, too late"),
        pytest.param("so my code was 1357, wasn't it", 120, True, id="a wrong one in a sentence, too late"),
        pytest.param("1357", 3600, False, id="a number an hour later"),
        pytest.param("set a timer for 120 seconds", 120, False, id="a command with a number"),
        pytest.param("what time is it", 1, False, id="no number"),
    ],
)
def test_what_is_said_as_a_pin_is_secret(text: str, asked: float | None, secret: bool) -> None:
    session = Session("c", ANN, NOW)
    session.pin_asked = NOW - timedelta(seconds=asked) if asked is not None else None
    settings = GuardSettings(pin_secrets={"ann": HASHED})

    assert tells_pin(text, session, now=NOW, cues=language_of("en").cues, settings=settings) is secret
