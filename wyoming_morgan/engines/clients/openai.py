"""The client of an OpenAI-compatible server: its options, requests, and failures as Morgan's errors."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator
from pydantic_core import from_json

from wyoming_morgan.answers import ACCEPTED, bounded_answers
from wyoming_morgan.engines.clients.remote import (
    MALFORMED,
    AnswerTimeout,
    ApiKey,
    ConnectionLost,
    ConnectTimeout,
    LazyClient,
    MaxConnections,
    RemoteErrors,
    continue_trace,
    http_address,
    whole,
)
from wyoming_morgan.engines.clients.shapes import error_words
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
from wyoming_morgan.kept_connections import kept_connections

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_PASSED_ON: tuple[type[MorganError], ...] = (
    InvalidRequest,
    TooLarge,
    UnknownVoice,
    Busy,
    DeadlineExceeded,
    ShuttingDown,
)
"""Errors of another Morgan that hold for our client, too. A wrong key does not: it is ours."""

_BY_STATUS: dict[int, type[MorganError]] = {
    HTTPStatus.REQUEST_TIMEOUT: DeadlineExceeded,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLarge,
    HTTPStatus.TOO_MANY_REQUESTS: Busy,
    HTTPStatus.BAD_GATEWAY: ConnectionLost,
    HTTPStatus.SERVICE_UNAVAILABLE: Busy,
    HTTPStatus.GATEWAY_TIMEOUT: DeadlineExceeded,
}

ABSENT = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
"""The statuses of a server that runs, but has no such route."""


def _checked(url: str) -> str:
    http_address(url, example="http://host:port/v1")
    return url.rstrip("/")


class OpenAiOptions(EngineOptions):
    """Where an OpenAI-compatible server is, and how long to wait for it."""

    base_url: Annotated[str, AfterValidator(_checked)]
    """The base address of the server's API: `http://host:port/v1`."""
    api_key: ApiKey = None
    connect_timeout: ConnectTimeout = 5.0
    answer_timeout: AnswerTimeout = 30.0
    max_connections: MaxConnections = 8


class OpenAiClient:
    """The client of one OpenAI-compatible server. Cancelling a request closes its connection.

    `settings` is the path of the options, such as `stt.engines.openai`.
    """

    def __init__(self, options: OpenAiOptions, settings: str) -> None:
        self._options = options
        self._library = LazyClient(self._make, lambda library: library.close())
        self.errors = self._errors(settings)
        self._hints: dict[int, str] = {
            HTTPStatus.UNAUTHORIZED: f"set or correct {self.errors.option('api_key')}",
            HTTPStatus.FORBIDDEN: f"set or correct {self.errors.option('api_key')}",
            HTTPStatus.NOT_FOUND: f"correct {self.errors.option('base_url')} or the model",
        }

    @property
    def name(self) -> str:
        """The server as messages name it."""
        return self.errors.name

    async def library(self) -> AsyncOpenAI:
        """Return the official client, which sends the requests."""
        return await self._library.get()

    @property
    def headers(self) -> Mapping[str, Any]:
        """The headers of each request; they keep the official client from sending a key if none is set."""
        from openai import Omit

        return {} if self._options.api_key else {"Authorization": Omit()}

    async def close(self) -> None:
        """Close every connection; the next request opens one again."""
        await self._library.close()

    async def get_json(self, path: str) -> Any:
        """Return the JSON of a route; None if the server has no such route.

        Raises:
            EngineUnavailable: the server cannot be reached, or refuses the API key.
        """
        http = (await self.library())._client  # noqa: SLF001 - it has no public way to read a bounded answer
        key = self._options.api_key
        request = http.stream(
            "GET",
            self._options.base_url + path,
            headers={"Authorization": f"Bearer {key}"} if key else {},
        )
        try:
            async with self.answering(), request as response:
                answer = _parsed(await whole(response.aiter_bytes()))
                if response.is_error and response.status_code not in ABSENT:
                    body = answer.get("error", answer) if isinstance(answer, dict) else None
                    raise self._refused(response.status_code, body)
        except MorganError as error:
            address = self.errors.option("base_url")
            hint = error.hint if error.hint in self._hints.values() else f"start it, or correct {address}"
            raise EngineUnavailable(error.message, hint=hint) from error
        return None if response.is_error else answer

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """Limit the block, which requests one short answer, to `answer_timeout`; convert its failures.

        Raises:
            DeadlineExceeded: it took longer.
            MorganError: as for `failures`.
        """
        with self.failures():
            async with asyncio.timeout(self._options.answer_timeout):
                yield

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Convert the exceptions of the official client into Morgan's errors.

        Raises:
            Busy: the server is busy, or all connections to it are in use.
            DeadlineExceeded: it did not answer in time.
            EngineFailed: it cannot be reached, went away, refused the request, or sent an invalid response.
            MorganError: the error of another Morgan, if it holds for our client, too.
        """
        import httpx2
        import openai

        try:
            yield
        except openai.APIStatusError as error:
            raise self._refused(error.status_code, error.body) from error
        except openai.APIConnectionError as error:
            raise self.errors.of_http(error.__cause__ or error, httpx2) from error
        except openai.APIError as error:
            raise self.errors.invalid_response(error.message) from error
        except (httpx2.HTTPError, httpx2.StreamError, TimeoutError) as error:
            raise self.errors.of_http(error, httpx2) from error
        except MALFORMED as error:
            raise self.errors.invalid_response(str(error)) from error

    def _errors(self, settings: str) -> RemoteErrors:
        options = self._options
        server = http_address(options.base_url, example="").netloc
        return RemoteErrors(
            name=f"the server at {server}",
            settings=settings,
            address="base_url",
            answer_timeout=options.answer_timeout,
            max_connections=options.max_connections,
            key=options.api_key,
        )

    def _make(self) -> AsyncOpenAI:
        """Create the official client. Blocks: the library is large, and certificates are read."""
        client = _make_client(self._options)
        self._import_resources(client)
        return client

    def _import_resources(self, client: AsyncOpenAI) -> None:
        """Import the modules that requests need here, not on the event loop."""
        for resource in (client.audio.transcriptions, client.audio.translations, client.audio.speech):
            _ = resource.with_streaming_response

    def _refused(self, status: int, body: object) -> MorganError:
        """Return the error for a status, and for the body of an error in OpenAI's format."""
        fields = body if isinstance(body, dict) else {}
        message = error_words(body) or f"HTTP {status}"
        code = fields.get("code")
        passed_on = next((kind for kind in _PASSED_ON if kind.code == code), None)
        kind = passed_on or _BY_STATUS.get(status, EngineFailed)
        return kind(f"{self.name} says: {self.errors.shown(message)}", hint=self._hints.get(status, ""))


def _parsed(answer: bytes) -> Any:
    """Parse JSON; None if it is not valid. The depth is bounded, unlike in the standard library."""
    try:
        return from_json(answer)
    except ValueError:
        return None


def _make_client(options: OpenAiOptions) -> AsyncOpenAI:
    import httpx2
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

    timeout = Timeout(options.answer_timeout, connect=options.connect_timeout, pool=options.connect_timeout)
    return AsyncOpenAI(
        base_url=options.base_url,
        # Never the key in OPENAI_API_KEY, which was not set for Morgan.
        api_key=options.api_key or "none",
        max_retries=0,
        timeout=timeout,
        http_client=DefaultAsyncHttpxClient(
            timeout=timeout,
            limits=kept_connections(options.base_url, httpx2, most=options.max_connections),
            headers=ACCEPTED,
            # Whoever reads an answer counts its bytes; those of an error are read by the client.
            event_hooks={
                "request": [continue_trace],
                "response": [bounded_answers(httpx2, most_bytes=math.inf)],
            },
        ),
    )
