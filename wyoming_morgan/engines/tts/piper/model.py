"""One Piper voice in memory, which decodes a sentence stretch by stretch. Runs in the isolated process."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.tts.onnx_voice import Hardware, open_session, running, samples_of
from wyoming_morgan.engines.tts.piper.decoder import halves
from wyoming_morgan.errors import EngineUnavailable

Samples = npt.NDArray[np.float32]

_INPUTS = ("input", "input_lengths", "scales")
_SPEAKER = "sid"
"""The input of models with several speakers."""
_FIRST_SECONDS = 0.4
"""The first stretch of a sentence: short, because it is waited for."""
_GROWTH = 3
"""How much longer a stretch may be than the one before: while that is heard, it is made."""
_CAUTION = 0.85
"""The part of the time until the sound runs out in which the next stretch should be ready."""
_FASTEST = 1e-6
"""Seconds for a frame that no decoder needs less than."""
_REMAINDER = 1.5
"""A rest that is no longer than so many stretches is decoded with the last one."""


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
    """How to speak: `speaker` is an id, the scales are those of VITS, `volume` is a factor."""

    speaker: int | None
    length_scale: float
    noise_scale: float | None
    noise_w_scale: float | None
    volume: float


@dataclass(frozen=True, slots=True)
class Undecoded:
    """The rest of a sentence; any process that has the voice can go on with it."""

    latents: Samples
    """Shaped (1, channels, frames), from as many frames on as the next stretch depends on."""
    constants: tuple[Samples, ...]
    behind: int
    """Frames at the beginning that are decoded already."""
    frames: int
    """The most frames of the next stretch."""
    pace: float
    """Seconds that the decoder took for a frame of the last one."""
    soonest: float
    """Seconds that the shortest next stretch takes."""


@dataclass(frozen=True, slots=True)
class DecodedStretch:
    """Some samples of a sentence, -1…1, and what comes after them."""

    samples: Samples
    rest: Undecoded | None


@dataclass(frozen=True, slots=True)
class _Decoder:
    session: Any
    names: tuple[str, ...]
    hop: int
    reach: int


class PiperModel:
    """A voice of Piper's library, whose decoder is cut off where that is possible."""

    def __init__(self, files: VoiceFiles, hardware: Hardware) -> None:
        """Load a voice.

        Raises:
            EngineUnavailable: a file of it is missing, broken or of another kind.
        """
        self._files = files
        self._hardware = hardware
        # First, because it keeps onnxruntime, which Piper imports, from sending telemetry.
        self._session, self._decoder = self._open()
        self._latents: list[Any] = []
        import piper

        try:
            config = piper.PiperConfig.from_dict(json.loads(files.config.read_text(encoding="utf-8")))
        except (OSError, LookupError, TypeError, ValueError) as error:
            raise EngineUnavailable(f"{files.config} cannot be used: {error}", hint=files.fix) from error
        several = _SPEAKER in {tensor.name for tensor in self._session.get_inputs()}
        if several != (config.num_speakers > 1):
            raise EngineUnavailable(
                f"{files.model} and {files.config.name} do not belong together: "
                f"one has several speakers, the other has one",
                hint=files.fix,
            )
        if config.phoneme_type is piper.PhonemeType.PINYIN:
            _require_g2pw(files)
        self.voice = piper.PiperVoice(session=self, config=config, download_dir=files.model.parent)
        """The library's voice."""

    @property
    def works_in_stretches(self) -> bool:
        """Whether its decoder could be cut off; if not, a sentence is one stretch."""
        return self._decoder is not None

    def run(self, _: None, inputs: dict[str, Any]) -> list[Any]:
        """Run the model for the library, up to the decoder if that is cut off: `InferenceSession.run`."""
        self._latents = self._session.run(None, inputs)
        return self._latents

    def begin(self, phonemes: tuple[str, ...], delivery: PiperDelivery) -> DecodedStretch:
        """Speak the first stretch of a sentence, or all of it.

        Raises:
            OutOfMemory, EngineFailed: the model failed.
        """
        import piper

        settings = piper.SynthesisConfig(
            speaker_id=delivery.speaker,
            length_scale=delivery.length_scale,
            noise_scale=delivery.noise_scale,
            noise_w_scale=delivery.noise_w_scale,
        )
        with running(self._files.model, self._hardware, fix=self._files.fix):
            made = self.voice.phoneme_ids_to_audio(self.voice.phonemes_to_ids(list(phonemes)), settings)
            if self._decoder is None:
                return DecodedStretch(samples_of(made), None)
        (latents, *constants), self._latents = self._latents, []
        return self._decoded(latents, tuple(constants), 0, self._first)

    def go_on(self, rest: Undecoded, until: float) -> DecodedStretch:
        """Speak the next stretch of a sentence, as long as it can be done `until` a `time.monotonic`.

        Raises:
            OutOfMemory, EngineFailed: the model failed.
        """
        if self._decoder is None:  # the file was replaced meanwhile by one of another kind
            return DecodedStretch(np.zeros(0, np.float32), None)
        possible = (until - time.monotonic()) * _CAUTION / max(rest.pace, _FASTEST) - 2 * self._decoder.reach
        frames = int(min(rest.frames, max(self._first, possible)))
        return self._decoded(rest.latents, rest.constants, rest.behind, frames)

    @property
    def _first(self) -> int:
        """Frames of the first stretch, which is also the shortest."""
        assert self._decoder is not None  # noqa: S101 - the callers have checked; this is for the type checker
        return max(1, round(_FIRST_SECONDS * self.voice.config.sample_rate / self._decoder.hop))

    def _decoded(
        self, latents: Samples, constants: tuple[Samples, ...], behind: int, frames: int
    ) -> DecodedStretch:
        decoder = self._decoder
        assert decoder is not None  # noqa: S101 - likewise
        total, end = latents.shape[-1], behind + frames
        if total - end <= frames * (_REMAINDER - 1):
            end = total
        inputs = (latents[..., : end + decoder.reach], *constants)
        began = time.monotonic()
        with running(self._files.model, self._hardware, fix=self._files.fix):
            made = decoder.session.run(None, dict(zip(decoder.names, inputs, strict=True)))
        pace = (time.monotonic() - began) / inputs[0].shape[-1]
        samples = samples_of(made[0])[behind * decoder.hop : end * decoder.hop]
        if end == total:
            return DecodedStretch(samples, None)
        start = max(0, end - decoder.reach)
        soonest = pace * (self._first + 2 * decoder.reach)
        return DecodedStretch(
            samples,
            Undecoded(latents[..., start:], constants, end - start, frames * _GROWTH, pace, soonest),
        )

    def _open(self) -> tuple[Any, _Decoder | None]:
        model, fix = self._files.model, self._files.fix
        parts = halves(model.read_bytes()) if model.is_file() else None
        if parts is None:
            return open_session(model, self._hardware, inputs=_INPUTS, fix=fix), None
        session = open_session(model, self._hardware, inputs=_INPUTS, fix=fix, content=parts.latents)
        decoding = open_session(model, self._hardware, inputs=parts.names, fix=fix, content=parts.decoder)
        return session, _Decoder(decoding, parts.names, parts.hop, parts.reach)


def _require_g2pw(files: VoiceFiles) -> None:
    """Keep the library from downloading the model of Chinese voices during a call."""
    model = files.model.parent / "g2pW" / "g2pw.onnx"
    if not model.is_file():
        raise EngineUnavailable(
            f"{files.model.name} reads Chinese with g2pW, and {model} is missing",
            hint="put the g2pW model into that folder, and " + advice("pip install 'piper-tts[zh]'"),
        )
