"""Reads the speaker's reply to a confirmation question."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from wyoming_morgan.agent.confirmation.pins import LEAST_DIGITS, is_pin, pin_of, read_number
from wyoming_morgan.agent.conversation.session import Pending, Whence
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.settings import GuardSettings


class ReplyMeaning(StrEnum):
    """The meaning of a reply to a confirmation question; the values are shown in traces."""

    YES = "yes"
    NO = "no"
    PIN_MISSING = "pin missing"
    PIN_WRONG = "pin wrong"
    EXPIRED = "expired"
    NOT_YOURS = "not yours"
    OTHER = "something else"


def read_reply(  # noqa: PLR0911 - one return for each meaning
    pending: Pending, text: str, *, whence: Whence, now: datetime, cues: Cues, settings: GuardSettings
) -> ReplyMeaning:
    """Return the meaning of a reply; a yes counts only from the place of the question, and in time."""
    spoken = read_number(text, cues)
    answers = pending.needs_pin and spoken.answers
    agrees, declines = cues.says("yes", text), cues.says("no", text)
    if not (agrees or declines or answers):
        return ReplyMeaning.OTHER
    if whence != pending.whence:
        return ReplyMeaning.NOT_YOURS
    if now - pending.asked > timedelta(seconds=settings.confirm_seconds):
        return ReplyMeaning.EXPIRED
    if declines:
        return ReplyMeaning.NO
    if not pending.needs_pin:
        return ReplyMeaning.YES
    if len(spoken.digits) < LEAST_DIGITS:
        return ReplyMeaning.PIN_MISSING
    right = is_pin(spoken.digits, pin_of(pending.whence.user_id, settings))
    return ReplyMeaning.YES if right else ReplyMeaning.PIN_WRONG
