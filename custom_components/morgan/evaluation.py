"""How likely a language model of Morgan finds each answer of a question, by its log probabilities."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from homeassistant.components.conversation import Attachment
from homeassistant.helpers.json import json_dumps

from .model import Model, failure, text_of

MOST_ANSWERS = 20
"""Answers of one question: no server reports more alternatives of a token."""
NOUL = "noul"
"""Home Assistant's name for a question of yes or no."""
CHOICE = "choice"
_WORDS = ("Yes", "No")
_SHORT_TOKENS = 16
_THOUGHTFUL_TOKENS = 4000
"""Tokens of an answer, and of one whose model cannot be kept from thinking first."""
_CLEAR = 0.5
"""How likely all answers together must be for the model to be about to give one."""
_AROUND = " \t\r\n\"'`*_.,:;!()[]{}"
_ROLE = "You judge what you are shown. You answer with exactly what you are asked for, and nothing else."


class Evaluation:
    """What questions are asked about: a state, which is text or data, and pictures."""

    def __init__(self, model: Model, state: Any, attachments: Sequence[Attachment]) -> None:
        self._model = model
        self._state = state
        self._attachments = attachments
        self._pictures: list[dict[str, Any]] | None = None

    async def shares(self, question: Mapping[str, Any]) -> list[float]:
        """Return the probability of each answer, in their order; together they are 1.

        Raises:
            HomeAssistantError: the model fails, reports no log probabilities, or answers something else, or
                the question has more than `MOST_ANSWERS` answers.
        """
        answers = _answers(question)
        if len(answers) > MOST_ANSWERS:
            raise failure("too_many_answers", str(MOST_ANSWERS))
        labels = _WORDS if question["type"] == NOUL else tuple(ascii_uppercase[: len(answers)])
        messages = await self._messages(_asked(question["instructions"], labels, answers))
        said = ""
        for tokens in (_SHORT_TOKENS, _THOUGHTFUL_TOKENS):
            choice = await self._model.ask(
                messages, logprobs=True, top_logprobs=MOST_ANSWERS, max_tokens=tokens
            )
            if (shares := _shares(choice, labels)) is not None:
                return shares
            if said := text_of(choice["message"]):
                break
        raise failure("task_not_fitting", said or "-")

    async def _messages(self, asked: str) -> list[dict[str, Any]]:
        """Return the messages of a question; what all questions share comes first: it is read once."""
        if self._pictures is None:
            self._pictures = await self._model.pictures(self._attachments)
        state = self._state
        shown = "" if state is None else state if isinstance(state, str) else json_dumps(state)
        text = f"{shown}\n\n{asked}" if shown else asked
        content: Any = [*self._pictures, {"type": "text", "text": text}] if self._pictures else text
        return [{"role": "system", "content": _ROLE}, {"role": "user", "content": content}]


def _answers(question: Mapping[str, Any]) -> list[str]:
    if question["type"] == NOUL:
        return list(_WORDS)
    criteria = question["criteria"]
    if question["type"] == CHOICE:
        return [f"{name}: {meaning}" for name, meaning in criteria.items()]
    return list(criteria)


def _asked(instructions: str, labels: Sequence[str], answers: Sequence[str]) -> str:
    if labels is _WORDS:
        return f"{instructions}\n\nAnswer with one word, Yes or No."
    listed = "\n".join(f"{label}) {answer}" for label, answer in zip(labels, answers, strict=True))
    return f"{instructions}\n\n{listed}\n\nAnswer with one letter, {labels[0]} to {labels[-1]}."


def _shares(choice: Mapping[str, Any], labels: Sequence[str]) -> list[float] | None:
    """Return the shares at the place of the text where the model gives its answer; None if it gives none."""
    best: list[float] = []
    for token in _tokens(choice):
        likelihoods = _likelihoods(token, labels)
        if sum(likelihoods) > sum(best):
            best = likelihoods
        if sum(best) >= _CLEAR:
            break
    total = sum(best)
    return [share / total for share in best] if total else None


def _likelihoods(token: Mapping[str, Any], labels: Sequence[str]) -> list[float]:
    alternatives = token.get("top_logprobs")
    others = alternatives if isinstance(alternatives, list) else []
    likelihoods: dict[str, float] = {}
    for entry in (token, *others):
        if isinstance(entry, dict) and isinstance(entry.get("logprob"), int | float):
            likelihoods[str(entry.get("token"))] = math.exp(min(entry["logprob"], 0.0))
    return [sum(share for text, share in likelihoods.items() if _means(text, label)) for label in labels]


def _means(text: str, label: str) -> bool:
    """Whether a token is a label. A letter must be a capital one: "a" is a word, too."""
    bare = text.strip(_AROUND)
    return bare == label if len(label) == 1 else bare.casefold() == label.casefold()


def _tokens(choice: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    reported = choice.get("logprobs")
    content = reported.get("content") if isinstance(reported, dict) else None
    return (token for token in content if isinstance(token, dict)) if isinstance(content, list) else iter(())
