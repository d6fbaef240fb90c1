"""Lets a model read a prompt before the first user waits for it."""

from __future__ import annotations

import logging
from dataclasses import replace

from wyoming_morgan.engines.contract.llm import ChatEnd, ChatRequest
from wyoming_morgan.errors import MorganError
from wyoming_morgan.llm.contract import LanguageModels

_LOGGER = logging.getLogger(__name__)


async def warm(models: LanguageModels, request: ChatRequest) -> ChatEnd | None:
    """Request one token, so that the model is loaded and has the prompt in its cache for the first turn.

    Return the end of the reply; None if no model answered, which is logged: the first turn is slower then.
    """
    end: ChatEnd | None = None
    try:
        async for event in models.chat(replace(request, max_tokens=1)):
            if isinstance(event, ChatEnd):
                end = event
    except MorganError as error:
        _LOGGER.warning("the language model could not be warmed up: %s", error)
    return end
