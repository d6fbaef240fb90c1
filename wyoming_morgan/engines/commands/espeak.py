"""espeak-ng's rules from letters to sounds. The library has one voice at a time: one object a process."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import espeakng_loader

from wyoming_morgan.advice import advice
from wyoming_morgan.errors import EngineUnavailable

_OUTPUT_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_SWITCH = "("
"""What begins a note that a word is read by the rules of another language, such as `(en)`."""
_SEPARATOR = "_"
_REINSTALL = "pip install --force-reinstall espeakng-loader"
_OK = 0

IPA = 0x02
"""Names of phonemes are signs of the International Phonetic Alphabet; otherwise they are espeak-ng's own."""


class EspeakLetters:
    """Reads words aloud on paper. The library is loaded with the first word."""

    def __init__(self) -> None:
        self._library: ctypes.CDLL | None = None
        self._voice = ""

    def phonemes(self, text: str, voice: str, mode: int = 0) -> list[str]:
        """Return the names of the phonemes of a text, with their stress marks.

        Args:
            text: Words.
            voice: The name of a voice, such as `en-us`.
            mode: `IPA`, or 0.

        Raises:
            EngineUnavailable: espeak-ng's library, its data or the voice is missing.
        """
        library = self._speaking(voice)
        rest = ctypes.c_char_p(text.encode())
        names: list[str] = []
        while rest.value:
            read: bytes | None = library.espeak_TextToPhonemes(
                ctypes.byref(rest), _UTF8, ord(_SEPARATOR) << 8 | mode
            )
            names += (read or b"").decode().replace(_SEPARATOR, " ").split()
        return [name for name in names if not name.startswith(_SWITCH)]

    def _speaking(self, voice: str) -> ctypes.CDLL:
        if self._library is None:
            self._library = _loaded()
        if voice != self._voice:
            if self._library.espeak_SetVoiceByName(voice.encode()) != _OK:
                raise EngineUnavailable(
                    f"espeak-ng has no voice {voice!r}",
                    hint=advice(_REINSTALL),
                )
            self._voice = voice
        return self._library


def _loaded() -> ctypes.CDLL:
    data = Path(espeakng_loader.get_data_path())
    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
    except OSError as error:
        raise EngineUnavailable(
            f"espeak-ng's library cannot be loaded: {error}",
            hint=advice(_REINSTALL),
        ) from error
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    if library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, os.fsencode(data), _DONT_EXIT) < 0:
        raise EngineUnavailable(
            f"espeak-ng's data is missing in {data}",
            hint=advice(_REINSTALL),
        )
    return library
