"""Piper's library. It runs in the isolated process: it and the espeak-ng inside it are under the GPL."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wyoming_morgan.engines.tts.evenness import even, framed
from wyoming_morgan.engines.tts.onnx_voice import Hardware, open_session, pcm_of, running, samples_of
from wyoming_morgan.engines.tts.text_pieces import CLAUSE_ENDS, SENTENCE_ENDS
from wyoming_morgan.errors import EngineUnavailable

_INPUTS = ("input", "input_lengths", "scales")
_SPEAKER = "sid"  # the input of models with several speakers
_LONGEST = 500
"""Phonemes of one run: the work grows with their square, and a row of digits becomes thousands."""

Phonemes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    """Where a voice is on disk; `fix` is how to repair it, for people."""

    model: Path
    fix: str

    @property
    def config(self) -> Path:
        """The JSON beside the model."""
        return self.model.with_name(f"{self.model.name}.json")


@dataclass(frozen=True, slots=True)
class PiperDelivery:
    """How to speak: `speaker` is an id, the scales are those of VITS, silences are in seconds."""

    speaker: int | None
    length_scale: float
    noise_scale: float | None
    noise_w_scale: float | None
    sentence_silence: float
    clause_silence: float
    normalize: bool
    volume: float
    rate: int


class PiperVoices:
    """The library with the voices in memory; the least recently used one is unloaded first."""

    def __init__(self, most: int, hardware: Hardware) -> None:
        self._most = most
        self._hardware = hardware
        self._voices: OrderedDict[VoiceFiles, Any] = OrderedDict()

    @property
    def hardware(self) -> Hardware:
        """The hardware that the voices run on."""
        return self._hardware

    def get(self, files: VoiceFiles) -> Any:
        """Return a voice as `piper.PiperVoice`, loading it if need be.

        Raises:
            EngineUnavailable: a file of it is missing, broken or of another kind.
        """
        voice = self._voices.pop(files, None)
        if voice is None:
            while len(self._voices) >= self._most:
                self._voices.popitem(last=False)
            voice = self._open(files)
        self._voices[files] = voice
        return voice

    def forget(self, files: VoiceFiles) -> None:
        """Unload a voice that turned out to be broken: it may be repaired by the next call."""
        self._voices.pop(files, None)

    def _open(self, files: VoiceFiles) -> Any:
        # First, because it keeps onnxruntime, which Piper imports, from sending telemetry.
        session = open_session(files.model, self._hardware, inputs=_INPUTS, fix=files.fix)
        import piper

        try:
            config = piper.PiperConfig.from_dict(json.loads(files.config.read_text(encoding="utf-8")))
        except (OSError, LookupError, TypeError, ValueError) as error:
            raise EngineUnavailable(f"{files.config} cannot be used: {error}", hint=files.fix) from error
        several = _SPEAKER in {tensor.name for tensor in session.get_inputs()}
        if several != (config.num_speakers > 1):
            raise EngineUnavailable(
                f"{files.model} and {files.config.name} do not belong together: "
                f"one has several speakers, the other has one",
                hint=files.fix,
            )
        if config.phoneme_type is piper.PhonemeType.PINYIN:
            _require_g2pw(files)
        return piper.PiperVoice(session=session, config=config, download_dir=files.model.parent)


def prepare(voices: PiperVoices, files: VoiceFiles) -> None:
    """Load a voice, unless it is loaded."""
    voices.get(files)


def phonemize(voices: PiperVoices, files: VoiceFiles, text: str) -> list[Phonemes]:
    """Return the phonemes of text by its sentences, none of them too long for one run.

    `[[`, which begins phonemes for Piper, is only text here.
    """
    voice = voices.get(files)
    try:
        sentences = voice.phonemize(re.sub(r"\[(?=\[)", "[ ", text))
    except RuntimeError as error:  # espeak-ng has no such voice
        voices.forget(files)
        raise EngineUnavailable(f"{files.config} cannot be used: {error}", hint=files.fix) from error
    return [part for sentence in sentences for part in _bounded(tuple(sentence))]


def speak(voices: PiperVoices, files: VoiceFiles, phonemes: Phonemes, delivery: PiperDelivery) -> bytes:
    """Return one sentence as 16-bit mono PCM, without silence around it except the pause after a mark."""
    import piper

    voice = voices.get(files)
    settings = piper.SynthesisConfig(
        speaker_id=delivery.speaker,
        length_scale=delivery.length_scale,
        noise_scale=delivery.noise_scale,
        noise_w_scale=delivery.noise_w_scale,
    )
    with running(files.model, voices.hardware, fix=files.fix):
        audio = voice.phoneme_ids_to_audio(voice.phonemes_to_ids(list(phonemes)), settings)
    rate = voice.config.sample_rate
    samples = framed(samples_of(audio), rate, _pause(phonemes, delivery))
    pcm = pcm_of(even(samples) if delivery.normalize else samples, volume=delivery.volume)
    return _resampled(pcm, rate, delivery.rate)


def _pause(phonemes: Phonemes, delivery: PiperDelivery) -> float:
    """Return the seconds of silence after the mark that phonemes end in."""
    mark = next((phoneme for phoneme in reversed(phonemes) if phoneme.strip()), "")
    if mark and mark in SENTENCE_ENDS:
        return delivery.sentence_silence
    return delivery.clause_silence if mark and mark in CLAUSE_ENDS else 0.0


def _bounded(sentence: Phonemes) -> Iterator[Phonemes]:
    """Cut behind a word if there is one, else anywhere."""
    while len(sentence) > _LONGEST:
        end = next((at for at in range(_LONGEST, 0, -1) if sentence[at - 1] == " "), _LONGEST)
        yield sentence[:end]
        sentence = sentence[end:]
    if any(phoneme.strip() for phoneme in sentence):
        yield sentence


def _resampled(pcm: bytes, source: int, target: int) -> bytes:
    if source == target:
        return pcm
    from wyoming_morgan.audio import AudioFormat, PcmConverter

    converter = PcmConverter(AudioFormat(source, 2, 1), AudioFormat(target, 2, 1))
    return converter.convert(pcm) + converter.flush()


def _require_g2pw(files: VoiceFiles) -> None:
    """Keep the library from downloading the model of Chinese voices during a call."""
    model = files.model.parent / "g2pW" / "g2pw.onnx"
    if not model.is_file():
        raise EngineUnavailable(
            f"{files.model.name} reads Chinese with g2pW, and {model} is missing",
            hint="put the g2pW model into that folder, and run: pip install 'piper-tts[zh]'",
        )
