"""Lets a model read a prompt before anybody waits for it."""

from __future__ import annotations

import logging
from dataclasses import replace

from wyoming_morgan.engines.contract.llm import ChatEnd, ChatRequest
from wyoming_morgan.errors import MorganError
from wyoming_morgan.llm.contract import LanguageModels

_LOGGER = logging.getLogger(__name__)


async def warm(models: LanguageModels, request: ChatRequest) -> ChatEnd | None:
    """Ask for one token: the model is loaded, and the prompt is in its cache for the first turn.

    Return how it ended; None if nobody answered, which is logged and no failure: the first turn is slow then.
    """
    end: ChatEnd | None = None
    try:
        async for event in models.chat(replace(request, max_tokens=1)):
            if isinstance(event, ChatEnd):
                end = event
    except MorganError as error:
        _LOGGER.warning("the language model could not be warmed up: %s", error)
    return end
