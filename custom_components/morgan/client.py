"""Morgan's HTTP side: who is there, does it take the key or pair this home, and its link."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp
from yarl import URL

from .channel import Channel
from .errors import (
    AnotherServer,
    CannotConnect,
    KeyRefused,
    MorganError,
    NotMorgan,
    PairingOff,
    SpeaksHttps,
    TooManyTries,
    TooOld,
    WrongCode,
)

_SECONDS = 10.0
_MOST_MESSAGE_BYTES = 4 * 1024 * 1024
_AGENT = "morgan"
"""The model that stands for the whole agent."""
_LATEST = ":latest"
"""The tag that Ollama assumes if there is none."""
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


_OF_PAIRING: dict[int, type[MorganError]] = {
    HTTPStatus.UNAUTHORIZED: PairingOff,
    HTTPStatus.FORBIDDEN: WrongCode,
    HTTPStatus.NOT_FOUND: PairingOff,
    HTTPStatus.UNPROCESSABLE_ENTITY: WrongCode,
    HTTPStatus.TOO_MANY_REQUESTS: TooManyTries,
}


@dataclass(frozen=True, slots=True)
class Server:
    """What a Morgan says of itself to everybody."""

    id: str
    """Tells it from others, whatever its addresses are."""
    version: str
    auth: str
    """How others get in: `pair`, `key` or `none`."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """One language model of Morgan's."""

    name: str
    """With its server's name: `house/small`."""
    reports_probabilities: bool
    """Whether it is known to report how likely each token is."""

    def is_called(self, name: str) -> bool:
        """Whether Morgan takes a name for this model."""
        bare = self.name.partition("/")[2]
        return name in {self.name, bare, bare.removesuffix(_LATEST)}


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
    """One Morgan, by its address, its key and its certificate."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: URL,
        api_key: str | None,
        fingerprint: str | None = None,
        renewed: Callable[[str], None] | None = None,
    ) -> None:
        """Prepare.

        Args:
            session: Sends the requests.
            url: The address.
            api_key: The key, if there is one.
            fingerprint: The SHA-256 of the accepted certificate; without it an authority vouches for it.
            renewed: Called with another one, for which the server has proven that it is its own.
        """
        self._session = session
        self._channel = Channel(session, url, fingerprint)
        self._key = api_key
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        if renewed is not None:
            self._channel.prove = partial(self._prove_renewed, renewed)

    async def check(self, server_id: str | None = None) -> Server:
        """Return the server at the address, once it has taken the key.

        The key is sent only to the server with this id, if there is one already.

        Raises:
            CannotConnect: nothing answers.
            NotMorgan: something else answers.
            AnotherServer: a server with another id answers.
            KeyRefused: the key is missing or wrong.
            TooOld: it has no link.
        """
        server = await self.server()
        if server_id is not None and server.id != server_id:
            raise AnotherServer("another Morgan answers at this address")
        link = await self.open_link()
        await link.close()
        return server

    async def pair(self, code: str, name: str) -> str:
        """Return a key of one's own, for a pairing code and a name under which Morgan lists it.

        Raises:
            CannotConnect: nothing answers, or not as Morgan does.
            WrongCode, TooManyTries, PairingOff: Morgan does not give one.
        """
        body = {"code": code, "name": name}
        try:
            async with (
                asyncio.timeout(_SECONDS),
                await self._channel.send("POST", "api/pair", json=body) as response,
            ):
                if (refusal := _OF_PAIRING.get(response.status)) is not None:
                    raise refusal(f"Morgan answers with status {response.status}")
                answer: Any = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CannotConnect(_shown(error)) from error
        if not isinstance(answer, dict) or not isinstance(answer.get("api_key"), str):
            raise CannotConnect(f"Morgan answers with status {response.status}")
        return str(answer["api_key"])

    async def shown_certificate(self) -> str:
        """Return the SHA-256 of the certificate that the server shows; empty without TLS.

        Raises:
            CannotConnect: nothing answers.
        """
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._channel.shown_certificate()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise CannotConnect(_shown(error)) from error

    async def has_key(self, key: str) -> bool:
        """Whether the server proves that it has the key, and that it is this server that has it.

        The key itself is not sent. Who passes the question on to it gets a proof for another address, or over
        TLS for another certificate.

        Raises:
            CannotConnect: nothing answers, or not as Morgan does.
            OtherCertificate: it shows another certificate than the accepted one.
        """
        nonce = secrets.token_hex(16)
        place = self._channel.fingerprint or await self.shown_certificate()
        channel = Channel(self._session, self._channel.url, place or None)
        try:
            async with (
                asyncio.timeout(_SECONDS),
                await channel.send("POST", "api/pair/proof", json={"nonce": nonce}) as response,
            ):
                answer: Any = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CannotConnect(_shown(error)) from error
        message = f"{nonce}\n{place or f'{channel.url.host} {channel.url.port}'}".encode()
        proof = hmac.new(hashlib.sha256(key.encode()).digest(), message, "sha256").hexdigest()
        proofs = answer.get("proofs") if isinstance(answer, dict) else None
        return isinstance(proofs, list) and proof in proofs

    async def _prove_renewed(self, renewed: Callable[[str], None], fingerprint: str) -> bool:
        """Have the server prove that a certificate is its own, by the key that it gave to this home."""
        if self._key is None:
            return False
        same = MorganClient(self._session, self._channel.url, None, fingerprint)
        try:
            proven = await same.has_key(self._key)
        except MorganError:
            return False
        if proven:
            renewed(fingerprint)
        return proven

    async def open_link(self) -> aiohttp.ClientWebSocketResponse:
        """Open the WebSocket of the link. It raises what `check` does."""
        return await self._open("api/home/link")

    async def open_voice(self) -> aiohttp.ClientWebSocketResponse:
        """Open a WebSocket for an utterance, a text or wake words. It raises what `check` does."""
        return await self._open("api/voice")

    async def _open(self, path: str) -> aiohttp.ClientWebSocketResponse:
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._channel.open_socket(
                    path, headers=self._headers, max_msg_size=_MOST_MESSAGE_BYTES
                )
        except aiohttp.WSServerHandshakeError as error:
            if error.status in _REFUSED:
                raise KeyRefused("Morgan refuses the API key") from error
            if error.status == HTTPStatus.NOT_FOUND:
                raise TooOld(f"this Morgan has no /{path}") from error
            raise CannotConnect(f"Morgan answers with status {error.status}") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CannotConnect(_shown(error)) from error

    async def language_models(self) -> list[LanguageModel]:
        """Return the language models, the one in use first.

        Raises:
            CannotConnect: nothing answers, or not as Morgan does.
        """
        try:
            async with (
                asyncio.timeout(_SECONDS),
                await self._channel.send("GET", "v1/models", headers=self._headers) as response,
            ):
                body: Any = await response.json()
            models = [model for model in body["data"] if model.get("kind") == "llm" and model["id"] != _AGENT]
            return [
                LanguageModel(str(model["id"]), model.get("logprobs") is True)
                for model in sorted(models, key=lambda model: not model.get("default"))
            ]
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CannotConnect(_shown(error)) from error

    async def post(
        self, path: str, body: Mapping[str, Any], *, seconds: float = _SECONDS
    ) -> tuple[int, Mapping[str, Any]]:
        """Send JSON; return the status and the answer, which may be an error, within some seconds.

        Raises:
            CannotConnect: nothing answers, or not as Morgan does.
            KeyRefused: the key is missing or wrong.
        """
        try:
            async with (
                asyncio.timeout(seconds),
                await self._channel.send("POST", path, json=body, headers=self._headers) as response,
            ):
                if response.status in _REFUSED:
                    raise KeyRefused("Morgan refuses the API key")
                answer: Any = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise CannotConnect(_shown(error)) from error
        return response.status, answer if isinstance(answer, dict) else {}

    async def server(self) -> Server:
        """Return the server at the address. It raises what `check` does, and `SpeaksHttps`."""
        url = self._channel.url
        try:
            async with asyncio.timeout(_SECONDS), await self._channel.send("GET", "health") as response:
                if response.url.scheme != url.scheme and response.url.authority == url.authority:
                    raise SpeaksHttps("the address begins with https")
                body: Any = await response.json()
        except (aiohttp.ContentTypeError, UnicodeDecodeError) as error:
            raise NotMorgan("what answers is not Morgan") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise CannotConnect(_shown(error)) from error
        except ValueError as error:
            raise NotMorgan("what answers is not Morgan") from error
        if not isinstance(body, dict) or "services" not in body or not isinstance(body.get("version"), str):
            raise NotMorgan("what answers is not Morgan")
        if not isinstance(body.get("id"), str):
            raise TooOld("this Morgan has no id")
        return Server(body["id"], body["version"], str(body.get("auth")))


def _shown(error: Exception) -> str:
    return str(error) or type(error).__name__
