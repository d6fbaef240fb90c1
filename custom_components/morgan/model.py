"""One of Morgan's language models, which is asked over HTTP."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from homeassistant.components import conversation
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .client import MorganClient
from .const import DOMAIN
from .errors import MorganError
from .failures import translated
from .wording import LONGEST_NAME, clean

_SECONDS = 300.0
_MOST_PICTURE_BYTES = 600_000
"""Bytes of all pictures; as base64 they have to fit into what Morgan takes."""
_OK = 200

Message = dict[str, Any]


class Model:
    """The model that was chosen, or the one that Morgan uses."""

    def __init__(
        self, hass: HomeAssistant, client: MorganClient, *, name: str | None, temperature: float | None
    ) -> None:
        self._hass = hass
        self._client = client
        self._name = name
        self._temperature = temperature

    async def ask(self, messages: Sequence[Message], **more: Any) -> Mapping[str, Any]:
        """Return what the model answers to messages of OpenAI's API: `message`, `logprobs` and the like.

        Raises:
            HomeAssistantError: there is no model, or it fails.
        """
        temperature = {} if self._temperature is None else {"temperature": self._temperature}
        try:
            body = {"model": await self._chosen(), "messages": messages, **temperature, **more}
            status, answer = await self._client.post("v1/chat/completions", body, seconds=_SECONDS)
        except MorganError as error:
            raise HomeAssistantError(**translated(error, "task_failed")) from error
        if status != _OK:
            error_body = answer.get("error")
            reason = error_body.get("message") if isinstance(error_body, dict) else None
            raise failure("task_failed", clean(str(reason or f"status {status}")))
        try:
            choice = answer["choices"][0]
            _ = choice["message"]
        except (KeyError, IndexError, TypeError) as error:
            raise failure("task_failed", "the answer cannot be read") from error
        return choice if isinstance(choice, dict) else {}

    async def pictures(self, attachments: Sequence[conversation.Attachment]) -> list[Message]:
        """Return pictures as parts of a message.

        Raises:
            HomeAssistantError: a file is not a picture or cannot be read, or they are too large.
        """
        for attachment in attachments:
            if not attachment.mime_type.startswith("image/"):
                raise failure("only_pictures", attachment.mime_type)
        try:
            urls = await self._hass.async_add_executor_job(
                _urls, [(attachment.mime_type, attachment.path) for attachment in attachments]
            )
        except OSError as error:
            raise failure("task_failed", str(error)) from error
        return [{"type": "image_url", "image_url": {"url": url}} for url in urls]

    async def _chosen(self) -> str:
        if not self._name:
            models = await self._client.language_models()
            if not models:
                raise failure("no_language_model", "")
            self._name = models[0].name
        return self._name


def failure(key: str, reason: str) -> HomeAssistantError:
    """Return the error for a task that was not done."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"reason": reason[:LONGEST_NAME]},
    )


def text_of(message: Mapping[str, Any]) -> str:
    """Return the text of a message; empty if it has none."""
    text = message.get("content")
    return text if isinstance(text, str) else ""


def _urls(files: Sequence[tuple[str, Path]]) -> list[str]:
    """Return pictures as `data:` URLs.

    Raises:
        HomeAssistantError: together they are too large.
    """
    if sum(path.stat().st_size for _, path in files) > _MOST_PICTURE_BYTES:
        raise failure("pictures_too_large", str(_MOST_PICTURE_BYTES))
    return [f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}" for kind, path in files]
