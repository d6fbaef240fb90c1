"""The client of an Ollama server: its options, and failures as Morgan's errors."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import from_json

from wyoming_morgan.answers import ACCEPTED, bounded_answers
from wyoming_morgan.engines.clients.remote import (
    MALFORMED,
    MAX_ANSWER,
    AnswerTimeout,
    ApiKey,
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
    OutOfMemory,
    TooLarge,
    UnknownModel,
)
from wyoming_morgan.kept_connections import kept_connections
from wyoming_morgan.settings import RenamedKey

if TYPE_CHECKING:
    from ollama import AsyncClient, ResponseError

_PORT = 11434

_TOO_LONG = re.compile(r"\bexceed\w*+\s++(?:the\s++)?(?:\w++\s++)?context", re.IGNORECASE)
"""How Ollama's runners report that a prompt does not fit: "the input length exceeds the context length",
"request (919 tokens) exceeds the available context size"."""
_NO_MEMORY = re.compile(r"requires more system memory|out of memory|insufficient memory", re.IGNORECASE)

_BUSY = "try again in a moment, or raise OLLAMA_NUM_PARALLEL there"
_BY_STATUS: dict[int, tuple[type[MorganError], str]] = {
    HTTPStatus.BAD_REQUEST: (InvalidRequest, ""),
    HTTPStatus.UNAUTHORIZED: (EngineUnavailable, "set or correct {api_key}"),
    HTTPStatus.FORBIDDEN: (EngineUnavailable, "set or correct {api_key}"),
    HTTPStatus.NOT_FOUND: (UnknownModel, "run there: ollama pull {model}"),
    HTTPStatus.REQUEST_TIMEOUT: (DeadlineExceeded, "try again"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (TooLarge, "send less"),
    HTTPStatus.TOO_MANY_REQUESTS: (Busy, _BUSY),
    HTTPStatus.SERVICE_UNAVAILABLE: (Busy, _BUSY),
    HTTPStatus.GATEWAY_TIMEOUT: (DeadlineExceeded, "try again"),
}
"""The error and the hint for each status. It sends 503 when its queue is full, without Retry-After."""


def _checked(url: str) -> str:
    example = f"http://host:{_PORT}"
    parts = http_address(url if "://" in url else f"http://{url}", example=example)
    # The official client takes port 80 for an address without one.
    port = "" if parts.port or parts.scheme == "https" else f":{_PORT}"
    return f"{parts.scheme}://{parts.netloc}{port}{parts.path.rstrip('/')}"


class OllamaOptions(EngineOptions):
    """Where an Ollama server is, and how it runs its models."""

    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (RenamedKey("think", "reasoning"),)

    url: Annotated[str, AfterValidator(_checked)] = f"http://127.0.0.1:{_PORT}"
    """The server's address; the default port is 11434."""
    model: str | None = None
    """The default model, such as `qwen3:4b`; unset is the server's first."""
    embedding_model: str | None = None
    """The model that compares texts; unset makes no embeddings."""
    num_ctx: int = Field(default=8192, ge=512)
    """Tokens of a prompt and its reply together. It is the same for every request, since the server reloads
    the model when it changes."""
    keep_alive: float | str = -1
    """How long the model stays loaded after a request: seconds, or text such as `10m`; a negative number
    keeps it loaded, 0 unloads it at once."""
    reasoning: bool | Literal["low", "medium", "high"] = False
    """Whether models that can reason do it without being asked to, or how much they do when asked. Reasoning
    takes time and is never spoken."""
    temperature: float | None = Field(default=None, ge=0)
    """The sampling temperature; unset is the model's own."""
    options: dict[str, Any] = Field(default={})
    """Further options of Ollama for every chat, such as `num_gpu` or `top_k`."""
    api_key: ApiKey = None
    connect_timeout: ConnectTimeout = 3.0
    answer_timeout: AnswerTimeout = 60.0
    max_connections: MaxConnections = 16


class OllamaClient:
    """The client of one Ollama server. Cancelling a request closes its connection.

    `settings` is the path of the options.
    """

    def __init__(self, options: OllamaOptions, settings: str) -> None:
        self._answer_timeout = options.answer_timeout
        self._library = LazyClient(lambda: _make_client(options), _close)
        self.errors = RemoteErrors(
            name=f"the Ollama server at {urlsplit(options.url).netloc}",
            settings=settings,
            address="url",
            answer_timeout=options.answer_timeout,
            max_connections=options.max_connections,
            unreachable_kind=EngineUnavailable,
            start_hint=f"run: ollama serve, or correct {settings}.url",
            key=options.api_key,
        )

    @asynccontextmanager
    async def answering(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        model: str = "",
        seconds: float | None = None,
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """Post a body, or get without one; the block, which reads the answer, ends after `seconds`.

        Raises:
            MorganError: see `failures`.
        """
        library = await self._library.get()
        from ollama import ResponseError  # large: not before it was imported in a thread

        with self.failures(model):
            # The library's own methods read a whole answer or line, however long it is.
            http = library._client  # noqa: SLF001 - see above
            request = http.stream("GET" if body is None else "POST", path, json=body)
            async with asyncio.timeout(seconds), request as response:
                if response.is_error:
                    await response.aread()
                    raise ResponseError(response.text, response.status_code)
                yield response.aiter_bytes()

    async def ask(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        model: str = "",
        most_bytes: int = MAX_ANSWER,
    ) -> dict[str, Any]:
        """Return the object that answers a request.

        Raises:
            MorganError: see `failures`.
        """
        answering = self.answering(path, body, model=model, seconds=self._answer_timeout)
        async with answering as pieces:
            return as_object(await whole(pieces, most_bytes=most_bytes))

    async def close(self) -> None:
        """Close every connection; the next request opens one again."""
        await self._library.close()

    @contextmanager
    def failures(self, model: str = "") -> Iterator[None]:
        """Convert the exceptions of the official client into Morgan's errors.

        It raises those of httpx where it streams, and a builtin `ConnectionError` elsewhere.

        Raises:
            EngineUnavailable: the server cannot be reached, or refuses the API key.
            UnknownModel, InvalidRequest, TooLarge: it refused the request.
            Busy, DeadlineExceeded, OutOfMemory, EngineFailed: see `errors`.
        """
        import httpx
        from ollama import RequestError, ResponseError

        try:
            yield
        except ResponseError as error:
            raise self._refused(error, model) from error
        except RequestError as error:
            raise InvalidRequest(f"Ollama's client refuses it: {self.errors.shown(str(error))}") from error
        except ConnectionError as error:
            # The client replaces the message of httpx with advice.
            raise self.errors.unreachable(error.__context__ or error) from error
        except (httpx.HTTPError, httpx.StreamError, TimeoutError) as error:
            raise self.errors.of_http(error, httpx) from error
        except MALFORMED as error:
            raise self.errors.invalid_response(str(error)) from error

    def _refused(self, error: ResponseError, model: str) -> MorganError:
        description = self.errors.shown(error_words(error.error) or f"HTTP {error.status_code}")
        message = f"{self.errors.name} says: {description}"
        if _TOO_LONG.search(description):
            return TooLarge(message, hint=f"send less, or raise {self.errors.option('num_ctx')}")
        if _NO_MEMORY.search(description):
            hint = f"take a smaller model, or lower {self.errors.option('num_ctx')}"
            return OutOfMemory(message, hint=hint)
        kind, hint = _BY_STATUS.get(error.status_code, (EngineFailed, "see its log"))
        return kind(message, hint=hint.format(model=model or "MODEL", api_key=self.errors.option("api_key")))


def as_object(data: bytes) -> dict[str, Any]:
    """Parse an object.

    Raises:
        ValueError: it is none.
    """
    value = from_json(data)
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, found {data[:60]!r}")  # noqa: TRY004 - the data is wrong, not an argument
    return value


async def _close(client: AsyncClient) -> None:
    await client.close()  # type: ignore[no-untyped-call]


def _make_client(options: OllamaOptions) -> AsyncClient:
    """Create the official client. Blocks: the library is large, and certificates are read."""
    import httpx
    from ollama import AsyncClient

    client = AsyncClient(
        options.url,
        headers={**ACCEPTED, **({"Authorization": f"Bearer {options.api_key}"} if options.api_key else {})},
        timeout=httpx.Timeout(
            options.answer_timeout, connect=options.connect_timeout, pool=options.connect_timeout
        ),
        limits=kept_connections(options.url, httpx, most=options.max_connections),
        # Whoever reads an answer counts its bytes; those of an error are bounded here.
        event_hooks={"request": [continue_trace], "response": [bounded_answers(httpx, most_bytes=math.inf)]},
    )
    if not options.api_key:
        # Never the key in OLLAMA_API_KEY, which was not set for Morgan.
        client._client.headers.pop("Authorization", None)  # noqa: SLF001 - it has no way to leave it out
    return client
