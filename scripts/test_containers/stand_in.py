"""Runs in a container in the Supervisor's place, with its address, and tries the app from there.

It prints what it saw as one JSON object. Home Assistant is a stand-in as well, in the same container.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import aiohttp
from aiohttp import web

from scripts.test_containers import clients
from tests.fakes.supervisor import SESSION, TOKEN, FakeSupervisor
from tests.home.fake_home_assistant import TOKEN as HOME_TOKEN
from tests.home.fake_home_assistant import FakeHomeAssistant, fake_home_assistant
from tests.waiting import until
from wyoming_morgan.supervisor.supervisor import INGRESS_PROXY

HTTP_PORT = 8000
_PATIENCE_SECONDS = 240
COMMAND = "turn on the kitchen light"
USERS = [
    {"id": "owner", "is_owner": True, "is_active": True, "group_ids": []},
    {"id": "resident", "is_owner": False, "is_active": True, "group_ids": ["system-users"]},
]
_DONE = {"response_type": "action_done", "data": {"success": [], "failed": []}, "speech": {}}


async def try_app() -> dict[str, Any]:
    """Wait until the app is announced, use it as Home Assistant and its people do, and return what came."""
    async with fake_home_assistant() as home:
        home.users, home.components = USERS, {"morgan"}
        home.intent = lambda: web.json_response(_DONE)
        supervisor = FakeSupervisor(
            home.url,
            HOME_TOKEN,
            app_port=HTTP_PORT,
            people={"owner": "owner", "resident": "resident"},
            host="0.0.0.0",
            port=80,
            app_host="local-morgan",
            proxy=INGRESS_PROXY,
        )
        await supervisor.start()
        try:
            await until(
                lambda: supervisor.config_of("morgan") is not None and home.logins > 0,
                seconds=_PATIENCE_SECONDS,
            )
            return {
                **await _as_home_assistant(supervisor, home),
                **await _as_people(supervisor),
                "token": TOKEN,
            }
        finally:
            await supervisor.stop()


async def _as_home_assistant(supervisor: FakeSupervisor, home: FakeHomeAssistant) -> dict[str, Any]:
    wyoming, morgan = supervisor.config_of("wyoming"), supervisor.config_of("morgan")
    assert wyoming is not None  # noqa: S101 - `morgan` is announced after it
    assert morgan is not None  # noqa: S101 - it was waited for
    headers = {"Authorization": f"Bearer {morgan['api_key']}"}
    async with aiohttp.ClientSession(headers=headers, raise_for_status=True) as session:
        async with session.get(f"{morgan['url']}/health") as response:
            server_id = (await response.json())["id"]
        async with session.post(f"{morgan['url']}/api/text", json={"text": COMMAND}) as response:
            reply = await response.json()
    host, _, port = wyoming["uri"].removeprefix("tcp://").partition(":")
    return {
        "wyoming": wyoming["uri"],
        "morgan": morgan["url"],
        "key": morgan["api_key"],
        "id": server_id,
        "same_id": server_id == morgan["id"],
        "programs": await clients.programs(int(port), host=host),
        "reply": reply["text"],
        "intent": home.intents[-1]["name"] if home.intents else None,
    }


async def _as_people(supervisor: FakeSupervisor) -> dict[str, Any]:
    statuses: dict[str, list[int]] = {}
    for user in ("owner", "resident"):
        async with aiohttp.ClientSession(cookies={SESSION: user}) as browser:
            page = supervisor.ingress_url()
            async with browser.get(page, headers={"Accept": "text/html"}) as response:
                statuses[user] = [response.status]
            for path in ("api/text", "api/pair/code"):
                async with browser.post(supervisor.ingress_url(path), json={"text": "hello"}) as response:
                    statuses[user].append(response.status)
    async with aiohttp.ClientSession() as session:
        url = f"http://{supervisor.app_host}:{HTTP_PORT}/api/text"
        async with session.post(url, json={"text": "hello"}) as response:
            statuses["nobody"] = [response.status]
    return {"statuses": statuses}


def main() -> int:
    """Try it once."""
    print(json.dumps(asyncio.run(try_app())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
