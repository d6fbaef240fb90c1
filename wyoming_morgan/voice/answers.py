"""Whether a text is one word that answers a question, so that nothing more is to be waited for."""

from __future__ import annotations

from collections.abc import Mapping

from wyoming_morgan.engines.contract.languages import primary

_MARKS = ".,;:!?…\"'()¡¿"

_ANSWERS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "yes yeah yep yup no nope nah ok okay sure right correct stop cancel thanks both none".split()
    ),
    "de": frozenset(
        "ja jawohl nein nee nö ok okay klar genau gern gerne stopp abbrechen danke beide keins".split()
    ),
    "fr": frozenset("oui ouais si non ok okay d'accord exact bien stop annule annuler merci".split()),
    "es": frozenset("sí si no ok okay vale claro exacto para cancela cancelar gracias ambos ninguno".split()),
    "it": frozenset("sì si no ok okay certo esatto giusto ferma annulla grazie entrambi nessuno".split()),
    "nl": frozenset(
        "ja jawel nee neen ok oké okay oke graag prima klopt stop annuleer bedankt beide".split()
    ),
}
"""Words of a language that are whole answers."""


def is_answer(text: str, language: str | None) -> bool:
    """Whether a text is a single word that answers; in a language without a list, whether it is one word.

    Args:
        text: What a recognizer heard.
        language: A BCP 47 tag.
    """
    words = text.split()
    answers = _ANSWERS.get(primary(language)) if language else None
    if len(words) != 1:
        return False
    return answers is None or words[0].strip(_MARKS).casefold().replace("\u2019", "'") in answers
