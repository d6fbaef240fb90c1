"""From letters to sounds, for names missing from the dictionary: espeak-ng's rules, in ARPAbet's phones.

espeak-ng's phoneme names are those of its voice `en-us`, documented in
https://github.com/espeak-ng/espeak-ng/blob/master/docs/phonemes.md; a few stand for two phones.
"""

from __future__ import annotations

import re

from wyoming_morgan.engines.commands.espeak import EspeakLetters

_VOICE = "en-us"
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
        self._espeak = EspeakLetters()

    def phones(self, word: str) -> str:
        """Return the phones of a word, separated by spaces; a word without any sound is a short vowel.

        Raises:
            EngineUnavailable: espeak-ng's library or data is missing.
        """
        names = self._espeak.phonemes(word, _VOICE)
        phones = [_PHONES.get(_STRESS_AND_OTHER_MARKS.sub("", name), "") for name in names]
        # A vowel with an R of its own may stand before another: "O@ r".
        return " ".join(filter(None, phones)).replace("R R", "R") or "AH"
