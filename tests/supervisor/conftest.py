"""A Supervisor with its Home Assistant, whose people are an owner, an administrator, a user and others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from blockbuster import blockbuster_ctx

from tests.fakes.supervisor import FakeSupervisor, fake_supervisor
from tests.home.fake_home_assistant import TOKEN, FakeHomeAssistant, fake_home_assistant


def user(user_id: str, *groups: str, **fields: Any) -> dict[str, Any]:
    """A user as Home Assistant lists them."""
    return {"id": user_id, "is_owner": False, "is_active": True, "group_ids": list(groups), **fields}


@pytest.fixture
def nothing_blocks_the_loop() -> Iterator[None]:
    with blockbuster_ctx("wyoming_morgan"):
        yield


@pytest.fixture
async def home() -> AsyncIterator[FakeHomeAssistant]:
    async with fake_home_assistant() as home:
        home.users = [
            user("owner", is_owner=True),
            user("administrator", "system-admin"),
            user("resident", "system-users"),
            user("reader", "system-read-only"),
            user("former", "system-admin", is_active=False),
        ]
        yield home


@pytest.fixture
async def supervisor(home: FakeHomeAssistant) -> AsyncIterator[FakeSupervisor]:
    async with fake_supervisor(home.url, TOKEN) as fake:
        yield fake
