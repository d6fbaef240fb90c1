from __future__ import annotations

import asyncio
from itertools import cycle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import FakeRecognizer, FakeVoiceActivity, silence, tone
from tests.fakes.audio import peak_of
from tests.virtual_time import VirtualTimeLoop
from tests.voice.hearing import Conversation, ear, spoken, understood
from wyoming_morgan.audio import SPEECH, AudioChunk, AudioFormat, from_samples, to_samples
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.errors import Busy, EngineFailed, InvalidRequest, TooLarge
from wyoming_morgan.timings import Stage
from wyoming_morgan.voice.contract import (
    PartialTranscript,
    Sensitivity,
    SpeechStarted,
    SpeechStopped,
    UtteranceRequest,
)
from wyoming_morgan.voice.endpoint import EndpointSettings
from wyoming_morgan.voice.settings import EarSettings
from wyoming_morgan.voice.transcriber import Transcriber

UNTIL_FINISHED = UtteranceRequest(end_on_silence=False)


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_a_command_is_heard_and_the_turn_ends_itself() -> None:
    recognizer = FakeRecognizer(understood)
    conversation = Conversation(ear(recognizer))

    await conversation.live(spoken(0.5, "ab", 3.0))

    assert await conversation.text() == "ab"
    assert conversation.ended_at == pytest.approx(1.5 + 0.512, abs=0.07)
    started, stopped = (e for e in conversation.events if isinstance(e, SpeechStarted | SpeechStopped))
    assert isinstance(started, SpeechStarted)
    assert started.at == pytest.approx(0.5, abs=0.04)
    assert isinstance(stopped, SpeechStopped)
    assert stopped.at == pytest.approx(1.5, abs=0.04)


async def test_the_transcript_is_there_when_the_client_stops_after_a_pause() -> None:
    conversation = Conversation(ear(FakeRecognizer(understood, seconds=0.4)), UNTIL_FINISHED)

    await conversation.live(spoken(0.2, "ab", 0.7))
    stopped_at = now()
    await conversation.utterance.finish()

    assert await conversation.text() == "ab"
    assert conversation.ended_at == stopped_at


async def test_a_client_that_stops_in_the_middle_of_a_word_is_decoded_then() -> None:
    recognizer = FakeRecognizer(understood, seconds=0.4)
    conversation = Conversation(ear(recognizer))

    await conversation.live(spoken(0.2, "abc"))
    stopped_at = now()
    await conversation.utterance.finish()

    assert await conversation.text() == "abc"
    assert conversation.ended_at == pytest.approx(stopped_at + 0.4)
    assert len(conversation.of(SpeechStopped)) == 1


async def test_a_guess_is_dropped_when_speech_goes_on() -> None:
    recognizer = FakeRecognizer(understood, seconds=0.4)
    conversation = Conversation(ear(recognizer))

    await conversation.live(spoken("a", 0.3, "b", 1.0))

    assert await conversation.text() == "ab"
    assert [understood(call.pcm) for call in recognizer.calls] == ["a", "ab"]
    assert recognizer.cancelled == 1


async def test_a_click_after_the_pause_does_not_disturb_the_guess() -> None:
    recognizer = FakeRecognizer(understood, seconds=0.1)
    conversation = Conversation(ear(recognizer))

    await conversation.live(spoken("ab", 0.25) + tone(0.04) + silence(1.0))

    assert await conversation.text() == "ab"
    assert len(recognizer.calls) == 1


async def test_a_word_that_just_began_when_the_client_stopped_is_not_lost() -> None:
    recognizer = FakeRecognizer(lambda pcm: understood(pcm).lower())
    conversation = Conversation(ear(recognizer), UNTIL_FINISHED)

    await conversation.live(spoken("a", 0.3) + spoken("b")[: 2 * 1280])
    await conversation.utterance.finish()

    assert await conversation.text() == "ab"


async def test_the_recognizer_hears_a_little_before_the_first_word() -> None:
    recognizer = FakeRecognizer(understood)
    conversation = Conversation(ear(recognizer))

    await conversation.live(spoken(2.0, "a", 1.0))
    await conversation.final()

    [call] = recognizer.calls
    lead_in = next(index for index, octet in enumerate(call.pcm) if octet) / 32000
    assert lead_in == pytest.approx(0.6, abs=0.04)
    assert len(call.pcm) / 32000 == pytest.approx(0.6 + 0.5 + 0.16, abs=0.08)


async def test_nobody_speaking_ends_in_an_empty_transcript_without_asking_the_recognizer() -> None:
    recognizer = FakeRecognizer("thank you for watching")
    conversation = Conversation(ear(recognizer))

    await conversation.live(silence(20.0))

    assert await conversation.text() == ""
    assert conversation.ended_at == pytest.approx(15.0, abs=0.07)
    assert recognizer.calls == []


@pytest.mark.parametrize("pcm", [b"", silence(1.0), silence(100.0)], ids=["no audio", "a second", "long"])
async def test_no_speech_until_the_client_stops_is_an_empty_transcript(pcm: bytes) -> None:
    recognizer = FakeRecognizer("thank you for watching")
    conversation = Conversation(ear(recognizer), UNTIL_FINISHED)

    await conversation.burst(pcm)
    await conversation.utterance.finish()

    assert await conversation.text() == ""
    assert recognizer.calls == []
    assert (await conversation.final()).timings.seconds.keys() == {Stage.TRANSCRIBE}


async def test_a_pause_ends_the_turn_sooner_when_the_client_is_impatient() -> None:
    request = UtteranceRequest(sensitivity=Sensitivity.AGGRESSIVE)
    conversation = Conversation(ear(FakeRecognizer(understood)), request)

    await conversation.live(spoken("a", 0.4, "b", 1.0))

    assert await conversation.text() == "a"


async def test_audio_after_the_end_is_dropped() -> None:
    recognizer = FakeRecognizer(understood)
    conversation = Conversation(ear(recognizer))

    await conversation.live(spoken("a", 1.0, "b", 1.0))
    await conversation.utterance.finish()

    assert await conversation.text() == "a"


async def test_a_file_in_one_burst_is_heard_to_its_end() -> None:
    recognizer = FakeRecognizer(understood)
    conversation = Conversation(ear(recognizer))

    await conversation.burst(spoken(1.0, "ab", 1.5, "c", 1.0, "d", 0.5))
    await conversation.utterance.finish()

    assert await conversation.text() == "abcd"
    assert len(recognizer.calls) == 1


async def test_a_burst_without_an_end_ends_on_silence_all_the_same() -> None:
    conversation = Conversation(ear(FakeRecognizer(understood)))

    await conversation.burst(spoken(1.0, "ab", 1.5, "c", 1.0))

    assert await conversation.text() == "abc"
    assert conversation.ended_at is not None


async def test_a_burst_of_silence_without_an_end_ends_too() -> None:
    conversation = Conversation(ear(FakeRecognizer(understood)))

    await conversation.burst(silence(16.0))

    assert await conversation.text() == ""


async def test_a_microphone_with_buffered_audio_in_front_ends_the_turn_itself() -> None:
    conversation = Conversation(ear(FakeRecognizer(understood)))

    await conversation.burst(spoken(1.5, "a"))
    await conversation.live(spoken("bcde", 3.0))

    assert await conversation.text() == "abcde"
    assert conversation.ended_at == pytest.approx(2.0 + 0.512, abs=0.07)


@settings(max_examples=settings().max_examples // 5)
@given(st.lists(st.integers(301, 40_000), min_size=1, max_size=10), st.floats(0.1, 10))
def test_it_does_not_matter_how_the_audio_is_cut(sizes: list[int], speed: float) -> None:
    pcm = spoken(0.4, "ab", 0.4, "cdabcdabcdabcdabcd", 0.4, "ab", 3.0, "cd", 0.2)

    async def hear() -> str:
        conversation = Conversation(ear(FakeRecognizer(understood)), UNTIL_FINISHED)
        start = 0
        for size in cycle(sizes):
            await asyncio.sleep(SPEECH.seconds(size) / speed)
            await conversation.utterance.push(AudioChunk(pcm[start : start + size], SPEECH))
            start += size
            if start >= len(pcm):
                break
        await conversation.utterance.finish()
        return await conversation.text()

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        assert runner.run(hear()) == "abcdabcdabcdabcdabcd ab cd"


@pytest.mark.parametrize(
    "audio_format",
    [AudioFormat(48_000, 2, 2), AudioFormat(8_000, 2, 1), AudioFormat(22_050, 2, 1)],
    ids=["stereo", "telephone", "22 kHz"],
)
async def test_any_format_is_heard(audio_format: AudioFormat) -> None:
    recognizer = FakeRecognizer(understood)
    conversation = Conversation(ear(recognizer))

    await conversation.utterance.push(AudioChunk(tone(1.0, audio_format, hertz=400), audio_format))
    await conversation.utterance.finish()

    assert await conversation.text() == "a"


async def test_the_format_may_change_on_the_way() -> None:
    stereo = AudioFormat(44_100, 2, 2)
    conversation = Conversation(ear(FakeRecognizer(understood)))

    await conversation.burst(spoken("a"))
    await conversation.utterance.push(AudioChunk(tone(0.5, stereo, hertz=800), stereo))
    await conversation.utterance.finish()

    assert await conversation.text() == "ab"


async def test_a_long_utterance_is_decoded_while_it_is_spoken() -> None:
    recognizer = FakeRecognizer(understood, seconds=0.5)
    conversation = Conversation(ear(recognizer))
    first, second = "abcdabcdabcdabcdab", "dcbadcbadcbadcbadc"

    await conversation.live(spoken(first, 0.3, second, 0.3, "ab", 2.0))

    assert await conversation.text() == f"{first} {second} ab"
    assert [event.stable for event in conversation.events if isinstance(event, PartialTranscript)] == [
        first,
        f"{first} {second}",
        f"{first} {second} ab",
    ]


async def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    recognizer = FakeRecognizer(understood)
    short = EarSettings(longest_segment_seconds=4.0, commit_seconds=3.0)
    conversation = Conversation(ear(recognizer, short), UNTIL_FINISHED)

    await conversation.live(spoken("ababa") + silence(0.1) + spoken("babab"))
    await conversation.utterance.finish()

    assert await conversation.text() == "ababa babab"


async def test_a_long_silence_closes_what_was_said_before() -> None:
    recognizer = FakeRecognizer(understood)
    conversation = Conversation(ear(recognizer), UNTIL_FINISHED)

    await conversation.live(spoken("ab", 10.0, "c", 10.0))
    await conversation.utterance.finish()

    assert await conversation.text() == "ab c"
    assert [understood(call.pcm) for call in recognizer.calls] == ["ab", "c"]
    assert max(len(call.pcm) for call in recognizer.calls) < 2 * 32_000
    assert len(conversation.of(SpeechStarted)) == len(conversation.of(SpeechStopped)) == 2


async def test_what_is_being_guessed_is_told_as_tentative() -> None:
    conversation = Conversation(ear(FakeRecognizer(understood)))

    await conversation.live(spoken("a", 0.3, "b", 1.0))
    await conversation.final()

    assert conversation.of(PartialTranscript) == [
        PartialTranscript("", "a", "en"),
        PartialTranscript("", "ab", "en"),
        PartialTranscript("ab", "", "en"),
    ]


async def test_audio_that_is_decoded_is_given_back() -> None:
    conversation = Conversation(ear(FakeRecognizer(understood)), UNTIL_FINISHED)
    most = 0
    for _ in range(30):
        await conversation.burst(spoken("abcdabcdabcdabcdab", 0.3))
        most = max(most, conversation.utterance._segments.held_bytes)  # type: ignore[attr-defined] # held memory has no other face
    await conversation.burst(silence(20.0))

    assert most < 12 * 32_000
    assert conversation.utterance._segments.held_bytes < 2 * 32_000  # type: ignore[attr-defined] # held memory has no other face
    await conversation.utterance.aclose()


async def test_audio_waits_while_the_recognizer_lags_behind() -> None:
    recognizer = FakeRecognizer(understood, seconds=30.0)
    conversation = Conversation(ear(recognizer), UNTIL_FINISHED)
    began = now()

    for _ in range(5):
        await conversation.burst(spoken("abcdabcdabcdabcdab", 0.3))

    assert now() - began >= 60.0
    assert len(recognizer.calls) - recognizer.finished == 1
    await conversation.utterance.aclose()


async def test_an_utterance_without_an_end_is_refused_at_the_bound() -> None:
    conversation = Conversation(ear(FakeRecognizer(), EarSettings(max_seconds=10.0)), UNTIL_FINISHED)

    with pytest.raises(TooLarge, match="10 seconds"):
        await conversation.burst(silence(11.0))
    with pytest.raises(TooLarge):
        await conversation.final()
    await conversation.burst(silence(1.0))


async def test_talking_for_ever_ends_the_turn() -> None:
    short = EarSettings(EndpointSettings(longest_turn_seconds=3.0))
    conversation = Conversation(ear(FakeRecognizer(understood), short))

    await conversation.live(spoken("ab" * 10))

    assert await conversation.text() == "ababab"


async def test_the_error_of_the_recognizer_comes_out_of_the_iteration() -> None:
    conversation = Conversation(ear(FakeRecognizer(error=EngineFailed("it broke"))))

    await conversation.live(spoken("a", 1.0))

    with pytest.raises(EngineFailed, match="it broke"):
        await conversation.final()


async def test_a_guess_that_failed_is_tried_again_at_the_end() -> None:
    recognizer = FakeRecognizer(understood, error=Busy("the queue is full"))
    conversation = Conversation(ear(recognizer))

    await conversation.live(spoken("a", 0.3))
    recognizer.error = None
    await conversation.live(silence(1.0))

    assert await conversation.text() == "a"


async def test_a_segment_that_fails_ends_the_utterance_at_once() -> None:
    recognizer = FakeRecognizer(error=EngineFailed("it broke"))
    conversation = Conversation(ear(recognizer), UNTIL_FINISHED)

    await conversation.live(spoken("a", 5.0))

    with pytest.raises(EngineFailed):
        await conversation.final()


async def test_what_breaks_in_the_recognizer_without_a_name_is_not_lost() -> None:
    def answer(_pcm: bytes) -> str:
        raise ZeroDivisionError

    conversation = Conversation(ear(FakeRecognizer(answer)))

    await conversation.live(spoken("a", 1.0))

    with pytest.raises(ZeroDivisionError):
        await conversation.final()


async def test_the_error_of_the_detector_comes_out_of_the_iteration() -> None:
    class Broken(FakeVoiceActivity):
        def open(self) -> Broken:  # type: ignore[override] # a stream that only fails
            return self

        async def process(self, _pcm: bytes) -> list[float]:
            raise EngineFailed("the detector broke")

    transcriber = ear(FakeRecognizer())
    transcriber._detector = Broken()
    conversation = Conversation(transcriber)

    await conversation.burst(silence(1.0))

    with pytest.raises(EngineFailed, match="detector"):
        await conversation.final()


@pytest.mark.parametrize("seconds_after_speech", [0.0, 0.3, 1.0])
async def test_giving_up_cancels_the_work_and_leaves_nothing_behind(seconds_after_speech: float) -> None:
    recognizer = FakeRecognizer(understood, seconds=60.0)
    conversation = Conversation(ear(recognizer))

    await conversation.live(spoken("a", seconds_after_speech))
    await conversation.utterance.aclose()
    await conversation.utterance.aclose()
    await conversation._listener

    assert recognizer.cancelled == len(recognizer.calls)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_giving_up_while_the_audio_waits_leaves_nothing_behind() -> None:
    recognizer = FakeRecognizer(understood, seconds=600.0)
    conversation = Conversation(ear(recognizer), UNTIL_FINISHED)
    sending = asyncio.create_task(conversation.burst(spoken("abcdabcdabcdabcdab", 0.3) * 5))
    await asyncio.sleep(1.0)

    await conversation.utterance.aclose()
    await sending
    await conversation._listener

    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_stage_times_are_recorded() -> None:
    conversation = Conversation(ear(FakeRecognizer(understood, seconds=0.5)))

    await conversation.live(spoken("a", 2.0))

    seconds = (await conversation.final()).timings.seconds
    assert seconds[Stage.ENDPOINT] == pytest.approx(0.06 + 0.5, abs=0.05)  # the words decide where it is
    assert seconds[Stage.TRANSCRIBE] == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize(
    ("asked", "language"), [("en", "en-US"), ("de-CH", "de"), ("en_us", "en-US"), (None, None)]
)
async def test_the_recognizer_is_told_a_language_of_its_own(asked: str | None, language: str | None) -> None:
    recognizer = FakeRecognizer(understood, languages=("en-US", "de"))
    request = UtteranceRequest(TranscribeOptions(language=asked, names=("Ada",)))
    conversation = Conversation(ear(recognizer), request)

    await conversation.live(spoken("a", 1.0))
    await conversation.final()

    guess = TranscribeOptions(language=language, names=("Ada",), speculative=True)
    assert [call.options for call in recognizer.calls] == [guess]


async def test_what_is_decoded_at_the_end_is_no_guess() -> None:
    recognizer = FakeRecognizer(understood)
    conversation = Conversation(ear(recognizer), UtteranceRequest(end_on_silence=False))

    await conversation.burst(spoken("a"))
    await conversation.utterance.finish()
    await conversation.final()

    assert [call.options.speculative for call in recognizer.calls] == [False]


async def test_times_are_those_of_the_whole_utterance() -> None:
    recognizer = FakeRecognizer(understood, timed=True)
    conversation = Conversation(
        ear(recognizer), UtteranceRequest(TranscribeOptions(timestamps=True), end_on_silence=False)
    )

    await conversation.burst(spoken(1.0, "a", 4.0, "b"))
    await conversation.utterance.finish()
    segments = (await conversation.final()).transcript.segments

    assert [segment.text for segment in segments] == ["a", "b"]
    # Each segment's audio begins 0.6 s before its speech; the fake takes it to be spoken from there on.
    assert [segment.start for segment in segments] == pytest.approx([0.4, 4.9], abs=0.1)
    assert [segment.words[0].start for segment in segments] == [segment.start for segment in segments]


async def test_quiet_speech_reaches_the_recognizer_louder_unless_that_is_switched_off() -> None:
    quiet = from_samples(to_samples(spoken("a", 1.0)) * np.float32(0.02))
    peaks = []
    for prepared in (EarSettings(), EarSettings(level=False), EarSettings(reduce_noise=True)):
        recognizer = FakeRecognizer()
        transcriber = Transcriber(recognizer, FakeVoiceActivity(level=0.001), prepared)
        conversation = Conversation(transcriber, UtteranceRequest(end_on_silence=False))
        await conversation.burst(quiet)
        await conversation.utterance.finish()
        await conversation.final()
        peaks.append(peak_of(recognizer.calls[0].pcm))
    assert peaks[1] < 0.03
    assert peaks[0] > 0.1
    assert peaks[2] > 0.1


async def test_an_unknown_language_is_refused() -> None:
    request = UtteranceRequest(TranscribeOptions(language="tlh"))

    with pytest.raises(InvalidRequest, match=r"'tlh'.*en, de"):
        ear(FakeRecognizer(languages=("en", "de"))).open(request)
