"""From letters to sounds, for names missing from the dictionary: espeak-ng's rules, in ARPAbet's phones.

espeak-ng's phoneme names are those of its voice `en-us`, documented in
https://github.com/espeak-ng/espeak-ng/blob/master/docs/phonemes.md; a few stand for two phones.
"""

from __future__ import annotations

import ctypes
import os
import re
from pathlib import Path

import espeakng_loader

from wyoming_morgan.errors import EngineUnavailable

_OUTPUT_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_SEPARATOR = "_"
_STRESS_AND_OTHER_MARKS = re.compile(r"[',%=|;~^\"-]|\([^()\n]*+\)")

_PHONES = {
    # vowels
    "@": "AH", "@L": "AH L", "3": "ER", "3:": "ER", "a": "AE", "a#": "AH", "aa": "AE", "A": "AA",
    "A:": "AA", "A@": "AA R", "E": "EH", "e@": "EH R", "I": "IH", "I2": "IH", "I#": "IH", "i": "IY",
    "i:": "IY", "i::": "IY", "i@": "IH R", "i@3": "IH R", "0": "AA", "O": "AO", "O:": "AO", "O2": "AO",
    "O@": "AO R", "o@": "AO R", "U": "UH", "u": "UW", "u:": "UW", "U@": "UH R", "V": "AH", "aI": "AY",
    "aI3": "AY ER", "aI@": "AY AH", "aU": "AW", "eI": "EY", "OI": "OY", "oU": "OW",
    # consonants
    "b": "B", "d": "D", "D": "DH", "dZ": "JH", "f": "F", "g": "G", "h": "HH", "j": "Y", "k": "K", "l": "L",
    "m": "M", "n": "N", "N": "NG", "p": "P", "r": "R", "s": "S", "S": "SH", "t": "T", "t#": "T", "t2": "T",
    "?": "T", "tS": "CH", "T": "TH", "v": "V", "w": "W", "x": "K", "z": "Z", "Z": "ZH",
}  # fmt: skip


class Letters:
    """Converts words to phones. The library is loaded with the first word."""

    def __init__(self) -> None:
        self._library: ctypes.CDLL | None = None

    def phones(self, word: str) -> str:
        """Return the phones of a word, separated by spaces; a word without any sound is a short vowel.

        Raises:
            EngineUnavailable: espeak-ng's library or data is missing.
        """
        library = self._loaded()
        text = ctypes.c_char_p(word.encode())
        names: list[str] = []
        while text.value:
            read: bytes | None = library.espeak_TextToPhonemes(
                ctypes.byref(text), _UTF8, ord(_SEPARATOR) << 8
            )
            names += re.split(rf"[\s{_SEPARATOR}]+", (read or b"").decode())
        phones = [_PHONES.get(_STRESS_AND_OTHER_MARKS.sub("", name), "") for name in names]
        # A vowel with an R of its own may stand before another: "O@ r".
        return " ".join(filter(None, phones)).replace("R R", "R") or "AH"

    def _loaded(self) -> ctypes.CDLL:
        if self._library is None:
            data = Path(espeakng_loader.get_data_path())
            try:
                library = ctypes.CDLL(espeakng_loader.get_library_path())
            except OSError as error:
                raise EngineUnavailable(
                    f"espeak-ng's library cannot be loaded: {error}", hint="run: pip install espeakng-loader"
                ) from error
            library.espeak_TextToPhonemes.restype = ctypes.c_char_p
            if library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, os.fsencode(data), _DONT_EXIT) < 0:
                raise EngineUnavailable(
                    f"espeak-ng's data is missing in {data}", hint="run: pip install espeakng-loader"
                )
            library.espeak_SetVoiceByName(b"en-us")
            self._library = library
        return self._library
