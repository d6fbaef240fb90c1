"""What a model repeats of the prompt is not spoken, wherever its text is cut; other text stays."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.conftest import HOME
from tests.agent.model.conftest import STATES, Make
from tests.agent.talking import say
from tests.fakes.scripted_chat import says
from wyoming_morgan.agent.model.echo import EchoFilter
from wyoming_morgan.agent.model.prompt import Now, system_prompt, volatile

SITUATION = volatile(
    Now(datetime(2026, 11, 29, 11, 5, tzinfo=UTC), "en", "Kitchen", ("the code is <b>12</b>",), STATES)
)
PROMPT = system_prompt(HOME)
BLOCK = PROMPT[PROMPT.index("\n<home>\n") + 1 :]

ECHOES = (
    (f"{SITUATION}\n\nIt is warm.", "It is warm."),
    (f"{BLOCK}\nIt is warm.", "It is warm."),
    (f"It is warm.\n{SITUATION}", "It is warm."),
    (f"It is warm. {SITUATION} And dry.", "It is warm. And dry."),
    (f"{SITUATION}{BLOCK}Fine.", "Fine."),
    (SITUATION, ""),
    (SITUATION.removesuffix("</now>"), ""),
    (f"Fine. {BLOCK.removesuffix('</home>')}", "Fine."),
    ("<NOW>Time: 5</Now>Fine.", "Fine."),
    ("<now >Time: 5</now\n>Fine.", "Fine."),
    ("<now/>Fine.", "Fine."),
    ("</now>\nFine.", "Fine."),
    ("Fine.</now>", "Fine."),
    ("<home>Kitchen<now>Time: 5</now>: light Lamp</home>Fine.", "Fine."),
    ("<home>Kitchen<now>Time: 5</home>Fine.", "Fine."),
    ("<now>Time: 5<now>Time: 6</now>Fine.", "Fine."),
    ("<now>Time: 5</home>, Kitchen</now>Fine.", "Fine."),
    ("<now>a < b <no> </no</now>Fine.", "Fine."),
)
TALK = (
    "1 < 2",
    "It ends with <",
    "a<b>c</b>",
    "<",
    "</",
    "<now",
    "<home ",
    "The <homes> and <nowhere>.",
    "<nothing>",
    "now> and home>",
    "< now >",
    "<<3",
    " \n Blanks  stay.\n",
)


def filtered(pieces: list[str]) -> str:
    echo = EchoFilter()
    return "".join([*map(echo.feed, pieces), echo.end()])


def cut(text: str, places: set[int]) -> list[str]:
    ends = sorted({0, len(text), *(place for place in places if place < len(text))})
    return [text[start:end] for start, end in pairwise(ends)]


def cut_by(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


@pytest.mark.parametrize(("reply", "spoken"), ECHOES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
def test_a_block_of_the_prompt_is_not_spoken(reply: str, spoken: str, size: int) -> None:
    assert filtered(cut_by(reply, size)).strip() == spoken


@pytest.mark.parametrize("talk", TALK)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
def test_what_is_no_tag_of_the_prompt_stays(talk: str, size: int) -> None:
    assert filtered(cut_by(talk, size)) == talk


@given(
    st.lists(
        st.sampled_from(
            ("<now>", "</now>", "<home>", "</home>", "<", "<no", "w>", "/", " ", "\n", "Time", ">")
        )
    ).map("".join),
    st.sets(st.integers(1, 60), max_size=8),
)
def test_wherever_a_text_is_cut_the_same_is_spoken(text: str, places: set[int]) -> None:
    assert filtered(cut(text, places)) == filtered([text])


@given(
    st.text("<>/now hmeTi\n", max_size=30).filter(lambda text: "<" not in text),
    st.sampled_from(("now", "home")),
    st.sets(st.integers(1, 60), max_size=8),
)
def test_nothing_within_a_block_is_spoken(inner: str, name: str, places: set[int]) -> None:
    assert filtered(cut(f"<{name}>{inner}</{name}>Fine.", places)) == "Fine."
    assert filtered(cut(f"<{name}>{inner}", places)) == ""


def test_every_tag_of_the_prompt_is_known() -> None:
    tags = set(re.findall(r"</?(\w+)>", system_prompt(HOME) + volatile(Now(datetime.now(UTC), "en"))))

    assert tags
    for tag in tags:
        assert filtered([f"<{tag}>Fine.</{tag}>"]) == ""


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["<", "<no", "<now>", "</now>", "a ", "\n"])
def test_the_work_for_a_piece_does_not_grow_with_the_text_before_it(piece: str) -> None:
    def seconds(count: int) -> float:
        echo = EchoFilter()
        start = time.process_time()
        for _ in range(count):
            echo.feed(piece)
        return time.process_time() - start

    assert min(seconds(40_000) for _ in range(3)) < 12 * max(min(seconds(10_000) for _ in range(3)), 0.001)


@pytest.mark.parametrize("asked", ["tell me a story", "make the bed light shine"])
async def test_the_reply_of_a_turn_has_no_block_of_the_prompt(linked: Make, asked: str) -> None:
    agent, _, chat = linked([says(*cut_by(f"{SITUATION}\nWhich lamp do you mean?", 5))])

    assert (await say(agent, asked)).text == "Which lamp do you mean?"
    assert len(chat.requests) == 1


async def test_a_reply_of_nothing_but_the_prompt_is_an_empty_one(linked: Make) -> None:
    agent, _, _ = linked([says(SITUATION)])

    answer = await say(agent, "tell me a story")
    assert answer.text
    assert "Time" not in answer.text
