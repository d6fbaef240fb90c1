"""Files of strangers are decoded in processes of their own, which a bound ends."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from tests.audio import hostile
from tests.audio.signals import encode_file, sine
from tests.fuzzing.audio import is_decoder, peak_of_children
from tests.waiting import until
from wyoming_morgan.app.decoding import IsolatedDecoder
from wyoming_morgan.errors import Busy, ShuttingDown, TooLarge, UndecodableAudio

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024
SOUND = hostile.wav(b"\1\0" * 16_000)


@pytest.fixture
async def decoder() -> AsyncIterator[IsolatedDecoder]:
    decoder = IsolatedDecoder(parallel=1, queue=1, seconds=20.0)
    yield decoder
    await decoder.close()
    assert decoders() == []


@pytest.fixture
async def patient() -> AsyncIterator[IsolatedDecoder]:
    """A decoder that ends no file by itself before a test gives up."""
    decoder = IsolatedDecoder(parallel=1, queue=1, seconds=600.0)
    yield decoder
    await decoder.close()
    assert decoders() == []


@pytest.fixture
async def hurried() -> AsyncIterator[IsolatedDecoder]:
    """A decoder whose files may take half a second."""
    decoder = IsolatedDecoder(parallel=1, queue=1, seconds=0.5)
    yield decoder
    await decoder.close()
    assert decoders() == []


def decoders() -> list[psutil.Process]:
    """The processes that decode."""
    return [child for child in psutil.Process().children() if is_decoder(child)]


async def test_a_file_and_a_path_become_the_same_speech(decoder: IsolatedDecoder, tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(SOUND)
    heard = await decoder.decode(SOUND, limit_seconds=5)
    assert heard.pcm == b"\1\0" * 16_000
    assert await decoder.decode(path, limit_seconds=5) == heard
    assert len(decoders()) == 1


@pytest.mark.parametrize(
    ("file", "error"),
    [
        pytest.param(hostile.flac(1), UndecodableAudio, id="55 bytes of FLAC at 1 Hz"),
        pytest.param(hostile.flac(1_000, frames=100), TooLarge, id="FLAC at 1 kHz, for two hours"),
        pytest.param(hostile.flac(655_350, channels=8, frames=3_000), UndecodableAudio, id="FLAC at 655 kHz"),
        pytest.param(hostile.wav(bytes(20_000_000), rate=1_000, bits=8), TooLarge, id="five hours of WAV"),
        pytest.param(
            hostile.wav(bytes(1_000), rate=1, claimed=0xFFFFFFFF), UndecodableAudio, id="WAV at 1 Hz"
        ),
        pytest.param(hostile.wav(bytes(2_000), channels=255), UndecodableAudio, id="WAV of 255 channels"),
        pytest.param(hostile.id3(24_000_000), UndecodableAudio, id="24 MB of an ID3 tag, and no sound"),
        pytest.param(hostile.alac_in_caf(1 << 22), UndecodableAudio, id="ALAC frames of gigabytes"),
    ],
)
async def test_a_hostile_file_is_refused_in_little_memory_and_the_next_is_heard(
    decoder: IsolatedDecoder, file: bytes, error: type[Exception]
) -> None:
    await decoder.decode(SOUND, limit_seconds=300)
    before = await asyncio.to_thread(peak_of_children)
    with pytest.raises(error) as failure:
        await decoder.decode(file, limit_seconds=300)
    assert getattr(failure.value, "hint", "")
    grown = await asyncio.to_thread(peak_of_children) - before
    assert grown < len(file) * 3 + 100 * MEGABYTE
    assert (await decoder.decode(SOUND, limit_seconds=300)).seconds == 1.0


@pytest.mark.parametrize(
    ("container", "codec", "rate"),
    [
        ("ipod", "aac", 44_100),
        ("mp3", "libmp3lame", 44_100),
        ("flac", "flac", 96_000),
        ("ogg", "libopus", 48_000),
    ],
)
async def test_a_file_of_the_longest_length_fits_into_the_memory_that_it_may_have(
    decoder: IsolatedDecoder, container: str, codec: str, rate: int
) -> None:
    file = encode_file(sine(300.0, rate), rate, container, codec)
    assert (await decoder.decode(file, limit_seconds=300.5)).seconds == pytest.approx(300, abs=0.2)


async def test_a_file_that_takes_too_long_is_refused_and_the_next_is_heard(hurried: IsolatedDecoder) -> None:
    with pytest.raises(UndecodableAudio, match=r"within 0\.5 s"):
        await hurried.decode(hostile.slow_flac(), limit_seconds=1e5)
    assert (await hurried.decode(SOUND, limit_seconds=5)).seconds == 1.0


async def test_who_leaves_ends_the_work_and_the_next_is_heard(patient: IsolatedDecoder) -> None:
    leaving = asyncio.create_task(patient.decode(hostile.slow_flac(), limit_seconds=1e5))
    await until(lambda: any(child.cpu_times().user > 1 for child in decoders()))
    leaving.cancel()
    await until(lambda: decoders() == [])
    assert (await patient.decode(SOUND, limit_seconds=5)).seconds == 1.0


async def test_large_files_of_clients_that_leave_leave_nothing_open(decoder: IsolatedDecoder) -> None:
    await decoder.decode(SOUND, limit_seconds=5)
    large = hostile.wav(bytes(20_000_000))
    before = psutil.Process().num_fds()
    for wait in (0.0, 0.0, 0.001, 0.005, 0.02, 0.1):
        leaving = asyncio.create_task(decoder.decode(large, limit_seconds=1e4))
        await asyncio.sleep(wait)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
    assert (await decoder.decode(large, limit_seconds=1e4)).seconds == 625
    await until(lambda: psutil.Process().num_fds() <= before)


async def test_what_was_refused_is_let_go_of_at_once(decoder: IsolatedDecoder) -> None:
    """An error that refers to its own frames would keep the file until the garbage is collected."""
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            with contextlib.suppress(UndecodableAudio):
                await decoder.decode(bytes(2_000_000), limit_seconds=5)
        await asyncio.sleep(0)
        assert [thing for thing in gc.get_objects() if isinstance(thing, UndecodableAudio)] == []
    finally:
        gc.enable()


async def test_a_full_queue_is_busy_and_closing_ends_who_works(decoder: IsolatedDecoder) -> None:
    working = [asyncio.create_task(decoder.decode(hostile.slow_flac(), limit_seconds=1e5)) for _ in range(2)]
    await until(lambda: any(child.cpu_times().user > 1 for child in decoders()))
    with pytest.raises(Busy):
        await decoder.decode(SOUND, limit_seconds=5)
    async with asyncio.timeout(15):
        await decoder.close()
        for work in working:
            with pytest.raises(ShuttingDown):
                await work


LONG = b"".join(bytes([second % 256, 0]) * 16_000 for second in range(400))
LONG_FILE = hostile.wav(LONG)
"""Four hundred seconds, each of which is another level."""


async def test_a_short_file_is_held_and_its_decoder_is_free_at_once(decoder: IsolatedDecoder) -> None:
    speech = await decoder.open(SOUND, limit_seconds=1e4)
    assert speech.seconds == 1.0
    assert (await decoder.decode(SOUND, limit_seconds=5)).seconds == 1.0
    assert b"".join([chunk.pcm async for chunk in speech.chunks]) == b"\1\0" * 16_000


async def test_a_long_file_is_decoded_as_it_is_read_while_short_ones_pass_by(
    decoder: IsolatedDecoder,
) -> None:
    speech = await decoder.open(LONG_FILE, limit_seconds=1e4)
    assert speech.seconds == 400.0
    first = await anext(speech.chunks)
    assert 0 < first.seconds <= 1
    assert (await decoder.decode(SOUND, limit_seconds=5)).seconds == 1.0
    rest = [chunk.pcm async for chunk in speech.chunks]
    assert first.pcm + b"".join(rest) == LONG


async def test_a_long_file_is_not_ended_while_it_waits_for_who_reads() -> None:
    hurried = IsolatedDecoder(parallel=1, queue=1, seconds=5.0)
    try:
        speech = await hurried.open(LONG_FILE, limit_seconds=1e4)
        first = await anext(speech.chunks)
        await asyncio.sleep(5.5)
        assert first.pcm + b"".join([chunk.pcm async for chunk in speech.chunks]) == LONG
    finally:
        await hurried.close()


async def test_who_stops_reading_a_long_file_ends_its_process(patient: IsolatedDecoder) -> None:
    before = psutil.Process().num_fds()
    speech = await patient.open(LONG_FILE, limit_seconds=1e4)
    await anext(speech.chunks)
    assert len(decoders()) == 2
    await speech.chunks.aclose()
    await until(lambda: len(decoders()) == 1)
    again = await patient.open(LONG_FILE, limit_seconds=1e4)
    assert b"".join([chunk.pcm async for chunk in again.chunks]) == LONG
    await patient.close()
    await until(lambda: psutil.Process().num_fds() <= before)


async def test_a_long_file_whose_process_dies_ends_in_an_error(patient: IsolatedDecoder) -> None:
    speech = await patient.open(LONG_FILE, limit_seconds=1e4)
    before = set(decoders())
    await anext(speech.chunks)
    (process,) = set(decoders()) - before
    process.kill()
    with pytest.raises(UndecodableAudio):
        async for _ in speech.chunks:
            pass


async def test_a_file_that_is_too_long_is_refused_before_any_of_it_is_heard(decoder: IsolatedDecoder) -> None:
    with pytest.raises(TooLarge, match="longer than 350 seconds"):
        await decoder.open(LONG_FILE, limit_seconds=350)
