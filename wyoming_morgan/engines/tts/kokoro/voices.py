"""The voices of Kokoro, listed without its library.

Their file is a ZIP of NumPy arrays, one for each voice. A name begins with the language and the gender:
`af_heart` is American and female.
"""

from __future__ import annotations

import importlib.util
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.engines.tts.kokoro.binding import CHINESE, JAPANESE, RATE
from wyoming_morgan.engines.tts.kokoro.files import KokoroFiles
from wyoming_morgan.errors import EngineUnavailable

LICENSE = "Apache-2.0"
"""Of the published models and their voices."""

_ARRAY = ".npy"


@dataclass(frozen=True, slots=True)
class KokoroLanguage:
    """A language of Kokoro: its tag, its name, its code in the binding, and its best voice."""

    tag: str
    name: str
    code: str
    best: str


LANGUAGES: Mapping[str, KokoroLanguage] = {
    "a": KokoroLanguage("en-US", "American English", "en-us", "af_heart"),
    "b": KokoroLanguage("en-GB", "British English", "en-gb", "bf_emma"),
    "e": KokoroLanguage("es", "Spanish", "es", "ef_dora"),
    "f": KokoroLanguage("fr-FR", "French", "fr-fr", "ff_siwis"),
    "h": KokoroLanguage("hi", "Hindi", "hi", "hf_alpha"),
    "i": KokoroLanguage("it", "Italian", "it", "if_sara"),
    "j": KokoroLanguage("ja", "Japanese", JAPANESE, "jf_alpha"),
    "p": KokoroLanguage("pt-BR", "Brazilian Portuguese", "pt-br", "pf_dora"),
    "z": KokoroLanguage("zh", "Mandarin Chinese", CHINESE, "zf_xiaoxiao"),
}
"""By the first letter of a voice's name."""

READ_BY_ESPEAK = frozenset(
    primary(language.tag) for language in LANGUAGES.values() if language.code not in (JAPANESE, CHINESE)
)
"""The languages that need nothing more than the model."""

_GENDERS = {"f": "female", "m": "male"}


def voices(files: KokoroFiles) -> tuple[Voice, ...]:
    """List the voices in a file, the best of each language first. Blocks.

    Raises:
        EngineUnavailable: the file is broken, or contains none.
    """
    try:
        with zipfile.ZipFile(files.voices) as archive:
            names = [name.removesuffix(_ARRAY) for name in archive.namelist() if name.endswith(_ARRAY)]
    except (OSError, zipfile.BadZipFile) as error:
        raise EngineUnavailable(f"{files.voices} cannot be read: {error}", hint=files.fix_voices) from error
    named = [name for name in names if name.replace("_", "").isalnum()]
    if not named:
        raise EngineUnavailable(f"{files.voices} contains no voices", hint=files.fix_voices)
    best = {language.best for language in LANGUAGES.values()}
    return tuple(_voice(name) for name in sorted(named, key=lambda name: (name[0], name not in best, name)))


def readable(voice: Voice) -> bool:
    """Whether the voice's language can be read here; the packages needed are searched, not imported."""
    code = language_of(voice.name).code
    if code == JAPANESE:
        return False
    return code != CHINESE or importlib.util.find_spec("misaki") is not None


def language_of(voice: str) -> KokoroLanguage:
    """Return the language of a voice; American English if its name does not say."""
    return LANGUAGES.get(voice[:1] if voice[2:3] == "_" else "a", LANGUAGES["a"])


def _voice(name: str) -> Voice:
    language = language_of(name)
    parts: Sequence[str] = [language.name]
    if name[2:3] == "_" and (gender := _GENDERS.get(name[1])):
        parts = [name[3:].replace("_", " ").capitalize(), language.name, gender]
    return Voice(name, (language.tag,), ", ".join(parts), license=LICENSE, rate=RATE)
