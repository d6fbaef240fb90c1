"""OpenAI's client for Python: every endpoint that Morgan has."""

import asyncio
import io
import os
import wave
from pathlib import Path

import openai
from openai import AsyncOpenAI

URL, WORDS = os.environ["MORGAN_URL"], os.environ["MORGAN_WORDS"]
RECORDING = Path(os.environ["MORGAN_RECORDING"])
WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}}


async def chats(client: AsyncOpenAI) -> None:
    """The agent and a model, whole and streamed, with a tool."""
    asked = [{"role": "user", "content": "what's the date"}]
    reply = await client.chat.completions.create(model="morgan", messages=asked)
    assert reply.choices[0].message.content
    stream = await client.chat.completions.create(
        model="home/scripted", messages=asked, stream=True, stream_options={"include_usage": True}
    )
    chunks = [chunk async for chunk in stream]
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    assert text == "Hello, you.", text
    assert chunks[-1].usage
    tool = {"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}
    reply = await client.chat.completions.create(
        model="home/scripted", messages=[{"role": "user", "content": "The weather?"}], tools=[tool]
    )
    assert reply.choices[0].message.tool_calls[0].function.name == "get_weather"


async def old_completions(client: AsyncOpenAI) -> None:
    """Texts of old clients."""
    reply = await client.completions.create(model="home/scripted", prompt=["one", "two"])
    assert [choice.text for choice in reply.choices] == ["Hello, you."] * 2
    stream = await client.completions.create(model="morgan", prompt="what's the date", stream=True)
    assert "".join([chunk.choices[0].text async for chunk in stream])


async def responses(client: AsyncOpenAI) -> None:
    """Responses, one after the other, in a conversation, and over a WebSocket."""
    first = await client.responses.create(model="home/scripted", input="Hi")
    assert first.output_text == "Hello, you."
    await client.responses.create(model="home/scripted", input="And?", previous_response_id=first.id)
    conversation = await client.conversations.create(metadata={"topic": "door"})
    async with client.responses.stream(model="morgan", conversation=conversation.id, input=WORDS) as stream:
        assert (await stream.get_final_response()).output_text
    items = [item.type async for item in client.conversations.items.list(conversation.id)]
    assert items == ["message", "message"], items
    counted = await client.responses.input_tokens.count(model="home/scripted", input="Hi")
    assert counted.input_tokens == 10
    async with client.responses.connect() as socket:
        await socket.response.create(model="home/scripted", input="Hi")
        async for event in socket:
            if event.type == "response.completed":
                break


async def audio(client: AsyncOpenAI) -> None:
    """Hearing, whole and streamed, and speaking in two formats."""
    heard = await client.audio.transcriptions.create(model="whisper-1", file=RECORDING)
    assert heard.text.casefold().rstrip(".") == WORDS, heard.text
    stream = await client.audio.transcriptions.create(model="whisper-1", file=RECORDING, stream=True)
    events = [event async for event in stream]
    assert events[-1].text == heard.text
    spoken = await client.audio.speech.create(
        model="tts-1", voice="alloy", input=WORDS, response_format="wav"
    )
    with wave.open(io.BytesIO(spoken.content)) as file:
        assert file.getnframes() > file.getframerate()
    spoken = await client.audio.speech.create(
        model="tts-1", voice="alloy", input=WORDS, response_format="pcm"
    )
    assert len(spoken.content) > 48_000


async def realtime(client: AsyncOpenAI) -> None:
    """A spoken answer to a text."""
    async with client.realtime.connect(model="morgan") as session:
        item = {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "what's the date"}],
        }
        await session.conversation.item.create(item=item)
        await session.response.create()
        kinds = []
        async for event in session:
            kinds.append(event.type)
            if event.type == "response.done":
                assert event.response.status == "completed"
                break
    assert "response.output_audio.delta" in kinds


async def errors(client: AsyncOpenAI) -> None:
    """What cannot be done is said in OpenAI's way."""
    made = await client.embeddings.create(model="home/vectors", input=["door", "window"])
    assert [entry.index for entry in made.data] == [0, 1]
    for given in ([1, 2], [""], []):
        try:
            await client.embeddings.create(model="home/vectors", input=given)
        except openai.UnprocessableEntityError as error:
            assert error.param == "input", error  # noqa: PT017 - no test, but a script
        else:
            raise AssertionError(given)
    try:
        await client.chat.completions.create(model="nobody", messages=[{"role": "user", "content": "Hi"}])
    except openai.NotFoundError as error:
        assert error.code == "model_not_found"  # noqa: PT017 - likewise


async def main() -> None:
    """Try everything."""
    async with AsyncOpenAI(base_url=f"{URL}/v1", api_key="none", max_retries=0) as client:
        assert (await client.models.list()).data[0].id == "morgan"
        for part in (chats, old_completions, responses, audio, realtime, errors):
            await part(client)


asyncio.run(main())
