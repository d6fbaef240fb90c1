"""Every operation of the HTTP interface: what it is for, what it takes, and what it answers with."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from wyoming_morgan.http.api.audio import AudioForm
from wyoming_morgan.http.api.generate import GenerateBody
from wyoming_morgan.http.api.memory import (
    ConversationsQuery,
    FactBody,
    FactsQuery,
    ForgetBody,
    MessagesQuery,
)
from wyoming_morgan.http.api.pair import PairBody, ProofBody
from wyoming_morgan.http.api.text import TextBody
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.completions_body import CompletionBody
from wyoming_morgan.http.openai.conversations import ConversationBody, ConversationUpdateBody, ItemsBody
from wyoming_morgan.http.openai.embeddings import EmbeddingsBody
from wyoming_morgan.http.openai.item_lists import ItemsQuery
from wyoming_morgan.http.openai.realtime import ClientSecretBody
from wyoming_morgan.http.openai.responses_body import ResponsesBody
from wyoming_morgan.http.openai.speech import SpeechBody
from wyoming_morgan.http.openai.timestamps import TimestampsForm
from wyoming_morgan.http.openai.transcription_form import TranscriptionForm

JSON = "application/json"
EVENTS = "text/event-stream"
TEXT = "text/plain"
LINES = "application/x-ndjson"
AUDIO = ("audio/mpeg", "audio/ogg", "audio/aac", "audio/flac", "audio/wav", "audio/pcm")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. A body that is a form has a file as well."""

    method: str
    path: str
    summary: str
    body: type[BaseModel] | None = None
    is_form: bool = False
    query: type[BaseModel] | None = None
    answers: tuple[str, ...] = (JSON,)
    """The types of what it answers with."""
    is_socket: bool = False
    """Whether it becomes a WebSocket."""

    @property
    def name(self) -> str:
        """A name that no other operation has."""
        words = "".join(letter if letter.isalnum() else " " for letter in self.path).split()
        return "_".join((self.method.lower(), *words)) or self.method.lower()


OPERATIONS = (
    Operation("GET", "/", "A page to talk to in a browser; for programs, the routes"),
    Operation(
        "GET", "/page/{name}", "A file of that page", answers=("text/html", "text/css", "text/javascript")
    ),
    Operation("GET", "/health", "Whether the process is alive"),
    Operation("GET", "/ready", "Whether everything is prepared, and what is missing"),
    Operation("GET", "/metrics", "Metrics for Prometheus", answers=(TEXT,)),
    Operation("GET", "/openapi.json", "This description"),
    Operation("GET", "/docs", "This description, to be read", answers=("text/html",)),
    Operation("GET", "/api/ps", "The engines in use, and the models in memory"),
    Operation("POST", "/api/text", "A turn in writing: the agent answers a text", TextBody),
    Operation("POST", "/api/audio", "A spoken turn: a recording in, the reply out", AudioForm, is_form=True),
    Operation("GET", "/api/voice", "Utterances, texts and wake words over one socket", is_socket=True),
    Operation("GET", "/api/home/link", "A home that links itself", is_socket=True),
    Operation("POST", "/generate", "Text to speech with Morgan's own fields", GenerateBody, answers=AUDIO),
    Operation("GET", "/generate", "The same by an address", query=GenerateBody, answers=AUDIO),
    Operation("GET", "/api/conversations", "The conversations", query=ConversationsQuery),
    Operation("GET", "/api/conversations/{id}", "A conversation", query=MessagesQuery),
    Operation("DELETE", "/api/conversations/{id}", "Delete a conversation"),
    Operation("GET", "/api/conversations/{id}/export", "A conversation in full", answers=(LINES,)),
    Operation("GET", "/api/facts", "What is remembered", query=FactsQuery),
    Operation("POST", "/api/facts", "Remember something", FactBody),
    Operation("POST", "/api/facts/forget", "Forget something by its words", ForgetBody),
    Operation("DELETE", "/api/facts/{id}", "Forget something"),
    Operation("GET", "/api/users/{id}/export", "Everything of a person", answers=(LINES,)),
    Operation("DELETE", "/api/users/{id}", "Delete everything of a person"),
    Operation("POST", "/api/pair", "A key of one's own for a code", PairBody),
    Operation("POST", "/api/pair/code", "A new code"),
    Operation("POST", "/api/pair/proof", "A proof that this is the server that was paired with", ProofBody),
    Operation("GET", "/api/pair/keys", "The paired clients"),
    Operation("DELETE", "/api/pair/keys/{name}", "Take the key of a paired client back"),
    Operation("GET", "/v1/models", "The models"),
    Operation("GET", "/v1/models/{id}", "A model"),
    Operation("GET", "/v1/audio/models", "The models of speech"),
    Operation("GET", "/v1/audio/voices", "The voices"),
    Operation("POST", "/v1/chat/completions", "A chat", ChatBody, answers=(JSON, EVENTS)),
    Operation("POST", "/v1/completions", "A chat of one text", CompletionBody, answers=(JSON, EVENTS)),
    Operation("POST", "/v1/responses", "A chat in the newer shape", ResponsesBody, answers=(JSON, EVENTS)),
    Operation("GET", "/v1/responses/{id}", "A response that is kept"),
    Operation("DELETE", "/v1/responses/{id}", "Delete a response that is kept"),
    Operation("GET", "/v1/responses/{id}/input_items", "What a response answers", query=ItemsQuery),
    Operation("POST", "/v1/responses/input_tokens", "How many tokens an input has", ResponsesBody),
    Operation("POST", "/v1/conversations", "A conversation for responses", ConversationBody),
    Operation("GET", "/v1/conversations/{id}", "A conversation of responses"),
    Operation("POST", "/v1/conversations/{id}", "Replace its metadata", ConversationUpdateBody),
    Operation("DELETE", "/v1/conversations/{id}", "Delete it"),
    Operation("GET", "/v1/conversations/{id}/items", "Its items", query=ItemsQuery),
    Operation("POST", "/v1/conversations/{id}/items", "Add items", ItemsBody),
    Operation("GET", "/v1/conversations/{id}/items/{item_id}", "An item"),
    Operation("DELETE", "/v1/conversations/{id}/items/{item_id}", "Delete an item"),
    Operation("POST", "/v1/embeddings", "Vectors of texts", EmbeddingsBody),
    Operation(
        "POST",
        "/v1/audio/transcriptions",
        "Speech to text",
        TranscriptionForm,
        is_form=True,
        answers=(JSON, TEXT, "text/vtt", EVENTS),
    ),
    Operation(
        "POST",
        "/v1/audio/translations",
        "Speech in any language to English text",
        TranscriptionForm,
        is_form=True,
        answers=(JSON, TEXT, "text/vtt", EVENTS),
    ),
    Operation("POST", "/v1/audio/speech", "Text to speech", SpeechBody, answers=(*AUDIO, EVENTS)),
    Operation(
        "POST", "/v1/audio/speech/timestamps", "When somebody speaks in a file", TimestampsForm, is_form=True
    ),
    Operation("GET", "/v1/responses", "Responses, one after another, over one WebSocket", is_socket=True),
    Operation("GET", "/v1/realtime", "A conversation over one WebSocket", is_socket=True),
    Operation("POST", "/v1/realtime/client_secrets", "A secret for a page", ClientSecretBody),
)
"""All of them, in the order of the page that shows them."""
