"""LiteLLM's functions, with Morgan as a server of OpenAI's API."""

import os
from pathlib import Path

import litellm

WORDS, RECORDING = os.environ["MORGAN_WORDS"], Path(os.environ["MORGAN_RECORDING"])
ADDRESS = {"api_base": f"{os.environ['MORGAN_URL']}/v1", "api_key": "none"}
MESSAGES = [{"role": "user", "content": "Hi"}]

reply = litellm.completion(model="openai/home/scripted", messages=MESSAGES, **ADDRESS)
assert reply.choices[0].message.content == "Hello, you."
stream = litellm.completion(model="openai/home/scripted", messages=MESSAGES, stream=True, **ADDRESS)
assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == "Hello, you."
asked = [{"role": "user", "content": "what's the date"}]
assert litellm.completion(model="openai/morgan", messages=asked, **ADDRESS).choices[0].message.content
old = litellm.text_completion(model="text-completion-openai/home/scripted", prompt="Hi", **ADDRESS)
assert old.choices[0].text == "Hello, you."
response = litellm.responses(model="openai/home/scripted", input="Hi", **ADDRESS)
assert response.output[0].content[0].text == "Hello, you."
made = litellm.embedding(model="openai/home/vectors", input=["door", "window"], **ADDRESS)
assert len(made.data) == 2
with RECORDING.open("rb") as file:
    heard = litellm.transcription(model="openai/whisper-1", file=file, **ADDRESS)
assert heard.text.casefold().rstrip(".") == WORDS, heard.text
spoken = litellm.speech(model="openai/tts-1", voice="alloy", input=WORDS, **ADDRESS)
assert len(spoken.content) > 4_000
