from __future__ import annotations

import hashlib
import string
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.cases import case_id
from tests.agent.talking import Hand, say
from tests.agent.turns import NOW
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.confirmation.pins import may_tell_pin, pin_of, read_number, tells_pin
from wyoming_morgan.agent.conversation.session import Session, Whence
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.settings import AgentSettings, GuardSettings

ANN = Whence("ann", "kitchen")
HASHED = "sha256:" + hashlib.sha256(b"2468").hexdigest().upper()
PLAIN = GuardSettings(pin_secrets={"*": "2468"})


@pytest.mark.parametrize(
    ("secrets", "user", "pin"),
    [
        pytest.param({}, "ann", "", id="no PIN is set"),
        pytest.param({"ann": "1"}, "ann", "1", id="her own"),
        pytest.param({"ann": "1", "*": "2"}, "bob", "2", id="everybody else's"),
        pytest.param({"ann": "1", "*": "2"}, None, "2", id="an unknown speaker's"),
        pytest.param({"ann": "1"}, "bob", None, id="none"),
    ],
)
def test_the_pin_is_the_users_own_or_everybody_elses(
    secrets: dict[str, str], user: str | None, pin: str | None
) -> None:
    assert pin_of(user, GuardSettings(pin_secrets=secrets)) == pin


@pytest.mark.parametrize(
    ("text", "asked", "secret"),
    [
        pytest.param("2468", None, True, id="the right one, never asked for"),
        pytest.param("my PIN is two four six eight, I said", None, True, id="the right one in a sentence"),
        pytest.param("1357", None, True, id="a wrong one, never asked for"),
        pytest.param("uno tre cinque sette", None, True, id="in another language, never asked for"),
        pytest.param("unlock the front door 1357", None, True, id="with the order"),
        pytest.param("who won the world cup in 1998", None, False, id="a year"),
        pytest.param("set a timer for 2468 seconds", None, False, id="a command with the digits of a PIN"),
        pytest.param("1357", 1, True, id="a wrong one"),
        pytest.param("one three five seven", 120, True, id="a wrong one in words, too late"),
        pytest.param("so my code was 1357, wasn't it", 120, True, id="a wrong one in a sentence, too late"),
        pytest.param("I think it is 1357", 120, True, id="a wrong one in a sentence without a word for it"),
        pytest.param("vierundzwanzig achtundsechzig", 120, True, id="in words of numbers, too late"),
        pytest.param("1357", 3600, True, id="a wrong one an hour later"),
        pytest.param("brighter by twenty five percent", 120, False, id="a command with words of numbers"),
        pytest.param("set a timer for 120 seconds", 120, False, id="a command with a number"),
        pytest.param("what time is it", 1, False, id="no number"),
    ],
)
def test_what_is_said_as_a_pin_is_secret(text: str, asked: float | None, secret: bool) -> None:
    session = Session("c", ANN, NOW)
    session.pin_asked = NOW - timedelta(seconds=asked) if asked is not None else None
    settings = GuardSettings(pin_secrets={"ann": HASHED})

    assert tells_pin(text, session, now=NOW, cues=language_of("en").cues, settings=settings) is secret


SENTENCES = (
    "{}",
    "yes {}",
    "the code is {}",
    "it is {} I think",
    "unlock the front door {}",
    "unlock the front door with {}",
    "turn on the bed light {}",
    "set the bed light to {} percent",
    "who won in {}",
    "play {} in the kitchen please",
)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("secret", ["2468", HASHED], ids=["plain", "hashed"])
async def test_without_a_question_a_right_pin_and_a_wrong_one_are_answered_alike(
    grammar: Grammar, sentence: str, secret: str
) -> None:
    heard = []
    for pin in ("2468", "1357"):
        settings = AgentSettings(guard=GuardSettings(pin_secrets={"*": secret}))
        agent = Agent(grammar, clock=Hand(), settings=settings)
        end = await say(agent, sentence.format(pin))
        (session,) = agent._memory.sessions.all()
        kept = [message.text for message in session.messages]
        heard.append((end.text.replace(pin, "…"), end.done.path, [text.replace(pin, "…") for text in kept]))
    assert heard[0] == heard[1]


@given(st.text(string.digits, min_size=3, max_size=8), st.text(string.digits, min_size=3, max_size=8))
def test_what_sounds_like_a_pin_does_not_depend_on_the_pin(said: str, secret: str) -> None:
    secrets = [
        tells_pin(
            sentence.format(said),
            Session("c", ANN, NOW),
            now=NOW,
            cues=language_of("en").cues,
            settings=GuardSettings(pin_secrets={"*": kept}),
        )
        for sentence in SENTENCES
        for kept in (secret, said if len(said) == len(secret) else secret)
    ]
    assert secrets[::2] == secrets[1::2]


IN_WORDS = {
    "en": ["two four six eight", "twenty-four sixty-eight", "two thousand four hundred sixty eight"],
    "de": [
        "zwei vier sechs acht",
        "zwo vier sechs acht",
        "vierundzwanzig achtundsechzig",
        "zweitausendvierhundertachtundsechzig",
    ],
    "fr": ["deux quatre six huit", "vingt-quatre soixante-huit", "deux mille quatre cent soixante-huit"],
    "it": ["due quattro sei otto", "ventiquattro sessantotto", "duemilaquattrocentosessantotto"],
    "es": ["dos cuatro seis ocho", "veinticuatro sesenta y ocho", "dos mil cuatrocientos sesenta y ocho"],
    "nl": ["twee vier zes acht", "vierentwintig achtenzestig", "tweeduizend vierhonderd achtenzestig"],
}


@pytest.mark.parametrize("spoken", [text for texts in IN_WORDS.values() for text in texts])
@pytest.mark.parametrize("language", IN_WORDS)
async def test_numbers_of_any_language_that_answer_the_question_are_kept_nowhere(
    grammar: Grammar, language: str, spoken: str
) -> None:
    agent = Agent(grammar, clock=Hand(), settings=AgentSettings(guard=PLAIN))
    assert not (await say(agent, "unlock the front door", language="en")).intents
    heard = await say(agent, spoken, language=language)
    (session,) = agent._memory.sessions.all()

    assert heard.done.path == "guard"
    assert spoken not in f"{list(session.messages)} {list(session.traces)} {heard.done.trace}"
    assert may_tell_pin(spoken, PLAIN)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("2468", "2468"),
        ("2-4-6-8", "2468"),
        ("٢٤٦٨", "2468"),
        ("२४६८", "2468"),
        ("\uff12\uff14\uff16\uff18", "2468"),
        ("2\u200b4\u200b6\u200b8", "2468"),
        ("oh four five seven", "0457"),
        ("deux quatre six huit", "2468"),
        ("yes, 2 four 68", "2468"),
        ("yes, 2 4 six 8", "2468"),
        ("yes please", ""),
        ("hello", ""),
    ],
    ids=case_id,
)
def test_digits_are_read_in_any_script_and_language(text: str, digits: str) -> None:
    assert read_number(text, language_of("en").cues).digits == digits


async def test_a_question_that_waits_for_a_pin_is_asked_again_after_other_numbers(grammar: Grammar) -> None:
    agent = Agent(grammar, clock=Hand(), settings=AgentSettings(guard=PLAIN))
    await say(agent, "unlock the front door")
    again = await say(agent, "twenty-four")

    assert again.asks
    assert (await say(agent, "2468")).intents
