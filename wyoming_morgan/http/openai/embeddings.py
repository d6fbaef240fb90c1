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

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api.text import Identifier
from wyoming_morgan.http.bodies import OpenBody, read_json
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.llm.contract import LanguageModels

_MAX_TEXTS = 2048  # as OpenAI's


class EmbeddingsBody(OpenBody):
    """What the route takes; names and defaults are OpenAI's. Its Python client asks for base64 by itself."""

    input: Any
    model: Identifier = ""
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: Annotated[int, Field(ge=1)] | None = None

    def texts(self) -> tuple[str, ...]:
        """Return the texts to compare.

        Raises:
            InvalidField: there are none, or they are tokens, which another model would read otherwise.
        """
        given = [self.input] if isinstance(self.input, str) else self.input
        if not isinstance(given, list) or not given or len(given) > _MAX_TEXTS:
            raise _wrong(f"expected a text, or 1 to {_MAX_TEXTS} of them in a list")
        if isinstance(given[0], (int, list)):
            raise _wrong("tokens cannot be used, since every model has its own: send text")
        if not all(isinstance(each, str) and each for each in given):
            raise _wrong("expected texts that are not empty")
        return tuple(given)


class EmbeddingRoutes:
    """OpenAI's route of embeddings. `models` is None where the process has none, which is told then."""

    def __init__(self, models: LanguageModels | None, admission: Admission, settings: HttpSettings) -> None:
        self._models = models
        self._admission = admission
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/embeddings", self._admission.guard(self._embed))]

    async def _embed(self, request: web.Request) -> web.Response:
        body = await read_json(request, EmbeddingsBody, limit=self._settings.max_json_bytes)
        if self._models is None:
            raise EngineUnavailable("no language model is configured", hint="set backends in llm.yaml")
        made = await self._models.embed(body.texts(), None if body.model in {"", AGENT_NAME} else body.model)
        vectors = [_cut(vector, body.dimensions) for vector in made.vectors]
        encode = _base64 if body.encoding_format == "base64" else list
        data = [
            {"object": "embedding", "index": index, "embedding": encode(vector)}
            for index, vector in enumerate(vectors)
        ]
        tokens = made.tokens or 0
        return web.json_response(
            {
                "object": "list",
                "data": data,
                "model": made.model,
                "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
            }
        )


def _cut(vector: Sequence[float], dimensions: int | None) -> Sequence[float]:
    """Keep the first dimensions, and bring what is left to length one, as OpenAI does."""
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


def _wrong(what: str) -> InvalidField:
    return InvalidField(f"input: {what}", param="input")
