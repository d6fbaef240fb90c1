"""Has Home Assistant handle intents over REST, and reads the result."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
from pydantic_core import from_json

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import ActionResult, Place
from wyoming_morgan.home.registry import ASSISTANT
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.home.socket import TOKEN_HINT, TokenRefused
from wyoming_morgan.settings import setting

_MAX_ANSWER_BYTES = 1024 * 1024
_SHOWN = 300
UNKNOWN_IF_DONE = "it is not known whether it was done"


async def handle_intent(
    session: aiohttp.ClientSession,
    settings: HomeAssistantSettings,
    name: str,
    slots: Mapping[str, Any],
    *,
    language: str,
    place: Place,
) -> ActionResult:
    """Have an intent handled for the entities exposed to Assist: `POST /api/intent/handle`.

    If the answer does not come in time, it is not known whether the intent was handled; it counts as failed.

    Raises:
        EngineUnavailable: Home Assistant does not answer, or refuses the token; nothing was done.
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
            hint=f"is it running, and is {setting('core.home_assistant.url')} correct?",
        ) from error
    except TimeoutError:
        return ActionResult(
            success=False, error=f"no answer within {settings.answer_seconds:g} s: {UNKNOWN_IF_DONE}"
        )
    except aiohttp.ClientError as error:
        return ActionResult(success=False, error=f"the connection broke ({error}): {UNKNOWN_IF_DONE}")


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
            "Home Assistant does not handle intents at /api/intent/handle",
            hint=f"set {setting('core.home_assistant.url')} to its address without a path; its integration "
            "`intent` is required",
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # Also its answer to an unknown intent.
        return ActionResult(success=False, error=f"Home Assistant failed to handle {name}: {shown}")
    if status != HTTPStatus.OK:
        return ActionResult(success=False, error=f"Home Assistant refuses {name}: {shown}")
    try:
        answer = from_json(body)
    except ValueError:
        answer = None
    return read_response(name, answer)


def read_response(name: str, answer: Any) -> ActionResult:
    """Read the response to an intent as `IntentResponse.as_dict` of Home Assistant writes it."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("response_type"), str):
        return ActionResult(
            success=False, error=f"Home Assistant's answer to {name} cannot be read: {UNKNOWN_IF_DONE}"
        )
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
        done_ids=_ids(data.get("success")),
        failed=failed,
        error=f"not reached: {', '.join(failed)}"[:_SHOWN] if failed else "",
        data=answer,
    )


def _ids(targets: Any) -> tuple[str, ...]:
    """Return the ids of the entities among targets."""
    mappings = [_mapping(target) for target in targets] if isinstance(targets, list) else []
    ids = (target.get("id") for target in mappings if target.get("type") == "entity")
    return tuple(entity_id for entity_id in ids if isinstance(entity_id, str))


def _names(targets: Any) -> tuple[str, ...]:
    """Return the names of the entities among targets; of areas and floors only if there is no entity."""
    mappings = [_mapping(target) for target in targets] if isinstance(targets, list) else []
    entities = [target for target in mappings if target.get("type") == "entity"]
    names = (target.get("name") for target in entities or mappings)
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
