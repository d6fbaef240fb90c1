"""Reads the speaker's reply to a confirmation question."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum

from wyoming_morgan.agent.confirmation.pins import LEAST_DIGITS, is_pin, pin_of, read_number
from wyoming_morgan.agent.conversation.session import Pending, Whence
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.agent.settings import GuardSettings

_FEW_WORDS = 3
"""Words of a question about the question."""
_OFF_IS_OPEN = ("lock", "alarm_control_panel")


class ReplyMeaning(StrEnum):
    """The meaning of a reply to a confirmation question; the values are shown in traces."""

    YES = "yes"
    NO = "no"
    PIN_MISSING = "pin missing"
    PIN_WRONG = "pin wrong"
    EXPIRED = "expired"
    NOT_YOURS = "not yours"
    ASKED_BACK = "asked back"
    OTHER = "something else"


def read_reply(  # noqa: PLR0911 - one return for each meaning
    pending: Pending, text: str, *, whence: Whence, now: datetime, cues: Cues, settings: GuardSettings
) -> ReplyMeaning:
    """Return the meaning of a reply; a yes counts only from the place of the question, and in time."""
    spoken = read_number(text, cues)
    answers = pending.needs_pin and spoken.answers
    agrees, declines = _agrees(pending, text, cues), cues.leaves("no", text) == ""
    asks = not answers and _asks_back(text, cues)
    if not (agrees or declines or answers or asks):
        return ReplyMeaning.OTHER
    if whence != pending.whence:
        return ReplyMeaning.OTHER if asks else ReplyMeaning.NOT_YOURS
    if now - pending.asked > timedelta(seconds=settings.confirm_seconds):
        return ReplyMeaning.OTHER if asks else ReplyMeaning.EXPIRED
    if asks:
        return ReplyMeaning.ASKED_BACK
    if declines:
        return ReplyMeaning.NO
    if not pending.needs_pin:
        return ReplyMeaning.YES
    if len(spoken.digits) < LEAST_DIGITS:
        return ReplyMeaning.PIN_MISSING
    right = is_pin(spoken.digits, pin_of(pending.whence.user_id, settings))
    return ReplyMeaning.YES if right else ReplyMeaning.PIN_WRONG


def _agrees(pending: Pending, text: str, cues: Cues) -> bool:
    """Whether a text is a yes, alone or with the order said again; doubt, a condition or more is none."""
    rest = cues.leaves("yes", text)
    if rest is None or text.rstrip().endswith(QUESTION_MARKS):
        return False
    words = _without_fillers(rest, cues)
    if not words or rest == "":
        return True
    if len(pending.intents) + len(pending.calls) > 1 or _waits(pending):
        return words in (_without_fillers(said, cues) for said in (pending.text, pending.what))
    if _opens(pending) and cues.whole("opens", " ".join(words)):
        return True
    return any(_within(words, _without_fillers(said, cues)) for said in (pending.text, pending.what))


def _waits(pending: Pending) -> bool:
    """Whether it is an order for later: without its delay it is another one."""
    return any("conversation_command" in intent.slots for intent in pending.intents)


def _opens(pending: Pending) -> bool:
    """Whether it is an order to open, to unlock or to disarm: what is off then, is a lock or an alarm."""
    locks = any(thing.startswith(_OFF_IS_OPEN) for thing in pending.things)
    opening = "HassTurnOff" if locks else "HassTurnOn"
    return bool(pending.intents) and all(
        intent.name in {opening, "HassOpenCover"} for intent in pending.intents
    )


def _within(words: list[str], said: list[str]) -> bool:
    return len(words) > 1 and any(
        said[at : at + len(words)] == words for at in range(len(said) - len(words) + 1)
    )


def _without_fillers(text: str, cues: Cues) -> list[str]:
    words = re.sub(r"[,;.!?¡¿:]", " ", text).casefold().split()
    return [word for word in words if not cues.whole("filler", word)]


def _asks_back(text: str, cues: Cues) -> bool:
    """Whether a text only asks what the question was about: “why”, “which door?”, “yes?”."""
    if cues.says("why", text):
        return True
    asks = text.rstrip().endswith(QUESTION_MARKS) or cues.begins("question", text)
    return asks and (len(text.split()) <= _FEW_WORDS or cues.leaves("yes", text) == "")
