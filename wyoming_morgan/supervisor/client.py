"""The Supervisor's API, as far as an app needs no further rights for it.

https://developers.home-assistant.io/docs/api/supervisor/endpoints
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.supervisor.supervisor import Supervisor

_ANSWER_SECONDS = 10.0
_REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_HINT = "see the Supervisor's log: Settings > System > Logs"


class SupervisorRefused(EngineUnavailable):
    """The Supervisor answers with an error, which the same again will not change."""

    code = "supervisor-refused"


class SupervisorClient:
    """Asks the Supervisor about this app, and has it tell Home Assistant about its services."""

    def __init__(self, session: aiohttp.ClientSession, supervisor: Supervisor) -> None:
        self._session = session
        self._supervisor = supervisor

    async def host_name(self) -> str:
        """Return the name under which Home Assistant reaches this app.

        Raises:
            SupervisorRefused, EngineUnavailable: as `discover` does.
        """
        return str((await self._ask("GET", "/addons/self/info")).get("hostname"))

    async def discover(self, service: str, config: Mapping[str, Any]) -> None:
        """Have Home Assistant discover a service; telling the same again changes nothing.

        Raises:
            SupervisorRefused: it does not take it.
            EngineUnavailable: it does not answer.
        """
        await self._ask("POST", "/discovery", {"service": service, "config": dict(config)})

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._supervisor.token}"}
        try:
            async with (
                asyncio.timeout(_ANSWER_SECONDS),
                self._session.request(
                    method, f"{self._supervisor.url}{path}", headers=headers, json=body
                ) as response,
            ):
                status = response.status
                answer = _read(await response.text())
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise EngineUnavailable(
                f"the Supervisor does not answer {path}: {type(error).__name__}",
                hint=_HINT,
            ) from error
        fields = answer if isinstance(answer, dict) else {}
        if status != HTTPStatus.OK or fields.get("result") != "ok":
            failure = SupervisorRefused if status in _REFUSALS else EngineUnavailable
            raise failure(
                f"the Supervisor refuses {path} ({status}): {str(fields.get('message'))[:200]}", hint=_HINT
            )
        data = fields.get("data")
        return data if isinstance(data, dict) else {}


def _read(text: str) -> Any:
    """Return what an answer holds; None if it is not JSON, as when a door closes before the API."""
    try:
        return json.loads(text)
    except ValueError:
        return None
