"""What is spoken when Morgan itself cannot speak."""

from __future__ import annotations

from collections.abc import Mapping

UNREACHABLE: Mapping[str, str] = {
    "en": "Sorry, I cannot reach Morgan.",
    "de": "Ich kann Morgan gerade nicht erreichen.",
    "fr": "Désolé, je n'arrive pas à joindre Morgan.",
    "es": "Lo siento, no puedo conectar con Morgan.",
    "it": "Mi dispiace, non riesco a raggiungere Morgan.",
    "nl": "Sorry, ik kan Morgan niet bereiken.",
}
FAILED: Mapping[str, str] = {
    "en": "Sorry, something went wrong.",
    "de": "Da ist leider etwas schiefgegangen.",
    "fr": "Désolé, quelque chose s'est mal passé.",
    "es": "Lo siento, algo ha salido mal.",
    "it": "Mi dispiace, qualcosa è andato storto.",
    "nl": "Sorry, er is iets misgegaan.",
}
MOMENT: Mapping[str, str] = {
    "en": "One moment.",
    "de": "Einen Moment.",
    "fr": "Un instant.",
    "es": "Un momento.",
    "it": "Un momento.",
    "nl": "Een ogenblik.",
}
STILL: Mapping[str, str] = {
    "en": "I'm still on it.",
    "de": "Ich bin noch dabei.",
    "fr": "Je m'en occupe encore.",
    "es": "Sigo en ello.",
    "it": "Ci sto ancora lavorando.",
    "nl": "Ik ben er nog mee bezig.",
}


def sentence(sentences: Mapping[str, str], language: str) -> str:
    """Return the sentence in a language, or in English."""
    return sentences.get(language.replace("_", "-").partition("-")[0].lower(), sentences["en"])
