"""Finds out whether a text is said as a PIN, by how it sounds.

Whether a PIN is right is found out in one place, where each try counts. Everywhere else a right one and a
wrong one look alike: who could tell them apart could try all of them.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from wyoming_morgan.agent.confirmation.digits import read_digits
from wyoming_morgan.agent.conversation.session import Session
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.guarded import Guarded
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.languages import GUARDED_NAMES, LANGUAGES
from wyoming_morgan.agent.language.words import word_set
from wyoming_morgan.agent.settings import GuardSettings

_SHA256 = "sha256:"
LEAST_DIGITS = 3
_USUAL_DIGITS = 4
_FEW_WORDS = 2
"""Words beside the digits with which a text is still nothing but a PIN."""
_SOME_WORDS = 4
"""The same, of digits in a row, while a PIN was lately asked for."""
_MANY_NUMBERS = 4
_PIN_WORDS = word_set(
    """
    pin pincode code codes geheimzahl passcode codice código clave contraseña password passwort kennwort
    wachtwoord
    """
)
_LATE = timedelta(minutes=10)
"""How long after a question for a PIN an answer still sounds like one."""


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """The digits and the other words of a text."""

    digits: str = ""
    """All digits, written as figures of any script or as words of any language."""
    row: int = 0
    """The most digits in a row, without other words or a colon between them."""
    numbers: int = 0
    """Figures and words of numbers, also of those that are no digits: “twenty”."""
    others: int = 0
    """Other words."""
    called: bool = False
    """Whether one of them says that it is a PIN."""

    @property
    def alone(self) -> bool:
        """Whether there is little else, or it is called a PIN."""
        return self.numbers > 0 and (self.others <= _FEW_WORDS or self.called)

    @property
    def answers(self) -> bool:
        """Whether it answers the question for a PIN, in digits or in other numbers."""
        return self.alone or len(self.digits) >= LEAST_DIGITS


def read_number(text: str, cues: Cues) -> SpokenNumber:
    """Return what a text says in digits, in the language of these cues, else in that with most of them."""
    languages = sorted(LANGUAGES.values(), key=lambda language: language.cues is not cues)
    readings = [_read(text, language) for language in languages]
    best = max(readings, key=lambda reading: (len(reading.digits), reading.numbers))
    return best if best.numbers else readings[0]


def pin_of(user_id: str | None, settings: GuardSettings) -> str | None:
    """Return the PIN a user has to say; empty if a yes is enough, None if the user has no PIN."""
    if not settings.pin_secrets:
        return ""
    secret = settings.pin_secrets.get(user_id or "") or settings.pin_secrets.get("*")
    return secret or None


def is_pin(digits: str, secret: str | None) -> bool:
    """Whether digits are a PIN."""
    if not secret:
        return False
    if secret.startswith(_SHA256):
        digits, secret = hashlib.sha256(digits.encode()).hexdigest(), secret.removeprefix(_SHA256).casefold()
    return hmac.compare_digest(digits.encode(), secret.encode())


def tells_pin(text: str, session: Session, *, now: datetime, cues: Cues, settings: GuardSettings) -> bool:
    """Whether a text is said as a PIN, right, wrong or too late, so that it is kept nowhere."""
    if not settings.pin_secrets:
        return False
    spoken = read_number(text, cues)
    if not spoken.numbers:
        return False
    if session.pending is not None and session.pending.needs_pin:
        return spoken.answers
    asked = session.pin_asked
    if asked is not None and now - asked <= timedelta(seconds=settings.confirm_seconds) + _LATE:
        return _is_late_answer(spoken, settings)
    if _is_usual(spoken.row, settings):
        return spoken.others <= 1 or spoken.called or GUARDED_NAMES.of(text) is Guarded.ACCESS
    return spoken.called and len(spoken.digits) >= LEAST_DIGITS


def may_tell_pin(text: str, settings: GuardSettings) -> bool:
    """Whether a text may be said as a PIN, in any language, where it is not known what it answers.

    Without PINs here, which may be configured for another process, only a text of little else is one.
    """
    readings = [_read(text, language) for language in LANGUAGES.values()]
    return any(
        (len(spoken.digits) >= LEAST_DIGITS and (bool(settings.pin_secrets) or spoken.alone))
        or any(is_pin(spoken.digits, secret) for secret in settings.pin_secrets.values())
        or (bool(settings.pin_secrets) and _is_only_numbers(spoken))
        for spoken in readings
    )


def _is_late_answer(spoken: SpokenNumber, settings: GuardSettings) -> bool:
    if spoken.alone and len(spoken.digits) >= LEAST_DIGITS:
        return True
    return _is_only_numbers(spoken) or (_is_usual(spoken.row, settings) and spoken.others <= _SOME_WORDS)


def _is_only_numbers(spoken: SpokenNumber) -> bool:
    """Whether a text is several words of numbers: “twenty-four sixty-eight”."""
    return (spoken.numbers > 1 and not spoken.others) or (spoken.numbers >= _MANY_NUMBERS and spoken.alone)


def _is_usual(digits: int, settings: GuardSettings) -> bool:
    """Whether PINs have so many digits."""
    plain = {len(secret) for secret in settings.pin_secrets.values() if not secret.startswith(_SHA256)}
    return digits >= _USUAL_DIGITS or (digits >= LEAST_DIGITS and digits in plain)


def _read(text: str, language: Language) -> SpokenNumber:
    spoken = read_digits(text, language)
    called = not _PIN_WORDS.isdisjoint(spoken.others)
    return SpokenNumber(spoken.digits, spoken.row, spoken.numbers, len(spoken.others), called)
