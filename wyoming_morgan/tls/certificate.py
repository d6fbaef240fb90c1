"""Certificates in files: what they say, and what may be wrong with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.settings import setting
from wyoming_morgan.tls.served import Certificate

_MOST_FILE_BYTES = 1024 * 1024
_PUBLIC = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where a certificate and its key lie; they may be in one file."""

    certificate: Path
    key: Path


def read_certificate(file: Path) -> Certificate:
    """Read the first certificate of a file.

    Raises:
        ConfigurationError: it cannot be read, or there is none in it.
    """
    content = read_pem(file)
    try:
        first = x509.load_pem_x509_certificates(content)[0]
        public_key = first.public_key().public_bytes(*_PUBLIC)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigurationError(
            f"there is no certificate in {file} that can be read: {error}",
            hint=f"{setting('core.http.tls.certificate')} is a file of text with BEGIN CERTIFICATE in it",
        ) from error
    return Certificate(
        names=_names(first),
        begins=first.not_valid_before_utc,
        ends=first.not_valid_after_utc,
        fingerprint=hashlib.sha256(first.public_bytes(Encoding.DER)).hexdigest(),
        pem=first.public_bytes(Encoding.PEM).decode(),
        public_key=public_key,
    )


def check_key(files: CertificateFiles, certificate: Certificate) -> None:
    """Check that the key is that of the certificate.

    Raises:
        ConfigurationError: it is another one, or cannot be read.
    """
    content = read_pem(files.key)
    try:
        key = serialization.load_pem_private_key(content, None)
    except TypeError as error:
        raise ConfigurationError(
            f"the key in {files.key} has a password",
            hint=f"write it without one: openssl pkey -in {files.key} -out FILE",
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ConfigurationError(
            f"there is no key in {files.key} that can be read",
            hint=f"{setting('core.http.tls.key')} is a file of text with BEGIN PRIVATE KEY in it",
        ) from error
    if key.public_key().public_bytes(*_PUBLIC) != certificate.public_key:
        raise ConfigurationError(
            f"the key in {files.key} does not fit the certificate in {files.certificate}",
            hint="name the two files that were made together",
        )


def read_pem(file: Path) -> bytes:
    """Return the content of a file of PEM.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(_MOST_FILE_BYTES)
    except OSError as error:
        raise ConfigurationError(
            f"{file} cannot be read: {error.strerror or error}",
            hint="check the path, and that the user who runs Morgan may read it: ls -lL " + str(file),
        ) from error


def utc_now() -> datetime:
    """Return the time of this moment."""
    return datetime.now(UTC)


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    hosts = extension.value.get_values_for_type(x509.DNSName)
    return (*hosts, *map(str, extension.value.get_values_for_type(x509.IPAddress)))
