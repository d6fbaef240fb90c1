"""pytest-audioeval: speech in all its ways, and how well it is heard."""

import asyncio
import io
import os
from pathlib import Path

import httpx
import soundfile
from pytest_audioeval.client import AudioEval
from pytest_audioeval.stt import STTResult

URL, WORDS = f"{os.environ['MORGAN_URL']}/v1", os.environ["MORGAN_WORDS"]
SPEECH = {"input": WORDS, "model": "tts-1", "voice": "alloy", "response_format": "wav"}


async def main() -> None:
    """Speak, then measure what is heard."""
    audio = AudioEval(tts_url=f"{URL}/audio/speech")
    sample = await audio.create_sample(WORDS, tts_json=dict(SPEECH))
    assert sample.duration_ms > 1000
    async with audio.tts.stream(json=SPEECH) as response:
        pieces = [piece async for piece in response.aiter_bytes()]
    samples, rate = soundfile.read(io.BytesIO(b"".join(pieces)))
    assert len(samples) > rate
    async with audio.tts.sse(json={**SPEECH, "stream_format": "sse"}) as source:
        kinds = [event.json()["type"] async for event in source.aiter_sse()]
    assert (kinds[0], kinds[-1]) == ("speech.audio.delta", "speech.audio.done"), kinds
    files = {"file": Path(os.environ["MORGAN_RECORDING"]).read_bytes()}
    heard = httpx.post(f"{URL}/audio/transcriptions", files=files, timeout=60).json()["text"]
    result = STTResult(hypothesis_text=heard.casefold().rstrip("."))
    result.compute_metrics(WORDS)
    result.assert_quality(max_wer=0.01, max_cer=0.01)
    await audio.aclose()


asyncio.run(main())
