"""A state that is to last for a time is brought about, and a timer ends it; else it is not begun."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import home_in, key_of
from tests.agent.talking import Hand, Heard, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.home.model import Home

Make = Callable[..., Agent]


@pytest.fixture
async def agent_in(load_matcher: MatcherCache) -> AsyncIterator[Make]:
    grammars: list[Grammar] = []

    def make(language: str, home: Home | None = None) -> Agent:
        there = home_in(language) if home is None else home
        grammars.append(Grammar(there, languages=(language,), load_matcher=load_matcher))
        return Agent(grammars[-1], clock=Hand())

    yield make
    for grammar in grammars:
        await grammar.close()


def done(heard: Heard, language: str) -> list[tuple[object, ...]]:
    """Return what was done in short: intents with the keys of their things, and timers with what they do."""
    return [
        (slots["conversation_command"], *(slots.get(unit, 0) for unit in ("hours", "minutes", "seconds")))
        if "conversation_command" in slots
        else (name, key_of(language, slots.get("name")))
        for name, slots in heard.intents
    ]


@pytest.mark.parametrize(
    ("language", "text", "command", "minutes"),
    [
        ("en", "turn on the desk lamp for 20 minutes", "turn off the desk lamp", 20),
        ("en", "turn on the desk lamp for half an hour", "turn off the desk lamp", 30),
        ("en", "switch the desk lamp on for twenty minutes", "switch the desk lamp off", 20),
        ("en", "for the next ten minutes turn on the desk lamp", "turn off the desk lamp", 10),
        ("en", "leave the desk lamp on for 5 minutes", "turn the desk lamp off", 5),
        ("de", "schalte die Stehlampe für 20 Minuten ein", "schalte die Stehlampe aus", 20),
        ("de", "schalte die Stehlampe für eine halbe Stunde ein", "schalte die Stehlampe aus", 30),
        ("de", "mach die Stehlampe zwanzig Minuten lang an", "mach die Stehlampe aus", 20),
        ("de", "schalte für zehn Minuten die Stehlampe ein", "schalte die Stehlampe aus", 10),
        ("de", "lass die Stehlampe 5 Minuten an", "mach die Stehlampe aus", 5),
        ("fr", "allume le lampadaire pendant 20 minutes", "éteins le lampadaire", 20),
        ("fr", "allume le lampadaire pour une demi-heure", "éteins le lampadaire", 30),
        ("fr", "pendant dix minutes allume le lampadaire", "éteins le lampadaire", 10),
        ("fr", "laisse le lampadaire allumé durant cinq minutes", "éteins le lampadaire", 5),
        ("es", "enciende el flexo durante 20 minutos", "apaga el flexo", 20),
        ("es", "enciende el flexo por media hora", "apaga el flexo", 30),
        ("es", "durante diez minutos enciende el flexo", "apaga el flexo", 10),
        ("es", "deja encendido el flexo cinco minutos", "apaga el flexo", 5),
        ("it", "accendi la piantana per 20 minuti", "spegni la piantana", 20),
        ("it", "accendi la piantana per mezz'ora", "spegni la piantana", 30),
        ("it", "per dieci minuti accendi la piantana", "spegni la piantana", 10),
        ("it", "lascia accesa la piantana per cinque minuti", "spegni la piantana", 5),
        ("nl", "zet de bureaulamp voor 20 minuten aan", "zet de bureaulamp uit", 20),
        ("nl", "zet de bureaulamp een half uur aan", "zet de bureaulamp uit", 30),
        ("nl", "zet de bureaulamp aan gedurende tien minuten", "zet de bureaulamp uit", 10),
        ("nl", "laat de bureaulamp vijf minuten aan staan", "zet de bureaulamp uit", 5),
    ],
)
async def test_it_is_turned_on_and_a_timer_turns_it_off(
    agent_in: Make, language: str, *, text: str, command: str, minutes: int
) -> None:
    heard = await say(agent_in(language), text, language=language)
    assert done(heard, language) == [("HassTurnOn", "lamp"), (command, 0, minutes, 0)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "turn on the desk lamp for an hour", (1, 0, 0)),
        ("en", "turn on the desk lamp for 1 hour and 20 minutes", (1, 20, 0)),
        ("en", "turn on the desk lamp for 1.5 hours", (1, 30, 0)),
        ("en", "turn on the desk lamp for 45 seconds", (0, 0, 45)),
        ("en", "let the desk lamp run for ten more minutes", (0, 10, 0)),
        ("fr", "allume le lampadaire pendant 1 heure 30", (1, 30, 0)),
        ("nl", "laat de bureaulamp een half uurtje aanstaan", (0, 30, 0)),
        ("de", "schalte die Stehlampe für zweieinhalb Stunden ein", (2, 30, 0)),
        ("fr", "allume le lampadaire pendant une heure", (1, 0, 0)),
        ("es", "enciende el flexo durante una hora y media", (1, 30, 0)),
        ("it", "accendi la piantana per un'ora", (1, 0, 0)),
        ("nl", "zet de bureaulamp één uur aan", (1, 0, 0)),
        ("nl", "zet de bureaulamp voor een uur aan", (1, 0, 0)),
        ("nl", "zet de bureaulamp twee uur aan", (2, 0, 0)),
        ("fr", "allume le lampadaire pour une heure", (1, 0, 0)),
        ("fr", "allume le lampadaire pendant 8 heures", (8, 0, 0)),
    ],
)
async def test_it_lasts_as_long_as_was_said(
    agent_in: Make, language: str, text: str, expected: tuple[int, int, int]
) -> None:
    timer = done(await say(agent_in(language), text, language=language), language)[-1]
    assert timer[1:] == expected


@pytest.mark.parametrize(
    ("text", "first", "command"),
    [
        ("turn off the printer for ten minutes", ("HassTurnOff", "printer"), "turn on the printer"),
        ("close the kitchen blind for an hour", ("HassTurnOff", "blind"), "open the kitchen blind"),
        ("mute the tv for 5 minutes", ("HassMediaPlayerMute", "tv"), "unmute the tv"),
        ("start the fountain for 5 minutes", ("HassTurnOn", "fountain"), "stop the fountain"),
        ("power up the fountain for 5 minutes", ("HassTurnOn", "fountain"), "turn off Fountain"),
    ],
)
async def test_the_opposite_ends_it(agent_in: Make, text: str, first: tuple[str, str], command: str) -> None:
    state, timer = done(await say(agent_in("en"), text), "en")
    assert state == first
    assert timer[0] == command


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "turn on the desk lamp and the printer for 20 minutes",
            ["HassTurnOn", "HassTurnOn", "turn off the desk lamp and turn off the printer"],
        ),
        (
            "turn off the printer and turn on the desk lamp for 20 minutes",
            ["HassTurnOff", "HassTurnOn", "turn off the desk lamp"],
        ),
        (
            "turn on the desk lamp for 20 minutes and turn off the printer",
            ["HassTurnOn", "turn off the desk lamp", "HassTurnOff"],
        ),
        (
            "turn on the desk lamp for ten minutes and the printer for an hour",
            ["HassTurnOn", "turn off the desk lamp", "HassTurnOn", "turn off the printer"],
        ),
        ("in ten minutes turn on the desk lamp for an hour", ["turn on the desk lamp for 1 hour"]),
        ("turn on the desk lamp in ten minutes for an hour", ["turn on the desk lamp for 1 hour"]),
    ],
)
async def test_it_reaches_what_shares_its_verb(agent_in: Make, text: str, expected: list[str]) -> None:
    heard = await say(agent_in("en"), text)
    assert [what[0] for what in done(heard, "en")] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "open the garage door for five minutes"),
        ("en", "unlock the front door for five minutes"),
        ("en", "lock the front door for five minutes"),
        ("en", "in ten minutes lock the front door for five minutes"),
        ("de", "öffne das Garagentor für fünf Minuten"),
        ("fr", "ouvre la porte du garage pendant cinq minutes"),
        ("es", "abre la puerta del garaje durante cinco minutos"),
        ("it", "apri la porta del garage per cinque minuti"),
        ("nl", "open de garagedeur voor vijf minuten"),
    ],
)
async def test_what_is_guarded_now_or_then_is_asked_about(agent_in: Make, language: str, text: str) -> None:
    asked = await say(agent_in(language), text, language=language)
    assert not asked.intents
    assert asked.done.awaits_answer


async def test_the_question_tells_both_and_a_yes_does_both(agent_in: Make) -> None:
    agent = agent_in("en")
    asked = await say(agent, "open the garage door for five minutes")
    assert "now: open the garage door; in 5 minutes: close the garage door" in asked.text
    heard = await say(agent, "yes")
    assert done(heard, "en") == [("HassTurnOn", "garage door"), ("close the garage door", 0, 5, 0)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "set the thermostat to 21 degrees for an hour"),
        ("en", "turn on movie night for an hour"),
        ("en", "set the desk lamp to 50 percent for ten minutes"),
        ("de", "stelle das Thermostat für eine Stunde auf 21 Grad"),
        ("fr", "règle le thermostat à 21 degrés pendant une heure"),
        ("es", "pon el termostato a 21 grados durante una hora"),
        ("it", "imposta il termostato a 21 gradi per un'ora"),
        ("nl", "zet de thermostaat een uur op 21 graden"),
    ],
)
async def test_what_cannot_be_ended_is_said_and_not_begun(agent_in: Make, language: str, text: str) -> None:
    heard = await say(agent_in(language), text, language=language)
    assert not heard.intents
    assert heard.text == LANGUAGES[language].lasting.cannot


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(
            ("en", f"turn on the desk lamp {rest}")
            for rest in (
                "for the kids",
                "for a while",
                "for five",
                "for 0 minutes",
                "for 20 minutes at seven",
                "for 20 minutes every day",
                "for 20 minutes if it is dark",
                "for 20 minutes and then turn on the printer",
            )
        ),
        ("en", "is the desk lamp on for 20 minutes"),
        ("en", "the desk lamp was on for 20 minutes"),
        ("de", "schalte die Stehlampe alle 20 Minuten ein"),
        ("de", "schalte die Stehlampe vor 20 Minuten ein"),
        ("de", "schalte die Stehlampe 20 Minuten später ein"),
        ("fr", "allume le lampadaire toutes les 20 minutes"),
        ("fr", "allume le lampadaire il y a 20 minutes"),
        ("fr", "allume le lampadaire à 8 heures"),
        ("fr", "allume le lampadaire à huit heures"),
        ("fr", "allume le lampadaire pour 8 heures"),
        ("fr", "allume le lampadaire jusqu'à 8 heures"),
        ("fr", "allume après 8 heures le lampadaire"),
        ("es", "enciende el flexo a las 8 horas"),
        ("es", "enciende el flexo para las 8 horas"),
        ("it", "accendi la piantana per le ore 8"),
        ("it", "accendi la piantana entro 2 ore"),
        ("nl", "zet de bureaulamp voor 8 uur aan"),
        ("nl", "zet de bureaulamp om 8 uur aan"),
        ("nl", "zet de bureaulamp na 8 uur aan"),
        ("nl", "zet de bureaulamp tot 8 uur aan"),
        ("de", "schalte die Stehlampe seit 2 Stunden ein"),
        ("es", "enciende el flexo cada 20 minutos"),
        ("es", "enciende el flexo hace 20 minutos"),
        ("it", "accendi la piantana ogni 20 minuti"),
        ("nl", "zet de bureaulamp elke 20 minuten aan"),
        ("nl", "zet de bureaulamp 20 minuten geleden aan"),
    ],
)
async def test_other_words_about_time_do_nothing(agent_in: Make, language: str, text: str) -> None:
    assert not (await say(agent_in(language), text, language=language)).intents


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "set a timer for 20 minutes"),
        ("de", "stelle einen Timer auf 20 Minuten"),
        ("fr", "mets un minuteur de 20 minutes"),
        ("es", "pon un temporizador de 20 minutos"),
        ("it", "imposta un timer di 20 minuti"),
        ("nl", "zet een timer van 20 minuten"),
    ],
)
async def test_a_timer_is_a_timer(agent_in: Make, language: str, text: str) -> None:
    heard = await say(agent_in(language), text, language=language)
    assert heard.intents == [("HassStartTimer", {"minutes": 20})]


@pytest.mark.parametrize(
    ("language", "before", "text", "first"),
    [
        ("en", "turn on the desk lamp for ten minutes", "and the printer", ("HassTurnOn", "printer")),
        ("en", "turn off the printer", "turn it on for ten minutes", ("HassTurnOn", "printer")),
        ("en", "turn on the desk lamp", "and the printer for ten minutes", ("HassTurnOn", "printer")),
    ],
)
async def test_it_is_understood_by_what_was_said_before(
    agent_in: Make, language: str, *, before: str, text: str, first: tuple[str, str]
) -> None:
    agent = agent_in(language)
    await say(agent, before, language=language)
    state, timer = done(await say(agent, text, language=language), language)
    assert state == first
    assert timer[1:] == (0, 10, 0)


@pytest.mark.parametrize(("area", "answer"), [(None, "in the living room"), ("Living room", None)])
async def test_what_a_timer_does_is_said_with_its_room(
    agent_in: Make, area: str | None, answer: str | None
) -> None:
    agent = agent_in("en")
    heard = await say(agent, "turn on the lights for ten minutes", area=area)
    if answer:
        assert not heard.intents
        heard = await say(agent, answer)
    (_, now), (_, timer) = heard.intents
    assert now["area"] == "Living room"
    assert timer["conversation_command"] == "turn off the lights in Living room"


@pytest.mark.parametrize(
    ("language", "text", "command"),
    [
        ("en", "turn on the lights in the kitchen for an hour", "turn off the lights in the kitchen"),
        ("en", "turn on the coffee maker for an hour", "turn off the coffee maker"),
        ("de", "schalte das Licht in der Küche für eine Stunde ein", "schalte das Licht in der Küche aus"),
        ("it", "accendi la piantana per un'ora", "spegni la piantana"),
    ],
)
async def test_an_unknown_home_is_understood_alike(
    agent_in: Make, language: str, text: str, command: str
) -> None:
    heard = await say(agent_in(language, Home()), text, language=language)
    assert [name for name, _ in heard.intents] == ["HassTurnOn", "HassStartTimer"]
    assert heard.intents[1][1]["conversation_command"] == command
    assert "scene" not in str(heard.intents[0][1])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "schalte den Ventilator für 20 Minuten ein"),
        ("es", "enciende el ventilador durante 20 minutos"),
        ("it", "accendi il ventilatore per 20 minuti"),
        ("nl", "zet de ventilator 20 minuten aan"),
    ],
)
async def test_a_duration_is_no_name_in_an_unknown_home(agent_in: Make, language: str, text: str) -> None:
    heard = await say(agent_in(language, Home()), text, language=language)
    assert not any("20" in str(slots.get("name", slots.get("area"))) for _, slots in heard.intents)
