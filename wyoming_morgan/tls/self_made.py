"""The certificate that Morgan makes itself: its key is made once, the certificate whenever that is due."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wyoming_morgan.errors import ConfigurationError
from wyoming_morgan.machine import host_names, lasting_addresses
from wyoming_morgan.private_files import write_whole
from wyoming_morgan.settings import setting
from wyoming_morgan.tls.certificate import CertificateFiles, check_key, read_certificate, read_pem
from wyoming_morgan.tls.served import Certificate

LIFETIME = timedelta(days=730)
"""Within the 825 days that Apple's systems accept: https://support.apple.com/103769"""
RENEWED_BEFORE_END = timedelta(days=30)
_CLOCKS_DIFFER = timedelta(days=1)
_LOCAL = ("localhost", "127.0.0.1", "::1")
_MOST_NAMES = 60
_READABLE_BY_ALL = 0o644
_SUBJECT = "Morgan"


def self_made_files(data: Path) -> CertificateFiles:
    """Return where the self-made certificate lies in the data folder."""
    folder = data / "tls"
    return CertificateFiles(folder / "certificate.pem", folder / "key.pem")


def machine_names() -> tuple[str, ...]:
    """Return the names and addresses at which clients reach this machine."""
    return (*host_names(), *lasting_addresses())


def make_if_due(files: CertificateFiles, names: Iterable[str], now: datetime) -> None:
    """Make the key unless it is there, and the certificate unless the present one is still good.

    It is good while it fits the key, is for all `names`, and does not end soon. Names of before stay in it:
    a machine that moves between networks does not need another one each time.

    Raises:
        ConfigurationError: the files cannot be written, or the key cannot be read.
    """
    current = _current(files)
    due = _names(names)
    if current is not None:
        if set(due) <= set(current.names) and current.begins <= now < current.ends - RENEWED_BEFORE_END:
            return
        due = tuple(dict.fromkeys((*due, *current.names)))[:_MOST_NAMES]
    try:
        files.key.parent.mkdir(parents=True, exist_ok=True)
        key = _key(files.key)
        write_whole(files.certificate, _signed(key, due, now), mode=_READABLE_BY_ALL)
    except OSError as error:
        raise ConfigurationError(
            f"the self-made certificate cannot be kept in {files.key.parent}: {error.strerror or error}",
            hint=f"make the folder writable for the user that runs Morgan, or set {setting('core.data_dir')}",
        ) from error


def _names(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as a certificate has them, each once."""
    return tuple(dict.fromkeys((*_LOCAL, *filter(None, map(_plain, names)))))[:_MOST_NAMES]


def _plain(name: str) -> str:
    """Return a name as it stands in a certificate; empty if it cannot stand there."""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        plain = name.lower().rstrip(".")
    try:
        return plain if plain.isascii() else plain.encode("idna").decode()
    except UnicodeError:
        return ""


def _current(files: CertificateFiles) -> Certificate | None:
    """Return the certificate that is there, if it can be used."""
    try:
        certificate = read_certificate(files.certificate)
        check_key(files, certificate)
    except ConfigurationError:
        return None
    return certificate


def _key(file: Path) -> ec.EllipticCurvePrivateKey:
    """Return the key that is kept in a file; the first time one is made.

    Raises:
        ConfigurationError: what is there is no such key.
        OSError: it cannot be written.
    """
    if not file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        # Another process of this machine may have been quicker.
        with suppress(FileExistsError):
            write_whole(file, pem, replace=False)
    try:
        kept = serialization.load_pem_private_key(read_pem(file), None)
    except (ValueError, TypeError) as error:
        raise _bad_key(file) from error
    if not isinstance(kept, ec.EllipticCurvePrivateKey):
        raise _bad_key(file)
    return kept


def _bad_key(file: Path) -> ConfigurationError:
    return ConfigurationError(
        f"{file} is not the key of a self-made certificate", hint="remove the file: another key is made then"
    )


def _signed(key: ec.EllipticCurvePrivateKey, names: Sequence[str], now: datetime) -> bytes:
    """Return a certificate that vouches for itself, and for nothing else: it cannot sign others."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _SUBJECT)])
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
