"""The settings of TLS."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

CertificateName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9*:._-]{1,253}$")]
"""A host name or an address in a certificate."""


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """Whether HTTP is HTTPS, and with which certificate. Without one, nothing is encrypted."""

    self_made: bool = False
    """Whether Morgan makes a certificate itself and renews it. Clients must be set up to trust it."""
    names: tuple[CertificateName, ...] = ()
    """Names and addresses in the self-made certificate, beside those of `localhost`. Unset: those of this
    machine."""
    certificate: Path | None = None
    """File with a certificate of your own and those that it depends on, in PEM (`fullchain.pem`). It is read
    again when it changes."""
    key: Path | None = None
    """File with the key of that certificate, in PEM, without a password; by default the same file."""

    @property
    def on(self) -> bool:
        """Whether there is a certificate."""
        return self.self_made or self.certificate is not None
