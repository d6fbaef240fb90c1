"""Morgan's HTTP side: is it there, does it take the key, and its link."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
from yarl import URL

_SECONDS = 10.0
_MOST_MESSAGE_BYTES = 4 * 1024 * 1024
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class MorganError(Exception):
    """Morgan cannot be used now."""


class CannotConnect(MorganError):
    """Nothing answers at the address."""


class NotMorgan(MorganError):
    """Something else answers at the address."""


class KeyRefused(MorganError):
    """The API key is missing or wrong."""


class TooOld(MorganError):
    """This Morgan has no link."""


def read_url(text: str) -> URL:
    """Read an address as people write it: without a scheme, with a slash at its end.

    Raises:
        ValueError: it is no address.
    """
    text = text.strip()
    url = URL(text if "://" in text else f"http://{text}")
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError(text)
    return url.with_user(None).with_query(None).with_fragment(None).with_path(url.path.rstrip("/"))


class MorganClient:
    """One Morgan, by its address and key."""

    def __init__(self, session: aiohttp.ClientSession, url: URL, api_key: str | None) -> None:
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    async def check(self) -> str:
        """Return the version of the server at the address, once it has taken the key.

        Raises:
            CannotConnect: nothing answers.
            NotMorgan: something else answers.
            KeyRefused: the key is missing or wrong.
            TooOld: it has no link.
        """
        version = await self._version()
        link = await self.open_link()
        await link.close()
        return version

    async def open_link(self) -> aiohttp.ClientWebSocketResponse:
        """Open the WebSocket of the link. It raises what `check` does."""
        return await self._open("api/home/link")

    async def open_voice(self) -> aiohttp.ClientWebSocketResponse:
        """Open a WebSocket for an utterance, a text or wake words. It raises what `check` does."""
        return await self._open("api/voice")

    async def _open(self, path: str) -> aiohttp.ClientWebSocketResponse:
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._session.ws_connect(
                    self._url / path,
                    headers=self._headers,
                    max_msg_size=_MOST_MESSAGE_BYTES,
                )
        except aiohttp.WSServerHandshakeError as error:
            if error.status in _REFUSED:
                raise KeyRefused("Morgan refuses the API key") from error
            if error.status == HTTPStatus.NOT_FOUND:
                raise TooOld(f"this Morgan has no /{path}") from error
            raise CannotConnect(f"Morgan answers with status {error.status}") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CannotConnect(_shown(error)) from error

    async def language_models(self) -> list[str]:
        """Return the names of the language models.

        Raises:
            CannotConnect: nothing answers, or not as Morgan does.
        """
        try:
            async with (
                asyncio.timeout(_SECONDS),
                self._session.get(self._url / "v1/models", headers=self._headers) as response,
            ):
                body: Any = await response.json()
            return [model["id"] for model in body["data"] if model.get("kind") == "llm"]
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CannotConnect(_shown(error)) from error

    async def post(self, path: str, body: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        """Send JSON; return the status and the answer, which may be an error.

        Raises:
            CannotConnect: nothing answers, or not as Morgan does.
            KeyRefused: the key is missing or wrong.
        """
        try:
            async with (
                asyncio.timeout(_SECONDS),
                self._session.post(self._url / path, json=body, headers=self._headers) as response,
            ):
                if response.status in _REFUSED:
                    raise KeyRefused("Morgan refuses the API key")
                answer: Any = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CannotConnect(_shown(error)) from error
        return response.status, answer if isinstance(answer, dict) else {}

    async def _version(self) -> str:
        try:
            async with asyncio.timeout(_SECONDS), self._session.get(self._url / "health") as response:
                body: Any = await response.json()
        except (aiohttp.ContentTypeError, UnicodeDecodeError) as error:
            raise NotMorgan("what answers is not Morgan") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise CannotConnect(_shown(error)) from error
        except ValueError as error:
            raise NotMorgan("what answers is not Morgan") from error
        if not isinstance(body, dict) or "services" not in body or not isinstance(body.get("version"), str):
            raise NotMorgan("what answers is not Morgan")
        return str(body["version"])


def _shown(error: Exception) -> str:
    return str(error) or type(error).__name__
