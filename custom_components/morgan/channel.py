"""Requests to one server, whose certificate is checked before anything is sent.

Either an authority vouches for it, or it is the one that a person has accepted, known by its SHA-256.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp
from yarl import URL

from .errors import CannotConnect, OtherCertificate, SpeaksHttps, UntrustedCertificate

T = TypeVar("T")
_NO_CERTIFICATE = bytes(32)
"""What no certificate has as its SHA-256: who expects it learns the right one, and nothing is sent."""


def shown_fingerprint(fingerprint: str) -> str:
    """Return the SHA-256 of a certificate as Morgan and browsers write it: `3F:A2:…`."""
    return ":".join(fingerprint.upper()[at : at + 2] for at in range(0, len(fingerprint), 2))


class Channel:
    """Sends requests to the server at an address."""

    def __init__(self, session: aiohttp.ClientSession, url: URL, fingerprint: str | None) -> None:
        """Prepare; without a `fingerprint`, in hexadecimal, an authority has to vouch for the certificate."""
        self._session = session
        self._url = url
        self._ssl: aiohttp.Fingerprint | bool = True
        self.fingerprint = fingerprint
        if fingerprint is not None:
            self.accept(fingerprint)
        self.prove: Callable[[str], Awaitable[bool]] | None = None
        """Finds out whether the server itself shows a certificate that was not accepted yet."""

    @property
    def url(self) -> URL:
        """The address."""
        return self._url

    def accept(self, fingerprint: str) -> None:
        """Take the certificate with this SHA-256, and no other, from now on."""
        self.fingerprint = fingerprint
        self._ssl = aiohttp.Fingerprint(bytes.fromhex(fingerprint))

    async def shown_certificate(self) -> str:
        """Return the SHA-256 of the certificate that the server shows; empty without TLS.

        Raises:
            CannotConnect: nothing answers there.
        """
        if self._url.scheme != "https":
            return ""
        try:
            expected = aiohttp.Fingerprint(_NO_CERTIFICATE)
            async with self._session.get(self._url / "health", ssl=expected, allow_redirects=False):
                raise CannotConnect("the server shows no certificate")
        except aiohttp.ServerFingerprintMismatch as error:
            return error.got.hex()

    async def send(self, method: str, path: str, **options: Any) -> aiohttp.ClientResponse:
        """Send a request; it raises what aiohttp does.

        Raises:
            SpeaksHttps, UntrustedCertificate, OtherCertificate: nothing was sent.
        """
        return await self._checked(
            lambda: self._session.request(method, self._url / path, ssl=self._ssl, **options)
        )

    async def open_socket(self, path: str, **options: Any) -> aiohttp.ClientWebSocketResponse:
        """Open a WebSocket. It raises what `send` does."""
        return await self._checked(
            lambda: self._session.ws_connect(self._url / path, ssl=self._ssl, **options)
        )

    async def _checked(self, send: Callable[[], Awaitable[T]]) -> T:
        try:
            return await send()
        except aiohttp.ServerFingerprintMismatch as error:
            shown = error.got.hex()
            if self.prove is None or not await self.prove(shown):
                raise OtherCertificate("another certificate than the accepted one is shown") from error
            self.accept(shown)
            return await send()
        except aiohttp.ClientConnectorCertificateError as error:
            if self._url.scheme != "https":  # it was sent on
                raise SpeaksHttps("the address begins with https") from error
            raise UntrustedCertificate(f"nobody vouches for the certificate: {error}") from error
