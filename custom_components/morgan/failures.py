"""What went wrong with Morgan, as Home Assistant shows it: in the language of the person who looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from .const import DOMAIN
from .errors import (
    AnotherServer,
    KeyRefused,
    MorganError,
    NotMorgan,
    OtherCertificate,
    SpeaksHttps,
    TooOld,
    UntrustedCertificate,
)

_KEYS: Mapping[type[MorganError], str] = {
    AnotherServer: "another_server",
    KeyRefused: "key_refused",
    NotMorgan: "not_morgan",
    OtherCertificate: "other_certificate",
    SpeaksHttps: "speaks_https",
    TooOld: "too_old",
    UntrustedCertificate: "untrusted_certificate",
}
"""The texts of errors that need no words of others."""


class Translation(TypedDict):
    """What exceptions of Home Assistant take."""

    translation_domain: str
    translation_key: str
    translation_placeholders: dict[str, str]


def translated(error: MorganError, otherwise: str = "cannot_connect") -> Translation:
    """Return the text of an error: its own, or another one to which its words, in English, are added."""
    key = _KEYS.get(type(error))
    words = {} if key is not None else {"reason": str(error)}
    return Translation(
        translation_domain=DOMAIN, translation_key=key or otherwise, translation_placeholders=words
    )
