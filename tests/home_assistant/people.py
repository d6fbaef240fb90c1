"""People of a home: users of Home Assistant without administration, logged in as the front end does."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from tests.home_assistant.client import Client
from tests.home_assistant.hass import HomeAssistant

_PASSWORD = "password-of-the-tests"  # noqa: S105 - of a user that the tests make and delete


@contextlib.asynccontextmanager
async def person(home_assistant: HomeAssistant, name: str) -> AsyncIterator[str]:
    """Have a user of this name during the block; give a long-lived access token of theirs."""
    client = home_assistant.client
    user = (await client.call("config/auth/create", name=name, group_ids=["system-users"]))["user"]
    account = {"username": name.lower(), "password": _PASSWORD}
    await client.call("config/auth_provider/homeassistant/create", user_id=user["id"], **account)
    try:
        yield await _login(home_assistant, account)
    finally:
        await home_assistant.client.call("config/auth/delete", user_id=user["id"])


async def _login(home_assistant: HomeAssistant, account: dict[str, str]) -> str:
    """Log in, and make a long-lived token."""
    url = home_assistant.url
    who = {"client_id": f"{url}/"}
    begin = who | {"handler": ["homeassistant", None], "redirect_uri": f"{url}/"}
    flow = await home_assistant.client.post("/auth/login_flow", begin)
    done = await home_assistant.client.post(f"/auth/login_flow/{flow['flow_id']}", who | account)
    form = {"grant_type": "authorization_code", "code": done["result"], **who}
    access = (await home_assistant.client.submit("/auth/token", form))["access_token"]
    async with Client.connect(url, access) as client:
        made = await client.call("auth/long_lived_access_token", client_name="Tests", lifespan=1)
    return str(made)
