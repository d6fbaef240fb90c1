"""OpenAI's agents for Python: chats, responses, conversations, and a realtime session."""

import asyncio
import os

from agents import Agent, OpenAIConversationsSession, Runner, function_tool, set_default_openai_client
from agents.models.openai_chatcompletions import OpenAIChatCompletionsModel
from agents.models.openai_responses import OpenAIResponsesModel
from agents.realtime import RealtimeAgent, RealtimeRunner
from openai import AsyncOpenAI
from pydantic import BaseModel

URL = os.environ["MORGAN_URL"]


class City(BaseModel):
    """A city."""

    city: str


@function_tool
def get_weather(city: str) -> str:
    """Return the weather of a city."""
    return f"sunny in {city}"


async def model(model: OpenAIChatCompletionsModel | OpenAIResponsesModel) -> None:
    """Words, a stream, a tool and a type of output."""
    agent = Agent(name="Door", model=model)
    assert (await Runner.run(agent, "Hi")).final_output == "Hello, you."
    streamed = Runner.run_streamed(agent, "Hi")
    kinds = {event.type async for event in streamed.stream_events()}
    assert "raw_response_event" in kinds
    with_tool = Agent(name="Door", model=model, tools=[get_weather])
    answer = (await Runner.run(with_tool, "The weather in Oslo?")).final_output
    assert answer == "It is sunny in Oslo.", answer
    typed = Agent(name="Door", model=model, output_type=City)
    assert (await Runner.run(typed, "Where?")).final_output == City(city="Oslo")


async def conversation(client: AsyncOpenAI) -> None:
    """The agent of the home, in a conversation that Morgan keeps."""
    agent = Agent(name="Home", model="morgan")
    session = OpenAIConversationsSession(openai_client=client)
    for _ in range(2):
        assert (await Runner.run(agent, "what's the date", session=session)).final_output
    assert len(await session.get_items()) == 4
    await session.clear_session()


async def realtime() -> None:
    """A session in which a text is answered aloud."""
    runner = RealtimeRunner(RealtimeAgent(name="Home", instructions="Be brief."))
    address = f"{URL.replace('http', 'ws', 1)}/v1/realtime?model=morgan"
    async with await runner.run(model_config={"url": address, "api_key": "none"}) as session:
        await session.send_message("what's the date")
        kinds = set()
        async for event in session:
            kinds.add(event.type)
            assert event.type != "error", event
            if event.type == "agent_end":
                break
    assert "audio" in kinds, kinds


async def main() -> None:
    """Try everything."""
    client = AsyncOpenAI(base_url=f"{URL}/v1", api_key="none", max_retries=0)
    set_default_openai_client(client, use_for_tracing=False)
    await model(OpenAIChatCompletionsModel("home/scripted", client))
    await model(OpenAIResponsesModel("home/scripted", client))
    await conversation(client)
    await realtime()


asyncio.run(main())
