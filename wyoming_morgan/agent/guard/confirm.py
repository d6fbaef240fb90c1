"""Reads the answer to a question that the guard asked."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum

from wyoming_morgan.agent.conversation.session import Pending, Whence
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.settings import GuardSettings

_SHA256 = "sha256:"
_LEAST_DIGITS = 3


class Said(StrEnum):
    """What an answer means."""

    YES = "yes"
    NO = "no"
    PIN_MISSING = "pin missing"
    PIN_WRONG = "pin wrong"
    EXPIRED = "expired"
    NOT_YOURS = "not yours"
    OTHER = "something else"


def pin_of(user_id: str | None, settings: GuardSettings) -> str | None:
    """Return the PIN that a user has to say; empty where a yes will do, None where the user has none."""
    if not settings.pin_secrets:
        return ""
    own = settings.pin_secrets.get(user_id or "") or settings.pin_secrets.get("*")
    return own or None


def read_answer(  # noqa: PLR0911 - one way out for each meaning
    pending: Pending, text: str, *, whence: Whence, now: datetime, cues: Cues, settings: GuardSettings
) -> Said:
    """Tell what was answered; a yes counts only from where it was asked, and in time."""
    digits = cues.pin(text)
    answers_pin = bool(pending.pin) and len(digits) >= _LEAST_DIGITS
    agrees, declines = cues.says("yes", text), cues.says("no", text)
    if not (agrees or declines or answers_pin):
        return Said.OTHER
    if whence != pending.whence:
        return Said.NOT_YOURS
    if now - pending.asked > timedelta(seconds=settings.confirm_seconds):
        return Said.EXPIRED
    if declines:
        return Said.NO
    if not pending.pin:
        return Said.YES
    if not answers_pin:
        return Said.PIN_MISSING
    return Said.YES if _is_pin(digits, pending.pin) else Said.PIN_WRONG


def _is_pin(digits: str, wanted: str) -> bool:
    if wanted.startswith(_SHA256):
        digits, wanted = hashlib.sha256(digits.encode()).hexdigest(), wanted.removeprefix(_SHA256).casefold()
    return hmac.compare_digest(digits.encode(), wanted.encode())
