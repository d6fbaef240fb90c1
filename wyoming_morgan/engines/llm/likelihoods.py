"""Log probabilities of tokens: how servers report them, and which models do."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import replace
from math import isfinite
from typing import Any

from wyoming_morgan.engines.clients.shapes import joined, object_in, objects_in
from wyoming_morgan.engines.contract.llm import (
    ChatEnd,
    ChatEvent,
    Likelihood,
    ModelInfo,
    ReasoningPiece,
    TextPiece,
    TokenPiece,
)
from wyoming_morgan.engines.llm.refusals import Refusals
from wyoming_morgan.errors import InvalidRequest

_FIELDS = frozenset({"logprobs", "top_logprobs"})
_MOST_BYTES = 1000
_LARGEST_BYTE = 255


def tokens_in(choice: Mapping[str, Any], most: int) -> Iterator[TokenPiece]:
    """Yield the tokens of a chunk with at most so many alternatives; those without a number are left out.

    OpenAI's servers have them in `choices[0].logprobs.content`, Ollama's in `logprobs` of the chunk itself.
    """
    reported = choice.get("logprobs")
    entries = objects_in(reported) if isinstance(reported, list) else object_in(reported).get("content")
    for entry in objects_in(entries):
        chosen = _likelihood(entry)
        if chosen is None:
            continue
        alternatives = (_likelihood(other) for other in objects_in(entry.get("top_logprobs"))[:most])
        yield TokenPiece(chosen, tuple(other for other in alternatives if other is not None))


def _likelihood(entry: Mapping[str, Any]) -> Likelihood | None:
    token, number = entry.get("token"), entry.get("logprob")
    if not isinstance(token, str) or isinstance(number, bool) or not isinstance(number, int | float):
        return None
    # A probability of zero is written as an infinity by some, which JSON does not have.
    return Likelihood(joined(token), min(float(number), 0.0), _bytes(entry)) if isfinite(number) else None


def _bytes(entry: Mapping[str, Any]) -> tuple[int, ...] | None:
    numbers = entry.get("bytes")
    if not isinstance(numbers, list) or len(numbers) > _MOST_BYTES:
        return None
    if all(type(number) is int and 0 <= number <= _LARGEST_BYTE for number in numbers):
        return tuple(numbers)
    return None


class TokenQueue:
    """The tokens of a reply, until it is known whether they are its text or something else."""

    def __init__(self) -> None:
        self._waiting: list[TokenPiece] = []
        self._is_text = True

    def add(self, tokens: Iterable[TokenPiece]) -> None:
        """Add the tokens of a chunk, whose events come next."""
        self._waiting += tokens

    def before(self, event: ChatEvent) -> list[TokenPiece]:
        """Return the tokens of an event that is text; those before it and of any other are dropped."""
        self._is_text = isinstance(event, TextPiece)
        if not self._waiting:
            return []
        written = event.text if isinstance(event, TextPiece | ReasoningPiece) else ""
        whole = "".join(token.chosen.token for token in self._waiting)
        begin = whole.find(written) if written else -1
        if begin < 0:
            # A character of several tokens is in none of them.
            own, self._waiting = self._waiting, []
        else:
            own = self._taken(begin, begin + len(written))
        return own if self._is_text else []

    def rest(self) -> list[TokenPiece]:
        """Return what is left behind the text, such as the token that ends it."""
        waiting, self._waiting = self._waiting, []
        return waiting if self._is_text else []

    def _taken(self, begin: int, end: int) -> list[TokenPiece]:
        """Take the tokens between two places of what they are together; those before them are dropped."""
        own: list[TokenPiece] = []
        place = number = 0
        while number < len(self._waiting) and place < end:
            place += len(self._waiting[number].chosen.token)
            if place > begin:
                own.append(self._waiting[number])
            number += 1
        del self._waiting[:number]
        return own


class Reporting:
    """Which models report log probabilities, as far as they have shown it. `server` is named in errors."""

    def __init__(self, server: str, refusals: Refusals) -> None:
        self._server = server
        self._refusals = refusals
        self._shown: dict[str, bool] = {}

    def as_shown(self, models: tuple[ModelInfo, ...]) -> tuple[ModelInfo, ...]:
        """Return what is known of models: what one has shown counts more than what its server tells."""
        if not self._shown:
            return models
        return tuple(
            replace(info, log_probabilities=self._shown[info.id]) if info.id in self._shown else info
            for info in models
        )

    def check(self, model: str, models: tuple[ModelInfo, ...]) -> None:
        """Check that a model is not known to report none.

        Raises:
            InvalidRequest: it is.
        """
        if self._refusals.of(model) & _FIELDS:
            self._shown[model] = False
        listing = next((info.log_probabilities for info in models if info.id == model), None)
        if self._shown.get(model, listing) is False:
            raise self.refusal(model)

    def forget(self) -> None:
        """Forget what was shown: the server is another one now."""
        self._shown.clear()

    def refusal(self, model: str) -> InvalidRequest:
        """Return the error for a model that reports none."""
        return InvalidRequest(
            f"{self._server}: {model} reports no log probabilities",
            hint="leave out logprobs, or use a model of llama.cpp, vLLM, or Ollama from 0.12.11 on",
        )

    async def checked(
        self, model: str, events: AsyncGenerator[ChatEvent, None]
    ) -> AsyncGenerator[ChatEvent, None]:
        """Yield a reply that has log probabilities. Nothing of it is yielded before the first of them.

        Raises:
            InvalidRequest: it has a text without any, since the server ignores that they were asked for.
        """
        held: list[ChatEvent] | None = []
        async with aclosing(events):
            async for event in events:
                if held is not None and not isinstance(event, TokenPiece | ChatEnd):
                    held.append(event)
                    continue
                if isinstance(event, TokenPiece):
                    self._shown[model] = True
                elif any(isinstance(other, TextPiece) and other.text.strip() for other in held or ()):
                    self._shown[model] = False
                    raise self.refusal(model)
                for earlier in held or ():
                    yield earlier
                held = None
                yield event
