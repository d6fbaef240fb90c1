from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from tests.agent.turns import NOW
from wyoming_morgan.agent.confirmation.reply import ReplyMeaning, read_reply
from wyoming_morgan.agent.conversation.session import Pending, Whence
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
        ("twenty-four sixty-eight", "2468", ReplyMeaning.YES),
        ("twenty-four", "2468", ReplyMeaning.PIN_MISSING),
        ("zwei vier sechs acht", "2468", ReplyMeaning.YES),
        ("٢٤٦٨", "2468", ReplyMeaning.YES),
        ("\U0001d7d0\U0001d7d2\U0001d7d4\U0001d7d6", HASHED, ReplyMeaning.YES),
        ("\uff12\uff14\uff16\uff19", "2468", ReplyMeaning.PIN_WRONG),
    ],
)
def test_a_reply_means_one_thing(text: str, pin: str, meaning: ReplyMeaning) -> None:
    assert _read(text, pin=pin) is meaning


@pytest.mark.parametrize("text", ["yes", "no", "2468"])
def test_only_who_was_asked_may_reply_and_only_in_time(text: str) -> None:
    assert _read(text, pin="2468", whence=Whence("bob", "kitchen")) is ReplyMeaning.NOT_YOURS
    assert _read(text, pin="2468", seconds=61) is ReplyMeaning.EXPIRED


def _read(text: str, *, pin: str = "", whence: Whence = ANN, seconds: float = 1) -> ReplyMeaning:
    return read_reply(
        Pending("unlock the front door", ANN, NOW, needs_pin=bool(pin)),
        text,
        whence=whence,
        now=NOW + timedelta(seconds=seconds),
        cues=language_of("en").cues,
        settings=GuardSettings(pin_secrets={"*": pin} if pin else {}),
    )
