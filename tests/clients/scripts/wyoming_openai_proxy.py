"""wyoming-openai in front of Morgan: a Wyoming client hears and speaks through it."""

import asyncio
import os
import socket
import subprocess
import sys
import wave

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize

URL, WORDS = f"{os.environ['MORGAN_URL']}/v1", os.environ["MORGAN_WORDS"]
SECONDS = 60


async def info_of(port: int) -> Info:
    """Return what the proxy offers, once it listens."""
    while True:
        try:
            async with AsyncTcpClient("127.0.0.1", port) as client:
                await client.write_event(Describe().event())
                while (event := await client.read_event()) is not None:
                    if Info.is_type(event.type):
                        return Info.from_event(event)
        except ConnectionError:
            await asyncio.sleep(0.5)


async def heard_text(port: int) -> str | None:
    """Return what is heard in the recording."""
    with wave.open(os.environ["MORGAN_RECORDING"]) as file:
        shape = {"rate": file.getframerate(), "width": file.getsampwidth(), "channels": file.getnchannels()}
        pcm = file.readframes(file.getnframes())
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Transcribe(language="en").event())
        await client.write_event(AudioStart(**shape).event())
        for at in range(0, len(pcm), 4096):
            await client.write_event(AudioChunk(audio=pcm[at : at + 4096], **shape).event())
        await client.write_event(AudioStop().event())
        while (event := await client.read_event()) is not None:
            if Transcript.is_type(event.type):
                return Transcript.from_event(event).text
    return None


async def spoken_bytes(port: int) -> int:
    """Return how much audio a text has."""
    size = 0
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Synthesize(text=WORDS).event())
        while (event := await client.read_event()) is not None:
            if AudioChunk.is_type(event.type):
                size += len(AudioChunk.from_event(event).audio)
            elif AudioStop.is_type(event.type):
                break
    return size


async def check(port: int) -> None:
    """Check what comes through the proxy."""
    info = await info_of(port)
    assert info.asr, info
    assert info.tts, info
    text = await heard_text(port)
    assert text
    assert text.casefold().rstrip(".") == WORDS, text
    assert await spoken_bytes(port) > 48_000


def main() -> None:
    """Try it with whole and with streamed transcripts, and over realtime sessions."""
    for models in ("--stt-models", "--stt-streaming-models", "--stt-realtime-models"):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        proxy = subprocess.Popen(
            [
                *(
                    sys.executable,
                    "-m",
                    "wyoming_openai",
                    "--uri",
                    f"tcp://127.0.0.1:{port}",
                    "--languages",
                    "en",
                ),
                *("--stt-openai-url", URL, "--stt-openai-key", "none", models, "gpt-transcribe"),
                *("--tts-openai-url", URL, "--tts-openai-key", "none", "--tts-models", "tts-1"),
            ]
        )
        try:
            asyncio.run(asyncio.wait_for(check(port), SECONDS))
        finally:
            proxy.terminate()
            proxy.wait()


main()
