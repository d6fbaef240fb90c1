"""The requests that Open WebUI sends to a server of OpenAI's API, by its source: chats, audio, embeddings."""

import json
import os
from pathlib import Path
from typing import Any

import requests

URL, WORDS = f"{os.environ['MORGAN_URL']}/v1", os.environ["MORGAN_WORDS"]
KEY = {"Authorization": "Bearer none"}
TASK = """### Task:
Generate a concise, 3-5 word title with an emoji summarizing the chat history.
### Output:
JSON format: { "title": "your concise title here" }
### Chat History:
<chat_history>
USER: turn on the kitchen lights
ASSISTANT: Done.
</chat_history>"""


def ask(path: str, **options: Any) -> requests.Response:
    """Return the answer to a request, which must not fail."""
    response = requests.request(options.pop("method", "POST"), f"{URL}{path}", timeout=60, **options)
    assert response.status_code == 200, (path, response.status_code, response.text)
    return response


def streamed_text(body: dict[str, Any]) -> str:
    """Return the words of a chat that streams."""
    text = ""
    for line in ask(
        "/chat/completions", headers=KEY, json={**body, "stream": True}, stream=True
    ).iter_lines():
        if line.startswith(b"data: {"):
            for choice in json.loads(line[6:])["choices"]:
                text += choice["delta"].get("content") or ""
    return text


# The settings ask without a key, and the first model is the one that is chosen.
models = [model["id"] for model in ask("/models", method="GET").json()["data"]]
assert models[0] == "morgan", models
assert ask("/audio/models", method="GET").json()["models"]
voices = {voice["id"]: voice["name"] for voice in ask("/audio/voices", method="GET").json()["voices"]}
assert voices

chat = {
    "model": "morgan",
    "messages": [{"role": "user", "content": "what's the date"}],
    "stream_options": {"include_usage": True},
    "metadata": {"chat_id": "a", "variables": {"{{USER_NAME}}": "Anna"}},
}
assert streamed_text(chat)
assert streamed_text({**chat, "model": "home/scripted"}) == "Hello, you."
title = {
    "model": "morgan",
    "messages": [{"role": "user", "content": TASK}],
    "stream": False,
    "max_completion_tokens": 1000,
}
assert (
    ask("/chat/completions", headers=KEY, json=title).json()["choices"][0]["message"]["content"]
    == "Hello, you."
)

# No model is chosen for hearing by default.
for fields in ({"model": ""}, {"model": "whisper-1", "language": "en"}):
    with Path(os.environ["MORGAN_RECORDING"]).open("rb") as file:
        heard = ask("/audio/transcriptions", headers=KEY, files={"file": ("a.wav", file)}, data=fields).json()
    assert heard["text"].casefold().rstrip(".") == WORDS, heard
speech = {"model": "tts-1", "input": WORDS, "voice": next(iter(voices))}
for voice in (next(iter(voices)), "alloy"):
    assert len(ask("/audio/speech", headers=KEY, json={**speech, "voice": voice}).content) > 4_000
vectors = ask("/embeddings", headers=KEY, json={"input": ["door", "window"], "model": "home/vectors"}).json()[
    "data"
]
assert [len(entry["embedding"]) for entry in vectors] == [26, 26]
