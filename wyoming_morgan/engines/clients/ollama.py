"""The connection to an Ollama server: its official client, and failures as ours."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

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
_GOODBYE = 1.0  # seconds to close connections whose other end does not read
_MAX_MESSAGE = 300

_TOO_LONG = re.compile(r"exceed\w*\s+(?:the\s+)?(?:\w+\s+)?context", re.IGNORECASE)
"""How Ollama's runners say that a prompt does not fit: "the input length exceeds the context length",
"request (919 tokens) exceeds the available context size"."""
_NO_MEMORY = re.compile(r"requires more system memory|out of memory|insufficient memory", re.IGNORECASE)

_BUSY = "try again in a moment, or raise OLLAMA_NUM_PARALLEL there"
_BY_STATUS: dict[int, tuple[type[MorganError], str]] = {
    HTTPStatus.BAD_REQUEST: (InvalidRequest, ""),
    HTTPStatus.UNAUTHORIZED: (EngineUnavailable, "set or correct api_key"),
    HTTPStatus.FORBIDDEN: (EngineUnavailable, "set or correct api_key"),
    HTTPStatus.NOT_FOUND: (UnknownModel, "run there: ollama pull {model}"),
    HTTPStatus.REQUEST_TIMEOUT: (DeadlineExceeded, "try again"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (TooLarge, "send less"),
    HTTPStatus.TOO_MANY_REQUESTS: (Busy, _BUSY),
    HTTPStatus.SERVICE_UNAVAILABLE: (Busy, _BUSY),
    HTTPStatus.GATEWAY_TIMEOUT: (DeadlineExceeded, "try again"),
}
"""What its statuses mean, and what to do. It sends 503 when its queue is full, without Retry-After."""


def _checked(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"expected http://host:{_PORT}")
    if parts.username or parts.password:
        raise ValueError("expected the key in api_key, not in the address")
    # The client takes port 80 for an address without one.
    port = "" if parts.port or parts.scheme == "https" else f":{_PORT}"
    return f"{parts.scheme}://{parts.netloc}{port}{parts.path.rstrip('/')}"


class OllamaOptions(EngineOptions):
    """Where an Ollama server is, and how its models are run."""

    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (RenamedKey("think", "reasoning"),)

    url: Annotated[str, AfterValidator(_checked)] = Field(
        default=f"http://127.0.0.1:{_PORT}", description=f"The server's address; its port is {_PORT} if none."
    )
    model: str | None = Field(
        default=None,
        description="The model to ask where the client asks for none, such as `qwen3:4b`; unset is the "
        "server's first.",
    )
    embedding_model: str | None = Field(
        default=None, description="The model that compares texts; unset makes no embeddings."
    )
    num_ctx: int = Field(
        default=8192,
        ge=512,
        description="Tokens of a prompt and its reply together. It is the same for every request, since the "
        "server loads the model anew where it differs.",
    )
    keep_alive: float | str = Field(
        default=-1,
        description="How long the model stays in memory after a request: seconds, or text such as `10m`; "
        "negative is for ever, 0 not at all.",
    )
    reasoning: bool | Literal["low", "medium", "high"] = Field(
        default=False,
        description="Whether models that can reason do it without being asked to, or how much they do when "
        "they are. What they reason is never spoken, and takes its time.",
    )
    temperature: float | None = Field(
        default=None, ge=0, description="How freely a model chooses among words; unset is its own."
    )
    options: dict[str, Any] = Field(
        default={}, description="Further options of Ollama's for every chat, such as `num_gpu` or `top_k`."
    )
    api_key: str | None = Field(
        default=None, repr=False, description="The key that a proxy before the server asks for."
    )
    connect_timeout: float = Field(
        default=3.0, gt=0, description="Seconds until a connection stands, or one of those in use is free."
    )
    answer_timeout: float = Field(
        default=60.0, gt=0, description="Seconds until an answer begins, and until each next part of it."
    )
    max_connections: int = Field(
        default=16, ge=1, description="Requests at the same time; more wait for their turn."
    )


class OllamaServer:
    """An Ollama server somewhere else. Each request that is given up closes its connection."""

    def __init__(self, options: OllamaOptions) -> None:
        self._options = options
        self._client: AsyncClient | None = None
        self._opening = asyncio.Lock()
        self.name = f"the Ollama server at {urlsplit(options.url).netloc}"

    async def client(self) -> AsyncClient:
        """Return the client; its library is imported, in a thread, when it is first needed."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(_make_client, self._options)
            return self._client

    async def close(self) -> None:
        """Close every connection; the next request opens one again."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await client.close()  # type: ignore[no-untyped-call]

    @contextmanager
    def failures(self, model: str = "") -> Iterator[None]:
        """Turn what the client raises into Morgan's errors.

        It raises httpx' own where it streams, and a builtin `ConnectionError` elsewhere.

        Raises:
            EngineUnavailable: the server cannot be reached, or lets us not in.
            UnknownModel, InvalidRequest, TooLarge: it refused the request.
            Busy, DeadlineExceeded, OutOfMemory, EngineFailed: as the names say.
        """
        import httpx
        from ollama import RequestError, ResponseError

        try:
            yield
        except ResponseError as error:
            raise self._refused(error, model) from error
        except RequestError as error:
            raise InvalidRequest(f"Ollama's client refuses it: {_shown(str(error))}") from error
        except httpx.PoolTimeout as error:
            raise Busy(
                f"{self._options.max_connections} requests to {self.name} are waiting for answers",
                hint="try again in a moment, or raise max_connections",
            ) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise self._unreachable(error) from error
        except (httpx.TimeoutException, TimeoutError) as error:
            raise DeadlineExceeded(
                f"{self.name} did not answer within {self._options.answer_timeout:g} s", hint="try again"
            ) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            why = _shown(str(error)) or type(error).__name__
            raise EngineFailed(f"{self.name} went away: {why}", hint="try again") from error
        except ConnectionError as error:
            raise self._unreachable(error) from error
        except ValueError as error:  # JSON or fields that are none of the protocol's
            raise self.nonsense(str(error)) from error

    def nonsense(self, what: str) -> EngineFailed:
        """Return the error for an answer that cannot be used."""
        return EngineFailed(f"{self.name} sent nonsense: {_shown(what)}", hint="see its log, and url")

    def _unreachable(self, error: BaseException) -> EngineUnavailable:
        # The client hides what httpx said behind advice of its own.
        why = _shown(str(error.__context__ or error)) or type(error).__name__
        return EngineUnavailable(
            f"{self.name} cannot be reached: {why}", hint="run: ollama serve, or correct url"
        )

    def _refused(self, error: ResponseError, model: str) -> MorganError:
        said = _shown(str(error.error))
        message = f"{self.name} says: {said}"
        if _TOO_LONG.search(said):
            return TooLarge(message, hint="send less, or raise num_ctx")
        if _NO_MEMORY.search(said):
            return OutOfMemory(message, hint="take a smaller model, or lower num_ctx")
        kind, hint = _BY_STATUS.get(error.status_code, (EngineFailed, "see its log"))
        return kind(message, hint=hint.format(model=model or "MODEL"))


def _shown(text: str) -> str:
    """Return somebody else's words as they may stand in a log: one line, not too long."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MAX_MESSAGE]


def _make_client(options: OllamaOptions) -> AsyncClient:
    """Make the client. Blocks: the library is large, and certificates are read."""
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
        # Never the one in OLLAMA_API_KEY, which is somebody else's.
        client._client.headers.pop("Authorization", None)  # noqa: SLF001 - it has no way to leave it out
    return client
