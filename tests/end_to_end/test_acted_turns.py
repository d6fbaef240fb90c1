"""A turn that acts and then takes too long, through OpenAI's own client, the HTTP server and the agent."""

from __future__ import annotations

from dataclasses import replace

import openai
import pytest
from aiohttp import ClientSession

from tests.agent.conftest import HOME
from tests.fakes.home_link import FakeHomeLink, tool
from tests.fakes.scripted_chat import Call, Script, ScriptedChat, calls
from tests.http.conftest import Door, FakeServices
from tests.http.openai.clients import official_client
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.engines.contract.llm import ChatRequest, Role
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.settings import HttpSettings

pytestmark = pytest.mark.slow

STATES = (EntityState("light.bed", "Bed Light", "light", "off", "Bedroom"),)


def act_and_hang(request: ChatRequest) -> Script:
    acted = any(message.role is Role.TOOL for message in request.messages)
    return [60.0] if acted else calls(Call("HassTurnOn", {"name": "Bed Light"}))


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_what_was_done_is_done_once_though_the_client_repeats_failures(stream: bool) -> None:
    link = FakeHomeLink(HOME, tools=(tool("HassTurnOn"),), states=STATES)
    grammar = Grammar(HOME)
    await grammar.understand("turn on the bed light", "en", None)  # loads the language
    agent = Agent(grammar, models=ScriptedChat(act_and_hang), home=link, tools=link)
    services = replace(FakeServices().services(), agent=agent)
    server = HttpServer(services, HttpSettings(host="127.0.0.1", port=0, request_seconds=4))
    await server.start()
    host, port = server.addresses[0]
    async with ClientSession() as session:
        door = Door(server, session, f"http://{host}:{port}", (host, port))
        async with official_client(door, max_retries=2) as client:
            with pytest.raises(openai.APIStatusError) as failure:
                await client.chat.completions.create(
                    model="morgan",
                    messages=[{"role": "user", "content": "make the bed light shine"}],
                    stream=stream,
                )
    await server.stop(0.1)
    await agent.close()
    await grammar.close()
    assert failure.value.status_code == 504
    assert link.called == [("HassTurnOn", {"name": "Bed Light"})]
