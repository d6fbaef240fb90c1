"""Reads the speaker's reply to a confirmation question."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from enum import StrEnum

from wyoming_morgan.agent.conversation.session import Pending, Session, Whence
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.settings import GuardSettings

_SHA256 = "sha256:"
_LEAST_DIGITS = 3
_FEW_WORDS = 2
"""Words beside the digits with which a text is still nothing but a PIN."""
_PIN_WORDS = frozenset(
    {"pin", "pincode", "code", "codes", "geheimzahl", "passcode", "codice", "código", "clave", "contraseña"}
)
_LATE = timedelta(minutes=10)
"""How long after a question for a PIN an answer still sounds like one."""


class ReplyMeaning(StrEnum):
    """The meaning of a reply to a confirmation question; the values are shown in traces."""

    YES = "yes"
    NO = "no"
    PIN_MISSING = "pin missing"
    PIN_WRONG = "pin wrong"
    EXPIRED = "expired"
    NOT_YOURS = "not yours"
    OTHER = "something else"


def pin_of(user_id: str | None, settings: GuardSettings) -> str | None:
    """Return the PIN a user has to say; empty if a yes is enough, None if the user has no PIN."""
    if not settings.pin_secrets:
        return ""
    secret = settings.pin_secrets.get(user_id or "") or settings.pin_secrets.get("*")
    return secret or None


def read_reply(  # noqa: PLR0911 - one return for each meaning
    pending: Pending, text: str, *, whence: Whence, now: datetime, cues: Cues, settings: GuardSettings
) -> ReplyMeaning:
    """Return the meaning of a reply; a yes counts only from the place of the question, and in time."""
    digits = cues.pin(text)
    has_pin = pending.needs_pin and len(digits) >= _LEAST_DIGITS
    agrees, declines = cues.says("yes", text), cues.says("no", text)
    if not (agrees or declines or has_pin):
        return ReplyMeaning.OTHER
    if whence != pending.whence:
        return ReplyMeaning.NOT_YOURS
    if now - pending.asked > timedelta(seconds=settings.confirm_seconds):
        return ReplyMeaning.EXPIRED
    if declines:
        return ReplyMeaning.NO
    if not pending.needs_pin:
        return ReplyMeaning.YES
    if not has_pin:
        return ReplyMeaning.PIN_MISSING
    return (
        ReplyMeaning.YES
        if _is_pin(digits, pin_of(pending.whence.user_id, settings))
        else ReplyMeaning.PIN_WRONG
    )


def tells_pin(text: str, session: Session, *, now: datetime, cues: Cues, settings: GuardSettings) -> bool:
    """Whether a text is said as a PIN, right, wrong or too late, so that it is kept nowhere."""
    digits = cues.pin(text)
    if not digits or not settings.pin_secrets:
        return False
    if any(_is_pin(digits, secret) for secret in settings.pin_secrets.values()):
        return True
    alone = _is_nothing_else(text, cues)
    pending = session.pending
    if pending is not None and pending.needs_pin:
        return alone or len(digits) >= _LEAST_DIGITS
    asked = session.pin_asked
    lately = asked is not None and now - asked <= timedelta(seconds=settings.confirm_seconds) + _LATE
    return lately and alone and len(digits) >= _LEAST_DIGITS


def may_tell_pin(text: str, settings: GuardSettings) -> bool:
    """Whether a text may be said as a PIN, in any language, where it is not known what it answers.

    Without PINs here, which may be configured for another process, only a text of little else is one.
    """
    return any(_may_tell_pin(text, language.cues, settings) for language in LANGUAGES.values())


def _may_tell_pin(text: str, cues: Cues, settings: GuardSettings) -> bool:
    digits = cues.pin(text)
    if any(_is_pin(digits, secret) for secret in settings.pin_secrets.values()):
        return True
    return len(digits) >= _LEAST_DIGITS and (bool(settings.pin_secrets) or _is_nothing_else(text, cues))


def _is_nothing_else(text: str, cues: Cues) -> bool:
    """Whether there is little beside the digits of a text, or they are called a PIN."""
    words = re.findall(r"\d+|[^\W\d]+", text.casefold())
    others = sum(1 for word in words if not cues.pin(word))
    return others <= _FEW_WORDS or not _PIN_WORDS.isdisjoint(words)


def _is_pin(digits: str, secret: str | None) -> bool:
    if not secret:
        return False
    if secret.startswith(_SHA256):
        digits, secret = hashlib.sha256(digits.encode()).hexdigest(), secret.removeprefix(_SHA256).casefold()
    return hmac.compare_digest(digits.encode(), secret.encode())
