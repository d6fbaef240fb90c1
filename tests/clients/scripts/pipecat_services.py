"""Pipecat's services for OpenAI, each in a pipeline of its own."""

import asyncio
import os
import wave
from collections.abc import Sequence

from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    LLMContextFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.worker import PipelineParams
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.ai_service import AIService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.openai.responses.llm import OpenAIResponsesHttpLLMService, OpenAIResponsesLLMService
from pipecat.services.openai.stt import OpenAIRealtimeSTTService, OpenAISTTService
from pipecat.services.openai.tts import OpenAITTSService
from pipecat.tests.utils import SleepFrame, run_test

URL, WORDS = f"{os.environ['MORGAN_URL']}/v1", os.environ["MORGAN_WORDS"]
SOCKETS = URL.replace("http", "ws", 1)


async def frames_of(service: AIService, *frames: Frame, rate: int = 24_000) -> Sequence[Frame]:
    """Return what a service sends down its pipeline."""
    parameters = PipelineParams(audio_in_sample_rate=rate, audio_out_sample_rate=24_000)
    sent, _ = await run_test(
        service, frames_to_send=[*frames, SleepFrame(5.0)], pipeline_params=parameters, start_timeout=20
    )
    return sent


async def hearing() -> None:
    """What was said, by a file and over a realtime session."""
    with wave.open(os.environ["MORGAN_RECORDING"]) as file:
        rate, pcm = file.getframerate(), file.readframes(file.getnframes())
    step = rate // 50 * 2
    audio = [InputAudioRawFrame(pcm[at : at + step], rate, 1) for at in range(0, len(pcm), step)]
    turn = [VADUserStartedSpeakingFrame(), *audio, VADUserStoppedSpeakingFrame()]
    whole = OpenAISTTService(
        api_key="none", base_url=URL, settings=OpenAISTTService.Settings(model="whisper-1")
    )
    live = OpenAIRealtimeSTTService(api_key="none", base_url=f"{SOCKETS}/realtime")
    for service in (whole, live):
        heard = [
            frame.text
            for frame in await frames_of(service, *turn, rate=rate)
            if isinstance(frame, TranscriptionFrame)
        ]
        assert [text.casefold().rstrip(".") for text in heard] == [WORDS], (service, heard)


async def speaking() -> None:
    """A text as audio."""
    service = OpenAITTSService(api_key="none", base_url=URL)
    audio = [
        frame
        for frame in await frames_of(service, TTSSpeakFrame(WORDS))
        if isinstance(frame, TTSAudioRawFrame)
    ]
    assert sum(len(frame.audio) for frame in audio) > 48_000


async def answering() -> None:
    """The words of a model, in three ways."""
    for service in (
        OpenAILLMService(
            api_key="none", base_url=URL, settings=OpenAILLMService.Settings(model="home/scripted")
        ),
        OpenAIResponsesHttpLLMService(
            api_key="none",
            base_url=URL,
            settings=OpenAIResponsesHttpLLMService.Settings(model="home/scripted"),
        ),
        OpenAIResponsesLLMService(
            api_key="none",
            base_url=URL,
            ws_url=f"{SOCKETS}/responses",
            settings=OpenAIResponsesLLMService.Settings(model="home/scripted"),
        ),
    ):
        context = LLMContext([{"role": "user", "content": "Hi"}])
        frames = await frames_of(service, LLMContextFrame(context))
        text = "".join(frame.text for frame in frames if isinstance(frame, LLMTextFrame))
        assert text == "Hello, you.", (service, text)


async def main() -> None:
    """Try everything."""
    for part in (hearing, speaking, answering):
        await part()


asyncio.run(main())
