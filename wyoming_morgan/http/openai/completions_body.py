"""The body of `POST /v1/completions`, and the chats that it means.

https://platform.openai.com/docs/api-reference/completions/create
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, ValidationError

from wyoming_morgan.http.bodies import Choice, Identifier, first_error
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.chat_body import ChatBody, MostTokens, StreamOptions
from wyoming_morgan.http.openai.chat_options import OptionFields
from wyoming_morgan.http.values import Verbatim

_MOST_PROMPTS = 128
_MOST_LOGPROBS = 5

Logprobs = Annotated[int, Field(ge=0, le=_MOST_LOGPROBS)]


class CompletionBody(OptionFields):
    """The body; names and defaults are OpenAI's, but the length of a reply is the model's own."""

    prompt: Any = None
    model: Choice = ""
    suffix: Verbatim | None = None
    echo: bool | None = None
    best_of: Annotated[int, Field(ge=1)] | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    logprobs: Logprobs | None = None
    max_tokens: MostTokens = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    stop: Verbatim | Annotated[tuple[str, ...], Field(max_length=16, fail_fast=True)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None
    user: Identifier | None = None
    metadata: dict[str, Any] | None = None

    def prompts(self) -> tuple[str, ...]:
        """Return the texts to answer.

        Raises:
            InvalidField: there are none, or they are tokens, which differ from model to model.
        """
        prompts = [self.prompt] if isinstance(self.prompt, str) else self.prompt
        if not isinstance(prompts, list) or not 0 < len(prompts) <= _MOST_PROMPTS:
            raise _invalid(f"expected a string, or a list of 1 to {_MOST_PROMPTS} strings")
        if isinstance(prompts[0], (int, list)):
            raise _invalid("tokens are not supported, since every model has its own: send text")
        if not all(isinstance(prompt, str) for prompt in prompts):
            raise _invalid("expected strings")
        return tuple(prompts)

    def chats(self) -> tuple[ChatBody, ...]:
        """Return a chat for each prompt, of which it is the only message.

        Raises:
            InvalidField: something cannot be done here.
        """
        if self.suffix:
            raise InvalidField("suffix: no model here fills gaps in a text", param="suffix")
        if (self.best_of or 1) > 1:
            raise InvalidField("best_of: only one reply at a time is supported", param="best_of")
        own = {"prompt", "suffix", "echo", "best_of", "logprobs"}
        fields = self.model_dump(exclude=own, exclude_none=True)
        if self.logprobs is not None:
            fields |= {"logprobs": True, "top_logprobs": self.logprobs}
        try:
            return tuple(
                ChatBody.model_validate({**fields, "messages": [{"role": "user", "content": prompt}]})
                for prompt in self.prompts()
            )
        except ValidationError as error:
            first = first_error(error)
            where = str(first["loc"][0])
            raise InvalidField(f"{where}: {first['msg']}", param=where) from error


def _invalid(problem: str) -> InvalidField:
    return InvalidField(f"prompt: {problem}", param="prompt")
