"""LangChain's OpenAI package: chats, responses, old completions, tools, structured answers, embeddings."""

import os

from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAI, OpenAIEmbeddings
from pydantic import BaseModel

ADDRESS = {"base_url": f"{os.environ['MORGAN_URL']}/v1", "api_key": "none", "max_retries": 0}


class City(BaseModel):
    """A city."""

    city: str


@tool
def get_weather(city: str) -> str:
    """Return the weather of a city."""
    return f"sunny in {city}"


for uses_responses in (False, True):
    model = ChatOpenAI(model="home/scripted", use_responses_api=uses_responses, **ADDRESS)
    assert model.invoke("Hi").text == "Hello, you."
    assert "".join(chunk.text for chunk in model.stream("Hi")) == "Hello, you."
    called = model.bind_tools([get_weather]).invoke("The weather in Oslo?")
    assert called.tool_calls[0]["name"] == "get_weather", called
    assert model.with_structured_output(City).invoke("Where?") == City(city="Oslo")
    home = ChatOpenAI(model="morgan", use_responses_api=uses_responses, **ADDRESS)
    assert home.invoke("what's the date").text
old = OpenAI(model="home/scripted", **ADDRESS)
assert old.invoke("Hi") == "Hello, you."
assert old.batch(["one", "two"]) == ["Hello, you."] * 2
assert "".join(old.stream("Hi")) == "Hello, you."
embeddings = OpenAIEmbeddings(model="home/vectors", check_embedding_ctx_length=False, **ADDRESS)
assert len(embeddings.embed_documents(["door", "window"])) == 2
