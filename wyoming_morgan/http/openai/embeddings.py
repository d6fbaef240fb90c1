"""`POST /v1/embeddings`: vectors that compare texts, in OpenAI's shape.

https://platform.openai.com/docs/api-reference/embeddings
"""

from __future__ import annotations

import base64
import math
import struct
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import Field

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.http.bodies import Choice, OpenBody
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.names import names_agent
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.settings import setting

_MAX_TEXTS = 2048  # OpenAI's bound


class EmbeddingsBody(OpenBody):
    """The body; names and defaults are OpenAI's. Its Python client asks for base64 by default."""

    input: Any
    model: Choice = ""
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: Annotated[int, Field(ge=1)] | None = None

    def texts(self) -> tuple[str, ...]:
        """Return the texts to compare.

        Raises:
            InvalidField: there are none, or they are tokens, which differ from model to model.
        """
        texts = [self.input] if isinstance(self.input, str) else self.input
        if not isinstance(texts, list) or not texts or len(texts) > _MAX_TEXTS:
            raise _invalid_input(f"expected a string, or a list of 1 to {_MAX_TEXTS} strings")
        if isinstance(texts[0], (int, list)):
            raise _invalid_input("tokens are not supported, since every model has its own: send text")
        if not all(isinstance(text, str) and text for text in texts):
            raise _invalid_input("expected strings that are not empty")
        return tuple(texts)


class EmbeddingsRoutes:
    """OpenAI's route of embeddings. In a process without `llm` it answers that none is configured."""

    def __init__(self, context: RouteContext, llm: LanguageModels | None) -> None:
        self._context = context
        self._llm = llm

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/embeddings", self._context.guard(self._embed))]

    async def _embed(self, request: web.Request) -> web.Response:
        body = await self._context.read_json(request, EmbeddingsBody)
        if self._llm is None:
            raise EngineUnavailable("no language model is configured", hint=f"set {setting('llm.backends')}")
        embeddings = await self._llm.embed(body.texts(), None if names_agent(body.model) else body.model)
        vectors = [_cut(vector, body.dimensions) for vector in embeddings.vectors]
        encode = _base64 if body.encoding_format == "base64" else list
        data = [
            {"object": "embedding", "index": index, "embedding": encode(vector)}
            for index, vector in enumerate(vectors)
        ]
        tokens = embeddings.tokens or 0
        return web.json_response(
            {
                "object": "list",
                "data": data,
                "model": embeddings.model,
                "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
            }
        )


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without language models or an agent."""
    llm, agent = context.services.llm, context.services.agent
    if llm is None and agent is None:
        return []
    return EmbeddingsRoutes(context, llm).routes()


def _cut(vector: Sequence[float], dimensions: int | None) -> Sequence[float]:
    """Keep the first dimensions and scale the rest to length one, as OpenAI does."""
    if dimensions is None or dimensions == len(vector):
        return vector
    if dimensions > len(vector):
        raise InvalidField(f"dimensions: the model has {len(vector)}", param="dimensions")
    kept = vector[:dimensions]
    length = math.sqrt(sum(value * value for value in kept)) or 1.0
    return [value / length for value in kept]


def _base64(vector: Sequence[float]) -> str:
    """Return a vector as base64 of little-endian 32-bit floats."""
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode("ascii")


def _invalid_input(problem: str) -> InvalidField:
    return InvalidField(f"input: {problem}", param="input")
