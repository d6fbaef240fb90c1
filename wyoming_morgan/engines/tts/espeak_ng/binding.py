"""The espeak-ng library through ctypes. It runs in the isolated process and imports nothing heavy.

The functions and constants are those of espeak-ng's `speak_lib.h`.
"""

from __future__ import annotations

import ctypes
from typing import NamedTuple

from wyoming_morgan.advice import advice
from wyoming_morgan.engines.tts.text_pieces import SENTENCE_ENDS
from wyoming_morgan.errors import EngineFailed, EngineUnavailable

_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_END_PAUSE = 0x1000
_RATE, _VOLUME, _PITCH, _WORD_GAP = 1, 2, 3, 7
_OK = 0

RATE = 22_050
"""The sample rate in Hz."""
_SAMPLE_BYTES = 2
_USUAL_RATE = 175
_SENTENCE_PAUSE = 0.3
"""Seconds of silence after a sentence, as espeak-ng makes them at its usual rate of words per minute."""

_READABLE = b"1 2 3 a"
"""Digits and a letter: every language of the library has words or sounds for some of them."""

_REINSTALL = "pip install --force-reinstall espeakng-loader"


class VoiceFile(NamedTuple):
    """A voice as the library lists it; `languages` are (priority, tag), the lowest priority preferred."""

    identifier: str
    name: str
    languages: tuple[tuple[int, str], ...]


class Prosody(NamedTuple):
    """Words per minute, pitch 0…100, volume 0…200, and the extra gap between words in 10 ms."""

    rate: int
    pitch: int
    volume: int
    gap: int


class _EspeakVoice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The loaded library, which is not thread-safe."""

    def __init__(self) -> None:
        import espeakng_loader

        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
            data = espeakng_loader.get_data_path()
        except (OSError, RuntimeError) as error:
            raise EngineUnavailable(
                f"espeak-ng cannot be loaded: {error}", hint=advice(_REINSTALL)
            ) from error
        self._library.espeak_Info.restype = ctypes.c_char_p
        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_EspeakVoice))
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._library.espeak_TextToPhonemes.argtypes = (
            ctypes.POINTER(ctypes.c_void_p),
            ctypes.c_int,
            ctypes.c_int,
        )
        self._pieces: list[bytes] = []
        self._callback = _Callback(self._keep)
        rate = self._library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, data.encode(), _INITIALIZE_DONT_EXIT)
        if rate != RATE:
            raise EngineFailed(f"espeak-ng does not start: code {rate}", hint=advice(_REINSTALL))
        self._library.espeak_SetSynthCallback(self._callback)

    @property
    def version(self) -> str:
        """The library's version."""
        version: bytes = self._library.espeak_Info(None)
        return version.decode().split()[0]

    def voices(self) -> list[VoiceFile]:
        """Return every voice that says something; the files of some lack their dictionary, and are silent."""
        listed = self._library.espeak_ListVoices(None)
        voices: list[VoiceFile] = []
        while listed[len(voices)]:
            voice = listed[len(voices)].contents
            voices.append(
                VoiceFile(voice.identifier.decode(), voice.name.decode(), _languages(voice.languages))
            )
        return [voice for voice in voices if self._says_something(voice.identifier)]

    def _says_something(self, voice: str) -> bool:
        """Whether a voice has sounds for what every voice can read. It takes half a millisecond."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != _OK:
            return False
        text = ctypes.create_string_buffer(_READABLE)
        rest = ctypes.c_void_p(ctypes.addressof(text))
        sounds: bytes = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _CHARS_UTF8, 0) or b""
        return bool(sounds.strip(b"_ "))

    def speak(self, text: str, voice: str, prosody: Prosody) -> bytes:
        """Return text as 16-bit mono PCM; `voice` is an identifier, optionally with `+variant`.

        SSML and `[[phonemes]]` have no meaning: their flags are not set.
        """
        if self._library.espeak_SetVoiceByName(voice.encode()) != _OK:
            raise EngineFailed(f"espeak-ng has no voice {voice!r}")
        for parameter, value in zip((_RATE, _PITCH, _VOLUME, _WORD_GAP), prosody, strict=True):
            self._library.espeak_SetParameter(parameter, value, 0)
        # A pause follows only punctuation, so that pieces of speech join correctly.
        flags = _CHARS_UTF8 if text[-1:].isalnum() else _CHARS_UTF8 | _END_PAUSE
        octets = text.encode()
        self._pieces.clear()
        status = self._library.espeak_Synth(
            octets, ctypes.c_size_t(len(octets) + 1), 0, 0, 0, flags, None, None
        )
        if status != _OK:
            raise EngineFailed(f"espeak-ng cannot speak: status {status}")
        pcm = b"".join(self._pieces)
        ended = text.rstrip().endswith(tuple(SENTENCE_ENDS))
        return _rested(pcm, _SENTENCE_PAUSE * _USUAL_RATE / prosody.rate) if ended else pcm

    def _keep(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._pieces.append(ctypes.string_at(samples, count * 2))
        return 0


class EspeakDescription(NamedTuple):
    """The library's version and voices."""

    version: str
    voices: list[VoiceFile]


def describe(library: Espeak) -> EspeakDescription:
    """Return the library's version and voices."""
    return EspeakDescription(library.version, library.voices())


def speak(library: Espeak, text: str, voice: str, prosody: Prosody) -> bytes:
    """Return text as 16-bit mono PCM."""
    return library.speak(text, voice, prosody)


def _rested(pcm: bytes, pause: float) -> bytes:
    """Return a sentence with `pause` seconds of silence behind it: after "5 A." espeak-ng makes none."""
    end = len(pcm.rstrip(b"\0"))
    return pcm[: end + end % _SAMPLE_BYTES] + bytes(_SAMPLE_BYTES * round(pause * RATE))


def _languages(address: int) -> tuple[tuple[int, str], ...]:
    """Read pairs of a priority byte and a C string, ended by a zero byte."""
    languages = []
    while priority := ctypes.string_at(address, 1)[0]:
        tag = ctypes.string_at(address + 1)
        languages.append((priority, tag.decode()))
        address += len(tag) + 2
    return tuple(languages)
