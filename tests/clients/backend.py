"""The language model behind the Morgan of the clients: it answers what their scripts wait for."""

from __future__ import annotations

from tests.fakes.scripted_chat import Call, Script, ScriptedChat, calls, says
from wyoming_morgan.engines.contract.llm import ChatRequest, ModelInfo, Role

MODEL = "scripted"


def scripted_model() -> ScriptedChat:
    """Return a model that greets, calls a tool that is asked about the weather, and tells its result."""
    models = (
        ModelInfo(MODEL, "tests", context_tokens=8192, tools=True),
        ModelInfo("vectors", "tests", only_embeds=True),
    )
    return ScriptedChat(_reply, models=models, embedding_model="vectors")


def _reply(request: ChatRequest) -> Script:
    last = request.messages[-1]
    if last.role is Role.TOOL:
        return says("It is ", last.content.strip('"'), ".")
    names = [tool.name for tool in request.tools]
    weather = next((name for name in names if "weather" in name), None)
    if weather is not None and request.tool_choice != "none" and "weather" in last.content.casefold():
        return calls(Call(weather, {"city": "Oslo"}, id="call_weather"))
    if request.tool_choice in names:
        return calls(Call(str(request.tool_choice), {"city": "Oslo"}, id="call_chosen"))
    if request.json_schema is not None:
        return says('{"city": ', '"Oslo"}')
    return says("Hello", ", ", "you.")
