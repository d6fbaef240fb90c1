"""Questions that are answered with probabilities, by a model that reports those of its tokens."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from fake_morgan import FakeMorgan
from homeassistant.components import ai_task
from homeassistant.const import ATTR_SUPPORTED_FEATURES
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_component import DATA_INSTANCES
from pytest_homeassistant_custom_component.common import MockConfigEntry
from test_agents import answer, subentry_of
from test_status import say
from test_tasks import ENTITY, PNG, pictures, tasks

__all__ = ["pictures", "tasks"]
NOUL = {"type": "noul", "instructions": "Has it arrived?"}
CHOICE = {
    "type": "choice",
    "instructions": "Where is it?",
    "criteria": {"front": "at the door", "shed": "in the shed", "lost": "nobody knows"},
}
SCORE = {"type": "score", "instructions": "How sure is that?", "criteria": ["not", "rather", "wholly"]}
EVALUATE = ai_task.AITaskEntityFeature(8)


@dataclass
class _Answer:
    """Home Assistant's own answers are new in 2026.11; these have their fields."""

    noul: float | None = None
    choice: str | None = None
    score: float | None = None
    probabilities: Any = None


@pytest.fixture(autouse=True)
def newer_home_assistant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is new in 2026.11."""
    monkeypatch.setattr("custom_components.morgan.ai_task._EVALUATE", EVALUATE)
    for name in ("NoulAnswer", "ChoiceAnswer", "ScoreAnswer"):
        monkeypatch.setattr(ai_task, name, _Answer, raising=False)
    monkeypatch.setattr(ai_task, "EvaluationTaskResult", lambda answers: answers, raising=False)


def token(text: str, share: float, **others: float) -> dict[str, Any]:
    """Return a token that is so likely, with alternatives; `_` in their names is a blank."""
    top = [
        {"token": name.replace("_", " "), "logprob": math.log(part)}
        for name, part in ({text: share} | others).items()
    ]
    return {"token": text, "logprob": math.log(share), "top_logprobs": top}


def said(text: str, *tokens: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {"choice": {"message": message, "logprobs": {"content": list(tokens)} if tokens else None}}


async def evaluate(hass: HomeAssistant, *questions: Any, state: Any = "It is here.", **more: Any) -> Any:
    entity: Any = hass.data[DATA_INSTANCES]["ai_task"].get_entity(ENTITY)
    task = SimpleNamespace(
        name="check",
        questions={str(number): question for number, question in enumerate(questions)},
        state=state,
        **{"attachments": None, **more},
    )
    return list((await entity._async_evaluate(task)).values())


async def failure(hass: HomeAssistant, *questions: Any) -> str:
    with pytest.raises(HomeAssistantError) as caught:
        await evaluate(hass, *questions)
    return str(caught.value.translation_key)


def features(hass: HomeAssistant) -> int:
    state = hass.states.get(ENTITY)
    assert state is not None
    return int(state.attributes[ATTR_SUPPORTED_FEATURES])


# What is answered


@pytest.mark.usefixtures("tasks")
async def test_yes_is_as_likely_as_its_spellings_together(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.answers = [said("Yes", token("Yes", 0.4, _yes=0.2, No=0.15, _NO=0.05, Maybe=0.2))]
    [result] = await evaluate(hass, NOUL)
    assert result.noul == pytest.approx(0.6 / 0.8)
    [chat] = morgan.chats
    assert (chat["logprobs"], chat["top_logprobs"], chat["temperature"]) == (True, 20, 0.0)
    assert chat["model"] == "house/small"
    assert [message["role"] for message in chat["messages"]] == ["system", "user"]
    text = chat["messages"][1]["content"]
    assert text.index("It is here.") < text.index("Has it arrived?") < text.index("Yes or No")


@pytest.mark.usefixtures("tasks")
async def test_the_likeliest_of_several_is_chosen(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.answers = [said("B", token("B", 0.5, A=0.3, _C=0.1, a=0.05))]
    [result] = await evaluate(hass, CHOICE)
    assert result.choice == "shed"
    assert result.probabilities == pytest.approx({"front": 3 / 9, "shed": 5 / 9, "lost": 1 / 9})
    assert "B) shed: in the shed" in morgan.chats[0]["messages"][1]["content"]


@pytest.mark.usefixtures("tasks")
async def test_a_score_is_the_level_that_is_to_be_expected(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.answers = [said("C", token("C", 0.6, B=0.3, A=0.1))]
    [result] = await evaluate(hass, SCORE)
    assert result.probabilities == pytest.approx([0.1, 0.3, 0.6])
    assert result.score == pytest.approx(0.3 + 2 * 0.6)


@pytest.mark.usefixtures("tasks")
async def test_each_question_is_asked_about_the_same_state(hass: HomeAssistant, morgan: FakeMorgan) -> None:
    morgan.answers = [said("No", token("No", 0.9, Yes=0.1)), said("A", token("A", 0.9, B=0.05, C=0.05))]
    first, second = await evaluate(hass, NOUL, CHOICE, state={"mailbox": ["letter", 2]})
    assert (round(first.noul, 3), second.choice) == (0.1, "front")
    for chat in morgan.chats:
        assert json.loads(chat["messages"][1]["content"].partition("\n")[0]) == {"mailbox": ["letter", 2]}


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize(
    "tokens",
    [
        [token("\n", 0.9), token("Yes", 0.8, No=0.2)],
        [token("The", 0.9, Yes=0.05), token(" answer", 0.9), token(" yes", 0.8, No=0.2)],
        [token("**", 0.9), token("Yes", 0.6, No=0.15, Perhaps=0.2), token("No", 0.99)],
        [token("Well", 0.7, Yes=0.08, No=0.02), token("!", 0.99)],
        [token("YES.", 0.8, no=0.2)],
    ],
    ids=["after a blank", "in a sentence", "in bold", "never said", "with a point"],
)
async def test_the_answer_is_where_the_model_gives_it(
    hass: HomeAssistant, morgan: FakeMorgan, tokens: list[dict[str, Any]]
) -> None:
    morgan.answers = [said("...", *tokens)]
    [result] = await evaluate(hass, NOUL)
    assert result.noul == pytest.approx(0.8)


@pytest.mark.usefixtures("tasks")
async def test_a_model_that_must_think_first_is_given_the_time(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.answers = [said(""), said("Yes", token("Yes", 0.9, No=0.1))]
    [result] = await evaluate(hass, NOUL)
    assert result.noul == pytest.approx(0.9)
    short, long = (chat["max_tokens"] for chat in morgan.chats)
    assert short < 50
    assert long > 1000


@pytest.mark.usefixtures("tasks")
async def test_pictures_alone_can_be_asked_about(
    hass: HomeAssistant, morgan: FakeMorgan, tmp_path: Any
) -> None:
    path = tmp_path / "door.png"
    path.write_bytes(PNG)
    morgan.answers = [said("No", token("No", 0.9, Yes=0.1))] * 2
    attached = SimpleNamespace(mime_type="image/png", path=path, media_content_id="")
    result = await evaluate(hass, NOUL, NOUL, state=None, attachments=[attached])
    assert [round(one.noul, 3) for one in result] == [0.1, 0.1]
    for chat in morgan.chats:
        kinds = [part["type"] for part in chat["messages"][1]["content"]]
        assert kinds == ["image_url", "text"]


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize(
    ("reply", "key"),
    [
        ((400, {"error": {"message": "small reports no log probabilities"}}), "task_failed"),
        (said("Yes"), "task_not_fitting"),
        (said("I cannot say", token("I", 0.9, You=0.1)), "task_not_fitting"),
        (said("a dog", token("a", 0.9, b=0.1)), "task_not_fitting"),
    ],
    ids=["refused", "no probabilities", "another answer", "a word"],
)
async def test_what_is_no_answer_is_no_probability(
    hass: HomeAssistant, morgan: FakeMorgan, reply: Any, key: str
) -> None:
    morgan.answers = [reply, reply]
    assert await failure(hass, CHOICE) == key


@pytest.mark.usefixtures("tasks")
async def test_as_many_answers_as_can_be_told_apart_may_be_given(
    hass: HomeAssistant, morgan: FakeMorgan
) -> None:
    morgan.answers = [said("T", token("T", 1.0))]
    [result] = await evaluate(hass, {**SCORE, "criteria": [f"level {number}" for number in range(20)]})
    assert result.score == 19
    many = {**SCORE, "criteria": [f"level {number}" for number in range(21)]}
    assert await failure(hass, many) == "too_many_answers"


# Who can


async def list_anew(
    hass: HomeAssistant, morgan: FakeMorgan, entry: MockConfigEntry, language_models: str
) -> None:
    """Have Morgan list its models anew, and wait until that was looked at."""
    before = morgan.models_asked
    await say(hass, morgan, entry, language_models=language_models)
    await morgan.until(lambda: morgan.models_asked > before)
    await settled(hass)


async def settled(hass: HomeAssistant) -> None:
    """Wait until the answer of a moment ago was taken."""
    await asyncio.sleep(0.1)
    await hass.async_block_till_done()


async def test_only_a_model_that_reports_probabilities_is_said_to_evaluate(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, tasks: None
) -> None:
    await list_anew(hass, morgan, linked, "1")
    assert not features(hass) & EVALUATE
    morgan.models["data"][2]["logprobs"] = True
    await list_anew(hass, morgan, linked, "2")
    assert features(hass) & EVALUATE
    assert features(hass) & ai_task.AITaskEntityFeature.GENERATE_DATA
    morgan.models["data"][2]["logprobs"] = False
    await list_anew(hass, morgan, linked, "3")
    assert not features(hass) & EVALUATE


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize(("name", "can"), [("house/large", True), ("large", True), ("house/small", False)])
async def test_the_chosen_model_counts(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, name: str, can: bool
) -> None:
    morgan.models["data"][1]["logprobs"] = True
    flow: Any = await linked.start_subentry_reconfigure_flow(hass, subentry_of(linked, 1).subentry_id)
    before = morgan.models_asked
    await answer(hass, flow, model=name)
    await morgan.until(lambda: morgan.models_asked > before)
    await settled(hass)
    assert bool(features(hass) & EVALUATE) is can


async def test_models_are_not_asked_for_again_while_nothing_has_changed(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, tasks: None
) -> None:
    await list_anew(hass, morgan, linked, "2")
    before = morgan.models_asked
    await say(hass, morgan, linked, language_models="2", queue={"running": 9, "waiting": 9})
    await settled(hass)
    assert morgan.models_asked == before


async def test_a_list_that_did_not_come_is_asked_for_again(
    hass: HomeAssistant, morgan: FakeMorgan, linked: MockConfigEntry, tasks: None
) -> None:
    listed, morgan.models = morgan.models, "broken"
    await list_anew(hass, morgan, linked, "2")
    assert not features(hass) & EVALUATE
    listed["data"][2]["logprobs"] = True
    morgan.models = listed
    await say(hass, morgan, linked, language_models="2", queue={"running": 9, "waiting": 9})
    await morgan.until(lambda: features(hass) & EVALUATE)
