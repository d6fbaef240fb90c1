"""LiveKit's plugin for OpenAI: hearing, speaking, answering, and sessions of agents."""

import asyncio
import os
import wave

from livekit import rtc
from livekit.agents import Agent, AgentSession
from livekit.agents.llm import ChatContext
from livekit.agents.utils import http_context
from livekit.plugins import openai

URL, WORDS = f"{os.environ['MORGAN_URL']}/v1", os.environ["MORGAN_WORDS"]
ADDRESS = {"base_url": URL, "api_key": "none"}


async def hearing() -> None:
    """What was said."""
    with wave.open(os.environ["MORGAN_RECORDING"]) as file:
        count = file.getnframes()
        frame = rtc.AudioFrame(file.readframes(count), file.getframerate(), 1, count)
    event = await openai.STT(model="whisper-1", **ADDRESS).recognize(frame)
    assert event.alternatives[0].text.casefold().rstrip(".") == WORDS, event


async def speaking() -> None:
    """A text as audio."""
    async with openai.TTS(model="tts-1", voice="alloy", **ADDRESS).synthesize(WORDS) as stream:
        seconds = sum([event.frame.duration async for event in stream])
    assert seconds > 1, seconds


async def answering() -> None:
    """The words of a model, in three ways."""
    for model in (
        openai.LLM(model="home/scripted", **ADDRESS),
        openai.responses.LLM(model="home/scripted", use_websocket=False, **ADDRESS),
        openai.responses.LLM(model="home/scripted", api_key="none", base_url=f"{URL}/responses"),
    ):
        context = ChatContext()
        context.add_message(role="user", content="Hi")
        async with model.chat(chat_ctx=context) as stream:
            pieces = [chunk.delta.content or "" async for chunk in stream if chunk.delta]
        assert "".join(pieces) == "Hello, you.", (model, pieces)


async def sessions() -> None:
    """A session with a model, and one with the agent over realtime."""
    realtime = openai.realtime.RealtimeModel(model="morgan", modalities=["text"], **ADDRESS)
    for model in (openai.LLM(model="morgan", **ADDRESS), realtime):
        async with AgentSession(llm=model) as session:
            await session.start(Agent(instructions="Be brief."))
            result = await session.run(user_input="what's the date")
            said = [event.item.text_content for event in result.events if event.type == "message"]
            assert said, (model, result.events)


async def main() -> None:
    """Try everything."""
    async with http_context.open():
        for part in (hearing, speaking, answering, sessions):
            await part()


asyncio.run(main())
