"""What a certificate says, and what shows it: for those who need not know where it comes from."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta

_LAST_TIME = timedelta(days=14)
"""How long before its end a certificate should have been renewed."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate, as clients see it."""

    names: tuple[str, ...]
    """The host names and addresses that it is for."""
    begins: datetime
    ends: datetime
    fingerprint: str
    """SHA-256 of the certificate, in hexadecimal."""
    pem: str
    """The certificate alone, without those that it depends on."""
    public_key: bytes

    @property
    def shown_fingerprint(self) -> str:
        """The fingerprint as browsers and openssl write it: `3F:A2:…`."""
        digits = self.fingerprint.upper()
        return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))

    @property
    def host_name(self) -> str:
        """The first of its names that is a whole host name; empty if there is none."""
        return next((name for name in self.names if _is_host(name)), "")

    def trouble(self, now: datetime) -> str:
        """Return why clients refuse it at this time; empty if they do not."""
        if now < self.begins:
            return f"is valid only from {self.begins.date()}"
        return f"has expired on {self.ends.date()}" if now >= self.ends else ""

    def ends_soon(self, now: datetime) -> bool:
        """Whether it should have been renewed by now."""
        return self.ends - now < _LAST_TIME


@dataclass(frozen=True, slots=True)
class ServedCertificate:
    """A certificate, ready to be shown to clients."""

    certificate: Certificate
    context: ssl.SSLContext


def _is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." in name and "*" not in name
    return False
