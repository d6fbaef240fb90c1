"""Keeps the certificate that the server shows: reads it again when its files change, renews its own."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from wyoming_morgan.errors import ConfigurationError, MorganError
from wyoming_morgan.settings import setting
from wyoming_morgan.tasks import CancellableTasks
from wyoming_morgan.tls.certificate import CertificateFiles, check_key, read_certificate, utc_now
from wyoming_morgan.tls.self_made import machine_names, make_if_due, self_made_files
from wyoming_morgan.tls.served import ServedCertificate
from wyoming_morgan.tls.settings import TlsSettings

_LOGGER = logging.getLogger(__name__)

_LOOK_SECONDS = 10.0
"""How often the files, and the addresses of this machine, are looked at."""
_HTTP = ["http/1.1"]
"""What is spoken within TLS, as ALPN names it: RFC 7301."""

_Stamp = tuple[tuple[int, int, int], ...]


class CertificateKeeper:
    """Holds the certificate of the moment. `load` it before use; `start` keeps it up to date.

    Files are read in threads. While new ones cannot be used, the former certificate stays, with a warning.
    """

    def __init__(
        self,
        settings: TlsSettings,
        data: Path,
        *,
        names: Callable[[], Iterable[str]] = machine_names,
        now: Callable[[], datetime] = utc_now,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        """Prepare.

        Args:
            settings: Which certificate; `on` is true.
            data: The folder in which a self-made one is kept.
            names: Returns the names and addresses of this machine, for a self-made one.
            now: Returns the time.
            look_seconds: How often the files are looked at.
        """
        self._settings = settings
        self._files = files_of(settings, data)
        self._names = names
        self._now = now
        self._look_seconds = look_seconds
        self._served: ServedCertificate | None = None
        self._stamp: _Stamp = ()
        self._warned: object = None
        self._tasks = CancellableTasks("certificate")

    @property
    def served(self) -> ServedCertificate:
        """The certificate that new connections are shown."""
        assert self._served is not None  # noqa: S101 - `load` comes first
        return self._served

    @property
    def self_made(self) -> bool:
        """Whether Morgan made it, so that nobody else vouches for it."""
        return self._settings.self_made

    @property
    def vouched_name(self) -> str:
        """A host name in the certificate by which clients can check it; empty if nobody vouches for it."""
        return "" if self.self_made else self.served.certificate.host_name

    async def load(self) -> None:
        """Read the certificate; a self-made one is made if that is due.

        Raises:
            ConfigurationError: it cannot be read, made or used.
        """
        await asyncio.to_thread(self._look)

    def start(self) -> None:
        """Look after the certificate from now on."""
        self._tasks.start(self._keep())

    async def stop(self) -> None:
        """Look after it no longer."""
        await self._tasks.close()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._look_seconds)
            try:
                await asyncio.to_thread(self._look)
            except MorganError as error:
                self._warn(str(error))
            except Exception:  # noqa: BLE001 - whatever is in a file, the server stays, and what it shows
                self._warn("a file with a certificate or a key cannot be used", with_trace=True)
            else:
                self._warned = None

    def _look(self) -> None:
        """Renew a self-made certificate if that is due, and load what has changed."""
        if self._settings.self_made:
            make_if_due(self._files, self._settings.names or self._names(), self._now())
        stamp = _stamp(self._files)
        if self._served is not None and stamp == self._stamp:
            return
        served = load_certificate(self._files)
        self._served, self._stamp = served, stamp
        certificate = served.certificate
        trouble = certificate.trouble(self._now())
        if trouble:
            _LOGGER.warning("clients refuse the certificate in %s: it %s", self._files.certificate, trouble)
        _LOGGER.info(
            "HTTP shows the certificate of %s, valid until %s, SHA-256 %s",
            ", ".join(certificate.names) or "no name",
            certificate.ends.date(),
            certificate.shown_fingerprint,
        )

    def _warn(self, problem: str, *, with_trace: bool = False) -> None:
        if problem != self._warned:
            self._warned = problem
            _LOGGER.warning("the former certificate stays in use: %s", problem, exc_info=with_trace)


def files_of(settings: TlsSettings, data: Path) -> CertificateFiles:
    """Return the files of the configured certificate; `data` is the folder of a self-made one."""
    if settings.self_made or settings.certificate is None:
        return self_made_files(data)
    certificate = settings.certificate.expanduser()
    return CertificateFiles(certificate, settings.key.expanduser() if settings.key else certificate)


def load_certificate(files: CertificateFiles) -> ServedCertificate:
    """Read a certificate and its key.

    Raises:
        ConfigurationError: they cannot be read, do not fit, or are too weak for OpenSSL.
    """
    certificate = read_certificate(files.certificate)
    check_key(files, certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(_HTTP)
    try:
        context.load_cert_chain(files.certificate, files.key)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"the certificate in {files.certificate} cannot be used: {error}",
            hint=f"use another one, or {setting('core.http.tls.self_made')}",
        ) from error
    return ServedCertificate(certificate, context)


def _stamp(files: CertificateFiles) -> _Stamp:
    """Return what is another one when a file has changed; links are followed."""
    try:
        states = [file.stat() for file in (files.certificate, files.key)]
    except OSError:
        return ()  # reading says why
    return tuple((state.st_ino, state.st_size, state.st_mtime_ns) for state in states)
