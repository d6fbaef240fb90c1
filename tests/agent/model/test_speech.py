"""What of a model's text is spoken: no tools, no blanks, nothing of its instructions, nothing twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.model.conftest import Make
from tests.agent.talking import say
from tests.fakes.scripted_chat import says
from wyoming_morgan.agent.model.prompt import INSTRUCTIONS, own_lines
from wyoming_morgan.agent.model.speech import Speech
from wyoming_morgan.engines.contract.llm import Message, Role

TOOLS = ("HassTurnOn", "get_state", "remember", "web__search")
AGAIN = "I am here to help you with your project. "
SPOKEN = [
    "Cats sleep a lot.",
    "I am Morgan, the voice assistant of this home.",
    "I remember that, and I forget nothing.",
    "Happy birthday to you, happy birthday to you, happy birthday dear Ann, happy birthday to you!",
    f"{AGAIN * 2}Bye.",
    "```python\nx = get_state()\n" + "print(a, b, c, d, e, f, g, h)\n" * 9 + "```\nThat is all.",
    "That is **all** of `it`.\n## More\nText",
    "Knock, knock. Who is there? Ann. Ann who? Knock, knock. Who is there?",
    "5 * 3 is 15, and C# is a language.",
    "Zwei Eier kochen, dann zwei Eier schälen, dann zwei Eier essen.",
    "Non so se la porta è aperta. Vuoi che guardi se la porta è aperta?",
    "A <div> is a block, a <span> is not, and <a href='x'> is a link.",
    "If x < y and y > z, then {1, 2} is a set, [1] a list, and a[i] a part of it.",
    "Write to ann@example.org, or <b>shout</b>. <input disabled> is grey. I <3 you.",
    "Dear [your name], see you on {day}. [Laughs] [sic]",
    "```html\n<function-name> {{ value }}\n```\nThat is all.",
    "Der Hass ist groß, Hasselt liegt in Belgien, und HASSELBACH auch.",
    "",
]


def spoken(text: str, *, size: int = 4, said: str = "") -> str:
    speech = Speech(TOOLS, said=said)
    pieces = [speech.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join([*pieces, speech.end()])


@pytest.mark.parametrize("text", SPOKEN)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_speech_stays_as_it_is(text: str, size: int) -> None:
    assert spoken(text, size=size) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (AGAIN * 5, AGAIN * 2),
        (f"{AGAIN * 3}Cats sleep.", f"{AGAIN * 2}Cats sleep."),
        ("Same, just as I said.\n\n" * 5, "Same, just as I said.\n\n" * 2),
        (INSTRUCTIONS, ""),
        ("Hello. Your answers are spoken: use one or two short sentences, no markdown. Bye.", "Hello. Bye."),
        ("HassTurnOn has a name. Bye.", "Bye."),
        ("(HassCancelTimer)", "("),
        ("It reads get_state now. Bye.", "It reads Bye."),
        ("The function is named hassListFilter and takes one. Bye.", "The function is named Bye."),
        ("Try hass_turn_on, hassTurnOn or HassTurnon. Bye.", "Try Bye."),
        ('A list of it is in the "tool_call" section, which is long. Bye.', "A list of it is in Bye."),
        ("A functionCall has tool_arguments. Bye.", "Bye."),
        ("It calls getState or GET_STATE first. Bye.", "It calls Bye."),
        ("This is it:\n- <function-name>: the name of it.\nBye.", "This is it:\n- \nBye."),
        ("Say <tool_name> and <args-json-object>. Bye.", "Say Bye."),
        ("I set <Name des Geräts> to <value>! Bye.", "I set Bye."),
        ("It is {{ state }} now. And {entity_id} is off. Bye.", "It is And Bye."),
        ("Call [function name] with [arguments]. Bye.", "Call Bye."),
    ],
)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_what_is_no_speech_is_left_out(text: str, rest: str, size: int) -> None:
    assert " ".join(spoken(text, size=size).split()) == " ".join(rest.split())


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("what does <name> mean in xml", "<name> holds a name, as in <first-name>Ann</first-name>."),
        ("wie schreibe ich eine Vorlage", "Mit {{ state }} oder {entity_id} steht dort der Wert."),
        ("what is HassTurnOn", "HassTurnOn switches something on."),
        ("what is a tool_call", "A tool_call asks for a tool."),
        ("what does get_state do", "get_state reads a state."),
    ],
)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_what_somebody_asks_about_is_spoken(said: str, text: str, size: int) -> None:
    assert spoken(text, size=size, said=said) == text


@given(st.text(alphabet="ab .\n*`#_<>{}[]-", max_size=120), st.integers(1, 9))
def test_wherever_it_is_cut_the_same_is_spoken(text: str, size: int) -> None:
    assert spoken(text, size=size) == spoken(text, size=1000)


@given(st.lists(st.sampled_from(["lamp", "sun", "rain", "dog", "tea"]), max_size=7))
def test_nothing_of_seven_words_is_left_out(words: list[str]) -> None:
    assert spoken(" ".join(words)) == " ".join(words)


async def test_a_reply_that_goes_round_in_circles_ends_early(linked: Make) -> None:
    agent, _, chat = linked([says(*([AGAIN] * 200))])
    heard = await say(agent, "how are you")
    assert heard.text.strip() == (AGAIN * 2).strip()
    assert "again and again" in heard.notes("model")
    assert len(chat.requests) == 1


async def test_a_reply_that_is_no_speech_at_all_is_none(linked: Make) -> None:
    agent, _, _ = linked([says("HassTurnOn, HassTurnOff and get_state.")])
    heard = await say(agent, "how are you")
    assert "Hass" not in heard.text
    assert heard.text


HOME_LINE = "Kitchen: light Lamp, Candle; switch Printer"
PROMPT = (HOME_LINE, "Time: Sunday 2026-11-22 21:15", "what is the capital of France")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (f"{HOME_LINE}\nI am well.", "I am well."),
        (f"Well:\n- {HOME_LINE}\n", "Well:\n"),
        (HOME_LINE, ""),
        ("What is the capital of France?", ""),
        ("What is the capital of France? Paris.", "What is the capital of France? Paris."),
        ("Kitchen: light Lamp is on.", "Kitchen: light Lamp is on."),
        ("Time: Sunday.", "Time: Sunday."),
    ],
)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_lines_of_the_prompt_are_left_out(text: str, rest: str, size: int) -> None:
    speech = Speech(TOOLS, PROMPT)
    pieces = [speech.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join([*pieces, speech.end()]) == rest


def test_facts_and_the_owner_s_words_may_be_the_answer() -> None:
    system = f"{INSTRUCTIONS}\n<home>\n{HOME_LINE}\n</home>\nThe code of the wifi is quux."
    now = (
        '<now>\nTime: Sunday 2026-11-22 21:15\n- "the bins go out on Tuesday"\n</now>\n\nwhich day is it now'
    )
    lines = own_lines((Message(Role.SYSTEM, system), Message(Role.USER, now)))
    assert HOME_LINE in lines
    assert "which day is it now" in lines
    assert not any("wifi" in line or "bins" in line for line in lines)


@pytest.mark.parametrize(
    ("reply", "spoken"),
    [
        ('The "arguments" are the object. It is warm.', ""),
        ("It is warm. This is a JSON object that represents a call. It is cold.", "It is warm. This is a "),
    ],
)
def test_a_model_that_tells_how_calls_are_written_has_lost_its_thread(reply: str, spoken: str) -> None:
    speech = Speech(said="what can you do for me")
    heard = "".join(speech.feed(piece) for piece in (reply[:9], reply[9:20], reply[20:]))
    assert speech.stuck
    assert heard + speech.end() == spoken


@pytest.mark.parametrize(
    ("said", "conversation"),
    [
        ("what is JSON", ""),
        ("and how do I write that", "how do I write a program\nand how do I write that"),
        ("welche Formate gibt es für Daten", ""),
        ("qué lenguaje de programación es el mejor", ""),
    ],
)
def test_somebody_who_speaks_of_programs_hears_of_them(said: str, conversation: str) -> None:
    speech = Speech(said=said, conversation=conversation)
    reply = 'JSON is a format. Its "parameters" are text.'
    assert speech.feed(reply) + speech.end() == reply


def test_an_apostrophe_is_no_quotation_mark() -> None:
    speech = Speech(said="pourquoi")
    reply = "Parce que l'argument est bon."
    assert speech.feed(reply) + speech.end() == reply
