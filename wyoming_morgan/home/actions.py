"""Intents that Home Assistant handles over REST, and what it says of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import ActionResult, Place
from wyoming_morgan.home.registry import ASSISTANT
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.socket import TOKEN_HINT, TokenRefused

_MAX_ANSWER_BYTES = 1024 * 1024
_SHOWN = 300
_NOBODY_KNOWS = "whether it was done is not known"


async def handle_intent(
    session: aiohttp.ClientSession,
    settings: HomeAssistantSettings,
    name: str,
    slots: Mapping[str, Any],
    *,
    language: str,
    place: Place,
) -> ActionResult:
    """Have an intent handled with what is exposed to Assist: `POST /api/intent/handle`.

    An answer that does not come in time is a failure of which nobody knows whether it was one.

    Raises:
        EngineUnavailable: Home Assistant does not answer, or refuses the token: nothing was done.
    """
    request = {"name": name, "data": dict(slots), "language": language, "assistant": ASSISTANT}
    ids = {"device_id": place.device_id, "satellite_id": place.satellite_id}
    request |= {key: value for key, value in ids.items() if value}
    url = f"{str(settings.url).rstrip('/')}/api/intent/handle"
    timeout = aiohttp.ClientTimeout(total=settings.answer_seconds, connect=settings.connect_seconds)
    try:
        async with session.post(url, json=request, timeout=timeout, allow_redirects=False) as response:
            return _result(name, response.status, await _body(response))
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        raise EngineUnavailable(
            f"Home Assistant does not answer: {error}",
            hint="is it running, and core.home_assistant.url right?",
        ) from error
    except TimeoutError:
        return ActionResult(
            success=False, error=f"no answer within {settings.answer_seconds:g} s: {_NOBODY_KNOWS}"
        )
    except aiohttp.ClientError as error:
        return ActionResult(success=False, error=f"the connection broke ({error}): {_NOBODY_KNOWS}")


async def _body(response: aiohttp.ClientResponse) -> str:
    body = await response.content.read(_MAX_ANSWER_BYTES)
    while len(body) < _MAX_ANSWER_BYTES and (more := await response.content.read(_MAX_ANSWER_BYTES)):
        body += more
    return body.decode(errors="replace")


def _result(name: str, status: int, body: str) -> ActionResult:
    shown = " ".join(body.split())[:_SHOWN]
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise TokenRefused("Home Assistant refuses the token", hint=TOKEN_HINT)
    if status == HTTPStatus.NOT_FOUND:
        raise EngineUnavailable(
            "Home Assistant handles no intents at /api/intent/handle",
            hint="core.home_assistant.url is its address without a path; its integration `intent` is needed",
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # What it answers to an intent that it does not know, among others.
        return ActionResult(success=False, error=f"Home Assistant failed to handle {name}: {shown}")
    if status != HTTPStatus.OK:
        return ActionResult(success=False, error=f"Home Assistant refuses {name}: {shown}")
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("response_type"), str):
        return ActionResult(
            success=False, error=f"Home Assistant answered {name} in an unknown way: {_NOBODY_KNOWS}"
        )
    return _told(answer)


def _told(answer: dict[str, Any]) -> ActionResult:
    """Read an intent response as `IntentResponse.as_dict` of Home Assistant writes it."""
    data = _mapping(answer.get("data"))
    speech = _mapping(_mapping(answer.get("speech")).get("plain")).get("speech")
    words = speech if isinstance(speech, str) else ""
    if answer["response_type"] == "error":
        return ActionResult(
            success=False, error=f"{data.get('code', 'unknown')}: {words}"[:_SHOWN], data=answer
        )
    failed = _names(data.get("failed"))
    return ActionResult(
        success=not failed,
        speech=words,
        done=_names(data.get("success")),
        failed=failed,
        error=f"not reached: {', '.join(failed)}"[:_SHOWN] if failed else "",
        data=answer,
    )


def _names(targets: Any) -> tuple[str, ...]:
    """Return the names of entities among targets; of areas and the like only where there is no entity."""
    told = [_mapping(target) for target in targets] if isinstance(targets, list) else []
    entities = [target for target in told if target.get("type") == "entity"]
    names = (target.get("name") for target in entities or told)
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
