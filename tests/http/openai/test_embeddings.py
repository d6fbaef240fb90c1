"""Embeddings in OpenAI's shape, with the official client, too."""

from __future__ import annotations

from typing import Any

import openai
import pytest

from tests.http.conftest import Door, FakeServices


async def test_the_client_gets_vectors_as_floats(client: openai.AsyncOpenAI, fakes: FakeServices) -> None:
    made = await client.embeddings.create(model="vectors", input=["abc", "abd"])
    assert [entry.index for entry in made.data] == [0, 1]
    assert made.data[0].embedding[:4] == pytest.approx([3**-0.5, 3**-0.5, 3**-0.5, 0.0])
    assert fakes.llm.embedded == [("abc", "abd")]
    plain = await client.embeddings.create(model="vectors", input="abc", encoding_format="float")
    assert plain.data[0].embedding == pytest.approx(made.data[0].embedding)
    cut = await client.embeddings.create(model="vectors", input="abc", dimensions=2)
    assert cut.data[0].embedding == pytest.approx([0.5**0.5, 0.5**0.5])


@pytest.mark.parametrize(
    ("body", "param", "words"),
    [
        pytest.param({"input": [1, 2]}, "input", "tokens are not supported", id="tokens"),
        pytest.param({"input": [[1], [2]]}, "input", "tokens are not supported", id="lists of tokens"),
        pytest.param({"input": []}, "input", "expected a string", id="empty list"),
        pytest.param({"input": ""}, "input", "not empty", id="empty string"),
        pytest.param({"input": ["a", 1]}, "input", "expected strings", id="number among strings"),
        pytest.param({"input": ["a"] * 2049}, "input", "1 to 2048", id="too many"),
        pytest.param({}, "input", "required", id="no input"),
        pytest.param(
            {"input": "a", "dimensions": 99}, "dimensions", "the model has 26", id="too many dimensions"
        ),
        pytest.param(
            {"input": "a", "encoding_format": "hex"}, "encoding_format", "base64", id="unknown encoding"
        ),
    ],
)
async def test_what_cannot_be_compared_is_refused(
    door: Door, body: dict[str, Any], param: str, words: str
) -> None:
    async with door.post("/v1/embeddings", json={"model": "vectors"} | body) as response:
        error = await door.error(response, 422)
    assert error["param"] == param
    assert words in error["message"]


async def test_embeddings_say_who_made_them(door: Door) -> None:
    async with door.post("/v1/embeddings", json={"input": "abc"}) as response:
        body = await response.json()
    assert body["model"] == "vectors"
    assert body["usage"] == {"prompt_tokens": 1, "total_tokens": 1}
    assert isinstance(body["data"][0]["embedding"], list)
