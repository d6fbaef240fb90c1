"""Work about a chat, such as its title, is text of a language model: it never acts and is no conversation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.cases import case_id
from tests.fakes.scripted_chat import says
from tests.http.conftest import Door, FakeServices, Serve
from wyoming_morgan.http.openai.messages import BodyMessage
from wyoming_morgan.http.openai.tasks import is_task, quotes_chat

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
LIGHT = "turn on the kitchen light"
TITLE = "Generate a concise, descriptive title for this conversation based on the user's message."
CHATS_ABOUT_CHATS = {
    "n8n": [("system", f"{TITLE}\n\nRequirements:\n- 3 to 5 words"), ("user", LIGHT)],
    "LobeChat": [
        (
            "system",
            "You are a conversation summarizer. Generate a concise title of the conversation.",
        ),
        ("user", f"user: {LIGHT}"),
    ],
    "Cherry Studio": [
        (
            "system",
            "You are skilled in chats. Summarize the user's conversation into a title in 10 words.",
        ),
        ("user", f'[{{"role":"user","mainText":"{LIGHT}"}}]'),
    ],
    "LibreChat": [
        ("user", LIGHT),
        (
            "user",
            "Provide a concise, 5-word-or-less title for the conversation, using title case.",
        ),
    ],
    "NextChat": [
        ("user", LIGHT),
        ("assistant", "Turned on the light"),
        (
            "user",
            "Please generate a four to five word title summarizing our conversation.",
        ),
    ],
    "NextChat's memory": [
        ("user", LIGHT),
        ("assistant", "Turned on the light"),
        (
            "system",
            "Summarize the discussion briefly in 200 words or less for future context.",
        ),
    ],
    "Chatbox": [("user", f"Based on the chat history, give this conversation a name.\n```\n{LIGHT}\n```")],
    "a German one": [("system", "Erstelle einen kurzen Titel für das Gespräch."), ("user", "Licht an")],
    "tools of Open WebUI": [
        ("system", "Available Tools: []\n\nYour task is to choose and return the correct tool(s)."),
        ("user", f"Query: {LIGHT}"),
    ],
    "an emoji of Open WebUI": [
        ("user", f"Your task is to reflect the speaker's likely facial expression.\n\nMessage: ```{LIGHT}```")
    ],
    "SillyTavern": [
        ("user", LIGHT),
        ("assistant", "Turned on the light"),
        ("system", "[Pause your roleplay. Sum up the most important facts in the story so far.]"),
    ],
    "a reply that is written on": [("user", LIGHT), ("assistant", "Turned on")],
    "a greeting of pipecat": [("system", "Say hello and briefly introduce yourself.")],
}
CHATS_WITH_PEOPLE = {
    "a plain one": [("user", LIGHT)],
    "an order after a reply": [("user", "hello"), ("assistant", "Hello!"), ("user", LIGHT)],
    "instructions at the end": [("user", LIGHT), ("system", "Answer in English.")],
    "an empty reply at the end": [("user", LIGHT), ("assistant", "")],
    "an assistant that knows titles": [
        ("system", "You are a voice assistant. Tell the title of a song where the user asks."),
        ("user", "play the title song of the film"),
    ],
    "a summary as context": [
        ("system", "This is a summary of the chat history as a recap: the user likes titles."),
        ("user", LIGHT),
    ],
    "a message to somebody": [("user", "write a message to Anna that dinner is ready")],
}
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
    assert quotes_chat(text)


@pytest.mark.parametrize("text", SAID_BY_PEOPLE, ids=case_id)
def test_what_people_say_is_no_such_work(text: str) -> None:
    assert not quotes_chat(text)
    assert not is_task(chat([("user", text)]))


def chat(said: list[tuple[str, str]]) -> tuple[BodyMessage, ...]:
    return tuple(BodyMessage.model_validate({"role": role, "content": text}) for role, text in said)


@pytest.mark.parametrize("said", CHATS_ABOUT_CHATS.values(), ids=CHATS_ABOUT_CHATS)
async def test_what_front_ends_ask_of_the_model_of_a_chat_never_reaches_the_agent(
    door: Door, fakes: FakeServices, said: list[tuple[str, str]]
) -> None:
    messages = [{"role": role, "content": text} for role, text in said]
    async with door.post(PATH, json={"model": "morgan", "messages": messages}) as response:
        assert response.status == 200, await response.text()
    assert [message.content for message in fakes.llm.requests[0].messages] == [text for _, text in said]
    assert not fakes.agent.requests


@pytest.mark.parametrize("said", CHATS_WITH_PEOPLE.values(), ids=CHATS_WITH_PEOPLE)
def test_what_somebody_says_in_a_chat_reaches_the_agent(said: list[tuple[str, str]]) -> None:
    assert not is_task(chat(said))


async def test_results_count_though_instructions_follow_them(door: Door, fakes: FakeServices) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "is it raining"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "rain"},
        {"role": "system", "content": "Be brief."},
    ]
    async with door.post(PATH, json={"model": "morgan", "messages": messages}) as response:
        assert response.status == 200, await response.text()
    (turn,) = fakes.agent.requests
    assert [message.content for message in turn.continuation] == ["", "rain"]


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
        {"role": "user", "content": TASKS[1]},
    ]
    async with door.post(PATH, json={"model": "morgan", "messages": messages}) as response:
        assert response.status == 200
    assert [turn.text for turn in fakes.agent.requests] == [TASKS[1]]
