"""Retries after failures of the network, a bounded number of times."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp

from wyoming_morgan.errors import DownloadFailed
from wyoming_morgan.models.hosts import REMEDIES, refusal

T = TypeVar("T")

_LONGEST_WAIT = 30.0


class Interrupted(Exception):
    """A failure that may not happen again. `gained` is whether the attempt got further than those before."""

    def __init__(self, failure: DownloadFailed, *, gained: bool = False, wait: float | None = None) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.gained = gained
        self.wait = wait
        """Seconds to wait, as the host requested."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how soon to retry: after `first_wait` seconds, then after twice as many each time.

    An attempt that got further than the one before does not count.
    """

    attempts: int = 4
    first_wait: float = 1.0

    async def run(self, url: str, attempt: Callable[[], Awaitable[T]]) -> T:
        """Make attempts until one succeeds.

        Raises:
            DownloadFailed: none did.
        """
        failed = 0
        while True:
            try:
                return await attempt()
            except Interrupted as interrupted:
                failed = 1 if interrupted.gained else failed + 1
                failure, wait = interrupted.failure, interrupted.wait
            except (
                aiohttp.ClientConnectorCertificateError,
                aiohttp.InvalidURL,
                aiohttp.TooManyRedirects,
            ) as error:
                raise unreachable(url, error) from error
            except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
                failed += 1
                failure, wait = unreachable(url, error), None
            if failed >= self.attempts:
                raise failure
            await asyncio.sleep(min(wait or self.first_wait * 2 ** (failed - 1), _LONGEST_WAIT))

    def check(self, response: aiohttp.ClientResponse) -> None:
        """Raise `Interrupted` for a status that is worth a retry."""
        if (
            response.status != HTTPStatus.TOO_MANY_REQUESTS
            and response.status < HTTPStatus.INTERNAL_SERVER_ERROR
        ):
            return
        after = response.headers.get("Retry-After", "")
        raise Interrupted(
            refusal(str(response.url), response.status), wait=float(after) if after.isdecimal() else None
        )


def unreachable(url: str, error: Exception) -> DownloadFailed:
    """Return the error for a host that does not answer."""
    host = urlsplit(url).netloc
    if isinstance(error, TimeoutError):
        return DownloadFailed(f"{host} stopped answering", hint=REMEDIES)
    cause = str(error) or type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError):
        number = error.os_error.errno or 0
        # asyncio's text repeats the address; resolvers use numbers below zero.
        cause = os.strerror(number) if number > 0 else error.os_error.strerror or str(error.os_error)
        return DownloadFailed(f"{host} cannot be reached: {cause}", hint=f"check the network; {REMEDIES}")
    return DownloadFailed(f"the connection to {host} broke: {cause}", hint=REMEDIES)
