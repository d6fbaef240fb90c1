"""Backends behind one face: names, fallbacks, switching, embeddings."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.fakes.scripted_chat import Script, ScriptedChat, says
from tests.waiting import until
from wyoming_morgan.engines.contract.llm import (
    ChatEnd,
    ChatEvent,
    ChatModel,
    ChatRequest,
    Likelihood,
    Message,
    ModelInfo,
    ReasoningPiece,
    Role,
    TextPiece,
    TokenPiece,
)
from wyoming_morgan.errors import (
    Busy,
    ConfigurationError,
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    InvalidRequest,
    MorganError,
    TooLarge,
    UnknownModel,
)
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.llm.gateway import Gateway
from wyoming_morgan.llm.names import Backend

AWAY = EngineUnavailable("nobody is there")
REQUEST = ChatRequest((Message(Role.USER, "Hello"),))


class Clock:
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def model(name: str, *others: str, **more: Any) -> ScriptedChat:
    models = tuple(
        ModelInfo(listed, "tests", context_tokens=1000 + len(listed)) for listed in (name, *others)
    )
    return ScriptedChat([says("I am ", name, ".")], repeat=True, models=models, **more)


def gateway(**engines: ScriptedChat) -> Gateway:
    return made(engines)


def made(engines: Mapping[str, ScriptedChat], **more: Any) -> Gateway:
    return Gateway([Backend(name, engine) for name, engine in engines.items()], **more)


async def ask(models: Gateway, name: str | None = None) -> tuple[str, str]:
    """Return the reply and the model that gave it."""
    events = [event async for event in models.chat(ChatRequest(REQUEST.messages, model=name))]
    assert isinstance(events[-1], ChatEnd)
    return "".join(event.text for event in events if isinstance(event, TextPiece)), events[-1].model


def test_the_gateway_and_the_script_are_what_they_claim() -> None:
    models: LanguageModels = gateway(a=model("x"))
    scripted: LanguageModels = model("x")
    engine: ChatModel = model("x")
    assert models.current == "a/x"
    assert scripted.current == "x"
    assert isinstance(engine, ChatModel)


async def test_without_a_name_the_first_backend_answers() -> None:
    first, second = model("x"), model("y")
    assert await ask(gateway(a=first, b=second)) == ("I am x.", "a/scripted")
    assert not second.requests
    assert first.requests[0].model is None


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("b/y", ("b", "y")),
        ("y", ("b", "y")),
        ("x", ("a", "x")),
        ("b", ("b", None)),
        ("a/org/deep:4b", ("a", "org/deep:4b")),
        ("org/deep:4b", ("a", "org/deep:4b")),
        ("tagged", ("b", "tagged:latest")),
        ("b/tagged", ("b", "tagged:latest")),
        ("b/not-listed", ("b", "not-listed")),
        ("fast", ("b", "y")),
        ("voice", ("b", "y")),
    ],
)
async def test_a_name_finds_its_model(name: str, asked: tuple[str, str | None]) -> None:
    engines = {"a": model("x", "org/deep:4b"), "b": model("y", "tagged:latest")}
    await ask(made(engines, aliases={"fast": "b/y", "voice": "fast"}), name)
    requests = [
        (backend, request.model) for backend, engine in engines.items() for request in engine.requests
    ]
    assert requests == [asked]


async def test_a_model_that_nobody_has_is_unknown_and_like_ones_are_told() -> None:
    models = gateway(a=model("qwen3:4b"), b=model("y"))
    with pytest.raises(UnknownModel, match="did you mean a/qwen3:4b"):
        await ask(models, "a-qwen3:4b")
    with pytest.raises(EngineUnavailable, match="no language model"):
        await ask(gateway())
    with pytest.raises(EngineUnavailable, match="no language model"):
        await ask(gateway(), "x")


async def test_backends_are_asked_anew_before_a_name_is_unknown() -> None:
    engine = model("x")

    async def refresh() -> tuple[ModelInfo, ...]:
        engine.models = (*engine.models, ModelInfo("new"))
        return engine.models

    engine.refresh = refresh  # type: ignore[method-assign]
    await ask(gateway(a=engine), "new")
    assert engine.requests[0].model == "new"


def test_an_alias_that_leads_to_itself_is_a_mistake() -> None:
    with pytest.raises(ConfigurationError, match="refers to itself"):
        made({"a": model("x")}, aliases={"one": "two", "two": "one"})


@pytest.mark.parametrize(
    "error", [AWAY, Busy("full"), DeadlineExceeded("slow")], ids=lambda error: error.code
)
async def test_the_next_backend_answers_where_one_does_not(
    error: MorganError, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first, second = model("x"), model("y")
    first.away = error
    models = gateway(a=first, b=second)
    assert (await ask(models))[0] == "I am y."
    assert (await ask(models))[0] == "I am y."
    assert models.fallbacks["a", error.code] >= 1
    assert caplog.text.count("passed over") == 1
    first.away = None
    models._resting_until.clear()
    assert (await ask(models))[0] == "I am x."
    assert "answer again" in caplog.text


@pytest.mark.parametrize(
    "error",
    [AWAY, Busy("full"), DeadlineExceeded("slow"), EngineFailed("broke")],
    ids=lambda error: error.code,
)
async def test_a_reply_that_has_begun_is_given_to_no_other_backend(error: MorganError) -> None:
    second = model("y")
    models = gateway(a=ScriptedChat([[TextPiece("I"), error]]), b=second)
    heard: list[ChatEvent] = []
    with pytest.raises(type(error)):
        heard.extend([event async for event in models.chat(REQUEST)])
    assert not second.requests


@pytest.mark.parametrize(
    "failure",
    [
        [EngineFailed("broke")],
        [InvalidRequest("no")],
        [TooLarge("too long")],
        [UnknownModel("gone")],
        [ReasoningPiece("hm"), EngineFailed("broke")],
        [TextPiece(" "), EngineFailed("broke")],
        says(),
        says("", reasoning="hm"),
    ],
    ids=repr,
)
async def test_another_backend_is_asked_whatever_goes_wrong_before_the_first_word(failure: Script) -> None:
    second = model("y")
    models = gateway(a=ScriptedChat([failure]), b=second)
    assert (await ask(models))[0].strip() == "I am y."
    assert second.requests


async def test_a_reply_whose_tokens_were_reported_is_given_to_no_other_backend() -> None:
    first, second = model("small"), model("large")
    first.script = [[TokenPiece(Likelihood("I", -0.1)), EngineFailed("broke")]]
    with pytest.raises(EngineFailed, match="broke"):
        await ask(gateway(first=first, second=second))
    assert not second.requests


async def test_a_backend_that_reports_no_log_probabilities_is_passed_over() -> None:
    first, second = model("small"), model("large")
    first.away = InvalidRequest("small reports no log probabilities")
    models = gateway(first=first, second=second)
    events = [event async for event in models.chat(replace(REQUEST, log_probabilities=3))]
    assert isinstance(events[-1], ChatEnd)
    assert events[-1].model.startswith("second/")
    assert second.requests[0].log_probabilities == 3


async def test_an_empty_answer_is_the_answer_if_nobody_has_another() -> None:
    models = gateway(a=ScriptedChat([says()]), b=ScriptedChat([[EngineFailed("broke")]]))
    assert (await ask(models))[0] == ""


async def test_silence_behind_a_result_is_meant() -> None:
    second = model("y")
    models = gateway(a=ScriptedChat([says()]), b=second)
    request = replace(REQUEST, messages=(*REQUEST.messages, Message(Role.TOOL, "done", tool_call_id="1")))
    assert isinstance([event async for event in models.chat(request)][-1], ChatEnd)
    assert not second.requests


async def test_a_backend_that_was_away_is_asked_last_for_a_while() -> None:
    clock = Clock()
    first, second = model("x"), model("y")
    models = made({"a": first, "b": second}, clock=clock)
    first.away = AWAY
    await ask(models)
    await ask(models)
    assert len(first.requests) == 1
    second.away = AWAY
    with pytest.raises(EngineUnavailable, match="no language model answers"):
        await ask(models)
    assert len(first.requests) == 2
    first.away = second.away = None
    clock.now += 60
    assert (await ask(models))[0] == "I am x."


async def test_a_busy_backend_is_asked_first_again() -> None:
    first = model("x")
    models = gateway(a=first, b=model("y"))
    first.away = Busy("full")
    await ask(models)
    await ask(models)
    assert len(first.requests) == 2


async def test_a_model_named_itself_is_answered_by_no_other() -> None:
    first, second = model("x"), model("y")
    first.away = AWAY
    with pytest.raises(EngineUnavailable, match="nobody is there"):
        await ask(gateway(a=first, b=second), "a/x")
    with pytest.raises(EngineUnavailable, match="nobody is there"):
        await ask(gateway(a=first, b=second), "x")
    assert not second.requests


async def test_a_model_named_itself_is_found_on_another_backend() -> None:
    first, second = model("x"), model("y", "x")
    first.away = AWAY
    await ask(gateway(a=first, b=second), "a/x")
    assert second.requests[0].model == "x"


async def test_an_alias_falls_back_as_the_current_model_does() -> None:
    first, second = model("x"), model("y")
    first.away = AWAY
    assert (await ask(made({"a": first, "b": second}, aliases={"fast": "a/x"}), "fast"))[0] == "I am y."


async def test_a_configured_model_that_is_gone_is_passed_over() -> None:
    first = ScriptedChat([[UnknownModel("pull it")]], models=(ModelInfo("x"),))
    assert (await ask(made({"a": first, "b": model("y")}, model="a/x")))[0] == "I am y."
    with pytest.raises(UnknownModel, match="pull it"):
        await ask(made({"a": ScriptedChat([[UnknownModel("pull it")]])}))


async def test_when_nobody_answers_the_error_may_be_tried_again_if_any_may() -> None:
    first, second = model("x"), model("y")
    first.away, second.away = AWAY, Busy("full")
    with pytest.raises(Busy, match="nobody is there; full"):
        await ask(gateway(a=first, b=second))


async def test_another_model_can_be_made_the_current_one() -> None:
    models = made({"a": model("x", "z"), "b": model("y")}, model="a/z", aliases={"fast": "b/y"})
    assert models.current == "a/z"
    assert await models.switch("y") == models.current == "b/y"
    assert (await ask(models))[0] == "I am y."
    assert await models.switch("fast") == "b/y"
    assert await models.switch("a") == "a/x"
    for name in ("nope", "a/nope"):
        with pytest.raises(UnknownModel):
            await models.switch(name)
    assert models.current == "a/x"


async def test_models_are_listed_by_full_name_and_alias() -> None:
    models = made({"a": model("x"), "b": model("yy")}, aliases={"fast": "b/yy", "gone": "c/z"})
    assert [(listed.id, listed.context_tokens) for listed in models.models] == [
        ("a/x", 1001),
        ("b/yy", 1002),
        ("fast", 1002),
    ]
    assert models.context_tokens() == 1001
    assert models.context_tokens("fast") == 1002
    assert models.context_tokens("nope") is None
    assert gateway().models == ()
    assert gateway().current == ""
    assert gateway().context_tokens() is None


async def test_closing_a_reply_gives_the_backend_s_work_up() -> None:
    engine = ScriptedChat([[TextPiece("a"), 30.0]])
    events = gateway(a=engine).chat(REQUEST)
    await anext(events)
    await events.aclose()
    assert engine.cancelled == 1


async def test_texts_are_compared_by_the_first_backend_that_can() -> None:
    can = model("y", embedding_model="vectors")
    made_by = await gateway(a=model("x"), b=can).embed(["a", "b"])
    assert made_by.model == "b/vectors"
    assert len(made_by.vectors) == 2
    with pytest.raises(EngineUnavailable, match="embedding_model"):
        await gateway(a=model("x")).embed(["a"])
    assert (
        await made({"a": model("x"), "b": can}, embedding_model="b/other").embed(["a"])
    ).model == "b/other"
    assert (await gateway(a=can).embed(["a"], "a/more")).model == "a/more"
    with pytest.raises(UnknownModel):
        await gateway(a=can).embed(["a"], "nope")


async def test_vectors_of_another_model_never_stand_in() -> None:
    first = model("x", embedding_model="v")
    first.away = AWAY
    with pytest.raises(EngineUnavailable, match="nobody"):
        await gateway(a=first, b=model("y", embedding_model="v")).embed(["a"])


@pytest.fixture
async def loaded() -> AsyncIterator[Callable[..., Any]]:
    opened: list[Gateway] = []

    async def load(**engines: ScriptedChat) -> Gateway:
        opened.append(gateway(**engines))
        await opened[-1].load()
        await opened[-1].load()
        return opened[-1]

    yield load
    for gate in opened:
        await gate.close()


async def test_a_backend_that_was_away_is_noticed_when_it_is_back(
    loaded: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wyoming_morgan.llm.gateway._FIRST_RETRY_SECONDS", 0.005)
    engine = model("x")
    listed, engine.models = engine.models, ()
    asked = 0

    async def refresh() -> tuple[ModelInfo, ...]:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise AWAY
        engine.models = listed
        return listed

    engine.refresh = refresh  # type: ignore[method-assign]
    models = await loaded(a=engine)
    assert models.models == ()
    await until(lambda: models.models)
