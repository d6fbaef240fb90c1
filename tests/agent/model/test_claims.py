from __future__ import annotations

import time

import pytest

from tests.agent.model.conftest import ON, Make
from tests.agent.talking import say
from tests.fakes.scripted_chat import Call, calls, says
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.model.claims import ClaimFilter


async def test_what_was_said_before_a_call_of_an_order_is_not_said(linked: Make) -> None:
    agent, _, _ = linked([calls(Call(*ON), text="I have turned it on."), says("The bed light is on.")])

    assert (await say(agent, "make the bed light shine")).text == "The bed light is on."


async def test_a_claim_without_an_action_is_replaced(linked: Make) -> None:
    agent, _, _ = linked([says("Sure, ", "I've turned on ", "the bed light!")])
    heard = await say(agent, "make the bed light shine")

    assert heard.text.startswith("I have not done anything")
    assert "claimed" in heard.notes("guard")


async def test_a_claim_in_talk_is_taken_back(linked: Make) -> None:
    agent, _, _ = linked([says("Hm. ", "I have just ", "turned on the Kitchen Light", " for you.")])
    heard = await say(agent, "I am so tired")

    assert "correct myself" in heard.text
    assert "for you" not in heard.text


async def test_a_story_may_tell_of_doors(linked: Make) -> None:
    agent, _, _ = linked([says("Once I opened ", "the old door, ", "and there sat a cat.")])

    assert (await say(agent, "tell me a story")).text == "Once I opened the old door, and there sat a cat."


async def test_a_question_back_is_no_claim(linked: Make) -> None:
    agent, _, _ = linked([says("Do you want to know whether I've turned on the Bed Light?")])

    assert (await say(agent, "make the bed light shine")).text.endswith("?")


def filter_of(language: str, *, holding: bool = False, home: str = "light") -> ClaimFilter:
    chosen = LANGUAGES[language]
    return ClaimFilter(
        chosen.cues, chosen.replies, active=True, holding=holding, concerns=lambda text: home in text
    )


def shortened(value: object) -> str:
    """The id of a text or a number."""
    return f"{str(value)[:5]!r}, {len(value)} long" if isinstance(value, str) else str(value)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["...", " ", "\n", "ok ", "I have just ", "I turned on ", "ich habe "])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_work_for_a_piece_does_not_grow_with_the_text_before_it(language: str, piece: str) -> None:
    claims = filter_of(language)
    began = time.thread_time()
    for _ in range(4 * 512):
        claims.feed(piece)

    assert time.thread_time() - began < 4


@pytest.mark.slow
@pytest.mark.parametrize("before", ["Hm. ", "." * 2000, " " * 2000, "A long tale. " * 1000], ids=shortened)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_claim_is_noticed_however_long_the_text_before_it_is(before: str, size: int) -> None:
    claims = filter_of("en")
    text = f"{before}I have turned on the light for you."
    spoken = "".join(claims.feed(text[start : start + size]) for start in range(0, len(text), size))

    assert claims.claimed
    assert "for you" not in spoken


@pytest.mark.parametrize("before", ["", "...", "." * 2000, "OK" + "." * 2000], ids=shortened)
def test_a_claim_at_the_beginning_is_noticed_behind_any_marks(before: str) -> None:
    claims = filter_of("en")
    for letter in f"{before} Done, the light is on.":
        claims.feed(letter)

    assert claims.claimed


def test_what_only_looks_like_a_beginning_in_the_middle_of_a_text_is_no_claim() -> None:
    claims = filter_of("en")
    for word in ("The light is what it is. " * 100 + "It was done by then").split(" "):
        claims.feed(f"{word} ")

    assert not claims.claimed


def test_the_thing_may_be_named_before_the_claim_and_behind_it() -> None:
    for text in (
        "The light, well, " + "you know, " * 100 + "I turned it off. ",
        "I turned it off. The light. ",
    ):
        claims = filter_of("en")
        for word in text.split(" "):
            claims.feed(f"{word} ")

        assert claims.claimed
