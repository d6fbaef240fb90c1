"""How programs of this machine trust its own server: by the file of its certificate, whatever its names."""

from __future__ import annotations

import ssl
from pathlib import Path

from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.tls.certificate import read_certificate
from wyoming_morgan.tls.keeper import files_of
from wyoming_morgan.tls.settings import TlsSettings


def own_server_context(settings: TlsSettings, data: Path) -> ssl.SSLContext:
    """Return what trusts the configured certificate and no other; `data` is the folder of a self-made one.

    Raises:
        ConfigurationError: the certificate cannot be read, or Morgan has not made it yet.
    """
    file = files_of(settings, data).certificate
    if settings.self_made and not file.exists():
        raise ConfigurationError(
            f"there is no self-made certificate in {file.parent} yet", hint="run: morgan serve"
        )
    certificate = read_certificate(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Only this one certificate is trusted: its names, which need not have 127.0.0.1, say nothing more.
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=certificate.pem)
    return context
