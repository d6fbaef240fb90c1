"""Work about a chat, such as its title, is text of a language model: it never acts and is no conversation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.cases import case_id
from tests.fakes.scripted_chat import says
from tests.http.conftest import Door, FakeServices, Serve
from wyoming_morgan.http.openai.tasks import is_task

PATH = "/v1/chat/completions"
SAID = "USER: turn on the kitchen light\nASSISTANT: Turned on the light"
TASKS = [
    f"### Task:\nGenerate a title for the chat.\n### Chat History:\n<chat_history>\n{SAID}\n</chat_history>",
    f"### Task:\nSuggest 3 follow-up questions.\n<chat_history>\n{SAID}\n</chat_history>",
    "### Task:\nYou complete what is typed.\n### Context:\nturn on the",
    "Give the conversation a title of five words.\n\nConversation:\nUser: lamp on\nAI: The lamp is on",
    "Make a title for this chat.\n\n**User**: open the garage door\n**Assistant**: Shall I really do this?",
    f"Which tags fit?\n<conversation>\n{SAID}\n</conversation>",
]
SAID_BY_PEOPLE = [
    "turn on the kitchen light",
    "add a new task: milk",
    "### Task: turn on the light",
    "turn on the light\nand close the blind",
    "Morgan: turn on the light\nplease",
    "what does the assistant: write\nin a chat",
]


def asked(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "morgan", "messages": [{"role": "user", "content": text}], **more}


@pytest.mark.parametrize("text", TASKS, ids=case_id)
def test_work_about_a_chat_is_known_by_what_it_quotes(text: str) -> None:
    assert is_task(text)


@pytest.mark.parametrize("text", SAID_BY_PEOPLE, ids=case_id)
def test_what_people_say_is_no_such_work(text: str) -> None:
    assert not is_task(text)


@pytest.mark.parametrize("stream", [False, True])
async def test_it_is_answered_by_the_language_model_without_tools_and_the_agent_never_hears_it(
    door: Door, fakes: FakeServices, *, stream: bool
) -> None:
    fakes.llm.script = [says('{"title": "Kitchen light"}')]
    tool = {"type": "function", "function": {"name": "HassTurnOn"}}
    async with door.post(PATH, json=asked(TASKS[0], stream=stream, tools=[tool])) as response:
        assert response.status == 200
        assert "Kitchen light" in await response.text()
    (request,) = fakes.llm.requests
    assert request.tools == ()
    assert request.messages[-1].content == TASKS[0]
    assert not fakes.agent.requests


async def test_without_a_language_model_it_is_refused(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(without=("llm",))
    async with door.post(PATH, json=asked(TASKS[0])) as response:
        await door.error(response, 404)
    assert not fakes.agent.requests


async def test_a_chat_that_has_begun_may_quote_what_it_likes(door: Door, fakes: FakeServices) -> None:
    messages = [
        {"role": "user", "content": "hello"},
        {"role": "assistant", "content": "Hello!"},
        {"role": "user", "content": TASKS[0]},
    ]
    async with door.post(PATH, json={"model": "morgan", "messages": messages}) as response:
        assert response.status == 200
    assert [turn.text for turn in fakes.agent.requests] == [TASKS[0]]
