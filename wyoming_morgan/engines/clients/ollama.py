"""The client of an Ollama server: its options, and failures as Morgan's errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from wyoming_morgan.engines.clients.remote import (
    AnswerTimeout,
    ApiKey,
    ConnectTimeout,
    LazyClient,
    MaxConnections,
    RemoteErrors,
    http_address,
)
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

    async def library(self) -> AsyncClient:
        """Return the official client, which sends the requests."""
        return await self._library.get()

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
        except ValueError as error:  # malformed JSON, or fields that are not of the protocol
            raise self.errors.invalid_response(str(error)) from error

    def _refused(self, error: ResponseError, model: str) -> MorganError:
        description = self.errors.shown(str(error.error))
        message = f"{self.errors.name} says: {description}"
        if _TOO_LONG.search(description):
            return TooLarge(message, hint=f"send less, or raise {self.errors.option('num_ctx')}")
        if _NO_MEMORY.search(description):
            hint = f"take a smaller model, or lower {self.errors.option('num_ctx')}"
            return OutOfMemory(message, hint=hint)
        kind, hint = _BY_STATUS.get(error.status_code, (EngineFailed, "see its log"))
        return kind(message, hint=hint.format(model=model or "MODEL", api_key=self.errors.option("api_key")))


async def _close(client: AsyncClient) -> None:
    await client.close()  # type: ignore[no-untyped-call]


def _make_client(options: OllamaOptions) -> AsyncClient:
    """Create the official client. Blocks: the library is large, and certificates are read."""
    import httpx
    from ollama import AsyncClient

    client = AsyncClient(
        options.url,
        headers={"Authorization": f"Bearer {options.api_key}"} if options.api_key else None,
        timeout=httpx.Timeout(
            options.answer_timeout, connect=options.connect_timeout, pool=options.connect_timeout
        ),
        limits=httpx.Limits(max_connections=options.max_connections),
    )
    if not options.api_key:
        # Never the key in OLLAMA_API_KEY, which was not set for Morgan.
        client._client.headers.pop("Authorization", None)  # noqa: SLF001 - it has no way to leave it out
    return client
