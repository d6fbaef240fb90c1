"""Pictures that come with a turn."""

from __future__ import annotations

import pytest

from tests.agent.model.conftest import Make
from tests.agent.talking import say
from tests.fakes.scripted_chat import says
from wyoming_morgan.engines.contract.llm import ImagePart
from wyoming_morgan.errors import InvalidRequest

PICTURE = ImagePart("image/png", "aGVsbG8=")


async def test_a_model_that_can_see_is_shown_them(linked: Make) -> None:
    agent, _, chat = linked([says("A cat.")])
    assert (await say(agent, "tell me what this is", images=(PICTURE,))).text == "A cat."
    assert [message.images for message in chat.requests[0].messages][-1] == (PICTURE,)


async def test_a_model_that_cannot_see_is_named_and_not_called_away(linked: Make) -> None:
    agent, _, _ = linked([[InvalidRequest("the model m cannot see pictures")]])
    with pytest.raises(InvalidRequest, match="cannot see"):
        await say(agent, "tell me what this is", images=(PICTURE,))


async def test_a_command_with_a_picture_is_a_command(linked: Make) -> None:
    agent, link, chat = linked([])
    await say(agent, "turn on the bed light", images=(PICTURE,))
    assert link.handled
    assert not chat.requests
