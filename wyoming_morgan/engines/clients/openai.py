"""What the engines behind an OpenAI-compatible server share: address, client, failures as ours."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import from_json

from wyoming_morgan.engines.contract.engine import EngineOptions
from wyoming_morgan.errors import (
    Busy,
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    InvalidRequest,
    MorganError,
    ShuttingDown,
    TooLarge,
    UnknownVoice,
)

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_MAX_ANSWER = 8 * 1024 * 1024
_MAX_MESSAGE = 300
_GOODBYE = 1.0  # seconds to close connections whose other end does not read

_PASSED_ON: tuple[type[MorganError], ...] = (
    InvalidRequest,
    TooLarge,
    UnknownVoice,
    Busy,
    DeadlineExceeded,
    ShuttingDown,
)
"""What a server of Morgan's own may say that is true for our client, too. That our key is wrong is not."""

_BY_STATUS: dict[int, type[MorganError]] = {
    HTTPStatus.REQUEST_TIMEOUT: DeadlineExceeded,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLarge,
    HTTPStatus.TOO_MANY_REQUESTS: Busy,
    HTTPStatus.SERVICE_UNAVAILABLE: Busy,
    HTTPStatus.GATEWAY_TIMEOUT: DeadlineExceeded,
}

_HINTS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "set or correct api_key",
    HTTPStatus.FORBIDDEN: "set or correct api_key",
    HTTPStatus.NOT_FOUND: "correct base_url or model",
}

ABSENT = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
"""What a server answers that has not got a route; it is there all the same."""


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("expected http://host:port/v1")
    if parts.username or parts.password:
        raise ValueError("expected the key in api_key, not in the address")
    return url.rstrip("/")


class OpenAiOptions(EngineOptions):
    """Where an OpenAI-compatible server is, and how long to wait for it."""

    base_url: Annotated[str, AfterValidator(_checked)] = Field(
        description="Where the server's API begins: `http://host:port/v1`."
    )
    api_key: str | None = Field(
        default=None, repr=False, description="The key that the server asks for; unset sends none."
    )
    connect_timeout: float = Field(
        default=5.0, gt=0, description="Seconds until a connection stands, or one of those in use is free."
    )
    answer_timeout: float = Field(
        default=30.0, gt=0, description="Seconds until an answer begins, and until each next part of it."
    )
    max_connections: int = Field(
        default=8, ge=1, description="Requests at the same time; more wait for their turn."
    )


class OpenAiServer:
    """An OpenAI-compatible server somewhere else. Each request that is given up closes its connection."""

    def __init__(self, options: OpenAiOptions) -> None:
        self._options = options
        self._client: AsyncOpenAI | None = None
        self._opening = asyncio.Lock()
        self.name = f"the server at {urlsplit(options.base_url).netloc}"

    async def client(self) -> AsyncOpenAI:
        """Return the client; its library is imported, in a thread, when it is first needed."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._make_client)
            return self._client

    @property
    def headers(self) -> Mapping[str, Any]:
        """What each request is asked with: without a key of ours none is sent."""
        from openai import Omit

        return {} if self._options.api_key else {"Authorization": Omit()}

    async def close(self) -> None:
        """Close every connection; the next request opens one again."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await client.close()

    async def offers(self, path: str) -> Any:
        """Ask what the server has, as JSON; None where it has not got the route.

        Raises:
            EngineUnavailable: it cannot be reached, or lets us not in.
        """
        http = (await self.client())._client  # noqa: SLF001 - it has no public way to read an answer bounded
        key = self._options.api_key
        asking = http.stream(
            "GET",
            self._options.base_url + path,
            headers={"Authorization": f"Bearer {key}"} if key else {},
        )
        try:
            async with self.answering(), asking as response:
                answer = _parsed(await read_answer(self, response.aiter_bytes()))
                if response.is_error and response.status_code not in ABSENT:
                    told = answer.get("error", answer) if isinstance(answer, dict) else None
                    raise self._refused(response.status_code, told)
        except MorganError as error:
            hint = error.hint if error.hint in _HINTS.values() else "start it, or correct base_url"
            raise EngineUnavailable(error.message, hint=hint) from error
        return None if response.is_error else answer

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """Hold a deadline over the block, which asks for one short answer; its failures become Morgan's.

        Raises:
            DeadlineExceeded: it took longer than `answer_timeout`.
            MorganError: as for `failures`.
        """
        with self.failures():
            async with asyncio.timeout(self._options.answer_timeout):
                yield

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Turn what the client raises into Morgan's errors.

        Raises:
            Busy: the server is, or all connections to it are in use.
            DeadlineExceeded: it did not answer in time.
            EngineFailed: it cannot be reached, went away, refused the request, or answered with nonsense.
            MorganError: what a server of Morgan's own answered, where that is true for our client, too.
        """
        import httpx2
        import openai

        try:
            yield
        except openai.APIStatusError as error:
            raise self._refused(error.status_code, error.body) from error
        except openai.APIConnectionError as error:
            raise self._lost(error.__cause__ or error) from error
        except openai.APIError as error:
            raise self.nonsense(error.message) from error
        except (httpx2.HTTPError, httpx2.StreamError, TimeoutError) as error:
            raise self._lost(error) from error

    def nonsense(self, what: str) -> EngineFailed:
        """Return the error for an answer that cannot be used."""
        return EngineFailed(f"{self.name} sent nonsense: {_shown(what)}", hint="see its log, and base_url")

    def _make_client(self) -> AsyncOpenAI:
        """Make the client. Blocks: the library is large, and certificates are read."""
        client = _make_client(self._options)
        self._import_resources(client)
        return client

    def _import_resources(self, client: AsyncOpenAI) -> None:
        """Import what requests need here, and not on the event loop."""
        for resource in (client.audio.transcriptions, client.audio.translations, client.audio.speech):
            _ = resource.with_streaming_response

    def _lost(self, error: BaseException) -> MorganError:
        import httpx2

        if isinstance(error, httpx2.PoolTimeout):
            return Busy(
                f"{self._options.max_connections} requests to {self.name} are waiting for answers",
                hint="try again in a moment, or raise max_connections",
            )
        why = _shown(str(error)) or type(error).__name__
        if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout)):
            return EngineFailed(f"{self.name} cannot be reached: {why}", hint="see whether it runs")
        if isinstance(error, (httpx2.TimeoutException, TimeoutError)):
            return DeadlineExceeded(
                f"{self.name} did not answer within {self._options.answer_timeout:g} s", hint="try again"
            )
        return EngineFailed(f"{self.name} went away: {why}", hint="try again")

    def _refused(self, status: int, body: object) -> MorganError:
        told = body if isinstance(body, dict) else {}
        message = told.get("message") or told.get("detail") or f"HTTP {status}"
        code = told.get("code")
        known = next((kind for kind in _PASSED_ON if kind.code == code), None)
        kind = known or _BY_STATUS.get(status, EngineFailed)
        return kind(f"{self.name} says: {_shown(str(message))}", hint=_HINTS.get(status, ""))


async def read_answer(server: OpenAiServer, pieces: AsyncIterator[bytes]) -> bytes:
    """Read a short answer whole.

    Raises:
        EngineFailed: it is too long for one.
    """
    answer = bytearray()
    async for piece in pieces:
        answer += piece
        if len(answer) > _MAX_ANSWER:
            raise server.nonsense(f"more than {_MAX_ANSWER} bytes")
    return bytes(answer)


def _parsed(answer: bytes) -> Any:
    """Return what JSON says, None for what is none; bounded in depth, as the standard library's is not."""
    try:
        return from_json(answer)
    except ValueError:
        return None


def sendable(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot carry."""
    return text.encode(errors="replace").decode()


def _shown(text: str) -> str:
    """Return somebody else's words as they may stand in a log: one line, not too long."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MAX_MESSAGE]


def _make_client(options: OpenAiOptions) -> AsyncOpenAI:
    import httpx2
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

    timeout = Timeout(options.answer_timeout, connect=options.connect_timeout, pool=options.connect_timeout)
    limits = httpx2.Limits(max_connections=options.max_connections)
    return AsyncOpenAI(
        base_url=options.base_url,
        # Never the one in OPENAI_API_KEY, which is somebody else's.
        api_key=options.api_key or "none",
        max_retries=0,
        timeout=timeout,
        http_client=DefaultAsyncHttpxClient(timeout=timeout, limits=limits),
    )
