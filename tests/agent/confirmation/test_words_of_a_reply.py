"""A yes, a no and a question in people's words, in six languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.agent.turns import NOW
from wyoming_morgan.agent.confirmation.reply import ReplyMeaning, read_reply
from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.conversation.session import Pending, Whence
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.settings import GuardSettings

ANN = Whence("ann", "kitchen")
ORDERS = {
    "en": "open the garage door",
    "de": "öffne das Garagentor",
    "fr": "ouvre la porte du garage",
    "es": "abre la puerta del garaje",
    "it": "apri la porta del garage",
    "nl": "open de garagedeur",
}


def meaning(language: str, text: str, *, order: str = "", pin: str = "") -> ReplyMeaning:
    said = order or ORDERS[language]
    intents = (IntentRecognized("HassTurnOn", {"name": "x"}, "", ""),)
    return read_reply(
        Pending(said, ANN, NOW, intents, what=said, needs_pin=bool(pin)),
        text,
        whence=ANN,
        now=NOW + timedelta(seconds=1),
        cues=language_of(language).cues,
        settings=GuardSettings(pin_secrets={"*": pin} if pin else {}),
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", text) for text in ("yes", "Yes!", "yes open the garage door", "yep do it", "absolutely")),
        *(("en", text) for text in ("um, yes", "yes yes", "yes, please", "sure, go ahead", "yeah go for it")),
        *(
            ("en", text)
            for text in ("yes, open it", "okay then", "yes I do", "oh yes of course", "yes the garage door")
        ),
        *(("de", text) for text in ("ja", "ja, mach auf", "ja ja", "ähm, ja", "ja bitte", "klar, mach das")),
        *(("de", text) for text in ("ja, öffne das Garagentor", "auf jeden Fall", "na klar", "ja gerne")),
        *(
            ("fr", text)
            for text in (
                "oui",
                "oui oui",
                "euh oui",
                "oui vas-y",
                "bien sûr",
                "oui, ouvre la porte du garage",
            )
        ),
        *(("fr", text) for text in ("absolument", "oui s'il te plaît", "ouais ouvre")),
        *(
            ("es", text)
            for text in (
                "sí",
                "sí sí",
                "eh, sí",
                "sí, abre la puerta del garaje",
                "claro que sí",
                "sí, ábrela",
            )
        ),
        *(
            ("it", text)
            for text in ("sì", "sì sì", "ehm, sì", "sì, apri la porta del garage", "certo", "sì, aprila")
        ),
        *(
            ("nl", text)
            for text in (
                "ja",
                "ja ja",
                "eh ja",
                "ja, open de garagedeur",
                "ja graag",
                "natuurlijk",
                "ja doe maar",
            )
        ),
    ],
)
def test_a_yes_in_any_usual_words_agrees(language: str, text: str) -> None:
    assert meaning(language, text) is ReplyMeaning.YES


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", text) for text in ("yes?", "maybe", "I think so", "yes but not now", "yes in five minutes")),
        *(
            ("en", text)
            for text in ("yes if nobody is there", "yes close the garage door", "yes open the front door")
        ),
        *(
            ("en", text)
            for text in ("yes or no", "not yet", "yes open the garage door in five minutes", "yes, and no")
        ),
        *(("en", text) for text in ("right before that", "of course not", "the garage", "is it closed?")),
        *(
            ("de", text)
            for text in (
                "ja?",
                "vielleicht",
                "ja, aber erst morgen",
                "ja, in fünf Minuten",
                "ja, schließ das Tor",
            )
        ),
        *(("de", text) for text in ("ja, wenn keiner da ist", "noch nicht", "ja oder nein", "klar nicht")),
        *(
            ("fr", text)
            for text in (
                "oui ?",
                "peut-être",
                "oui mais demain",
                "oui dans cinq minutes",
                "oui ferme la porte",
            )
        ),
        *(
            ("es", text)
            for text in ("¿sí?", "quizás", "sí pero mañana", "sí en cinco minutos", "sí cierra la puerta")
        ),
        *(
            ("it", text)
            for text in ("sì?", "forse", "sì ma domani", "sì tra cinque minuti", "sì chiudi la porta")
        ),
        *(
            ("nl", text)
            for text in ("ja?", "misschien", "ja maar morgen", "ja over vijf minuten", "ja sluit de deur")
        ),
    ],
)
def test_doubt_a_condition_a_delay_and_another_order_do_not(language: str, text: str) -> None:
    assert meaning(language, text) is not ReplyMeaning.YES


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(
            ("en", text)
            for text in ("no", "no no", "um no", "no thanks", "no, don't", "nope, leave it", "of course not")
        ),
        *(
            ("de", text)
            for text in ("nein", "nein nein", "ähm nein", "nein danke", "nein, lass das", "lieber nicht")
        ),
        *(
            ("fr", text)
            for text in ("non", "non non", "euh non", "non merci", "non, laisse tomber", "surtout pas")
        ),
        *(("es", text) for text in ("no", "no no", "eh no", "no gracias", "no, déjalo", "mejor no")),
        *(
            ("it", text)
            for text in ("no", "no no", "ehm no", "no grazie", "no, lascia stare", "meglio di no")
        ),
        *(
            ("nl", text)
            for text in ("nee", "nee nee", "eh nee", "nee bedankt", "nee, laat maar", "liever niet")
        ),
    ],
)
def test_a_no_in_any_usual_words_declines(language: str, text: str) -> None:
    assert meaning(language, text) is ReplyMeaning.NO


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", text) for text in ("why", "which door?", "what?", "yes?")),
        *(("de", text) for text in ("warum", "welche Tür?", "was?", "ja?")),
        *(("fr", text) for text in ("pourquoi", "quelle porte ?", "quoi ?")),
        *(("es", text) for text in ("por qué", "¿qué puerta?", "¿qué?")),
        *(("it", text) for text in ("perché", "quale porta?", "cosa?")),
        *(("nl", text) for text in ("waarom", "welke deur?", "wat?")),
    ],
)
def test_a_question_asked_back_keeps_the_question_waiting(language: str, text: str) -> None:
    assert meaning(language, text) is ReplyMeaning.ASKED_BACK


def test_an_order_of_two_parts_is_said_again_as_a_whole() -> None:
    both = "open the garage door and close the blind"
    pending = Pending(
        both,
        ANN,
        NOW,
        tuple(IntentRecognized("HassTurnOn", {"name": name}, "", "") for name in "xy"),
        what=both,
    )

    def read(text: str) -> ReplyMeaning:
        return read_reply(
            pending, text, whence=ANN, now=NOW, cues=language_of("en").cues, settings=GuardSettings()
        )

    assert read(f"yes {both}") is ReplyMeaning.YES
    assert read("yes close the blind") is not ReplyMeaning.YES


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "two oh four six"),
        ("en", "two o four six"),
        ("en", "2 0 4 6"),
        ("en", "it's 2046"),
        ("de", "zwo null vier sechs"),
        ("fr", "deux zéro quatre six"),
        ("es", "dos cero cuatro seis"),
        ("it", "due zero quattro sei"),
        ("nl", "twee nul vier zes"),
    ],
)
def test_a_pin_is_heard_as_people_say_digits(language: str, text: str) -> None:
    assert meaning(language, text, pin="2046") is ReplyMeaning.YES


@pytest.mark.parametrize("text", ["double four two six", "four four two six"])
def test_a_digit_may_be_doubled(text: str) -> None:
    assert meaning("en", text, pin="4426") is ReplyMeaning.YES


@pytest.mark.parametrize(
    ("order", "intent", "thing", "text", "agrees"),
    [
        ("close the garage door", "HassTurnOff", "cover.garage", "yes open it", False),
        ("unlock the front door", "HassTurnOff", "lock.front", "yes unlock it", True),
        ("lock the front door", "HassTurnOn", "lock.front", "yes open it", False),
        ("open the garage door", "HassTurnOn", "cover.garage", "yes open it", True),
    ],
)
def test_a_short_form_is_that_very_order(
    order: str, intent: str, thing: str, text: str, agrees: bool
) -> None:
    pending = Pending(
        order, ANN, NOW, (IntentRecognized(intent, {"name": "x"}, "", ""),), things=(thing,), what=order
    )
    heard = read_reply(
        pending, text, whence=ANN, now=NOW, cues=language_of("en").cues, settings=GuardSettings()
    )

    assert (heard is ReplyMeaning.YES) is agrees
