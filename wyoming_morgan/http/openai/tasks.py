"""Finds out whether a chat is work about a chat rather than something that somebody says in it.

Chat clients ask the model of a chat for its title, tags, or questions to follow; they have it write on, or
sum up what was said. None of that is meant for the home.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wyoming_morgan.http.openai.messages import BodyMessage

_HEADLINE = re.compile(r"\s*#{1,6}\s*(?:task|instructions?)\b", re.IGNORECASE)
"""Open WebUI: “### Task:”."""
_YOUR_TASK = re.compile(r"^your task is to\b", re.IGNORECASE | re.MULTILINE)
"""Open WebUI, for an emoji, and for one answer out of several."""
_QUOTED_CHAT = re.compile(r"<(?:chat_history|conversation|messages)>", re.IGNORECASE)
_SPEAKER = r"^\W{0,4}(?:%s)\W{0,4}:"
_USER = re.compile(_SPEAKER % "user|human|me", re.IGNORECASE | re.MULTILINE)
_ASSISTANT = re.compile(_SPEAKER % "assistant|ai|model|bot|morgan", re.IGNORECASE | re.MULTILINE)
_QUOTED_JSON = re.compile(r'\s*\[\s*\{\s*"role"\s*:')
"""Cherry Studio quotes the messages as they are sent."""

_TOOLS = re.compile(r"\s*available tools:", re.IGNORECASE)
_QUERY = re.compile(r"\s*(?:query|history):", re.IGNORECASE)
"""How Open WebUI has tools chosen by models that it thinks have none."""

_SENTENCE = re.compile(r"[^.!?\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_NAMING = re.compile(r"\b(?:conversation|chat) a name\b|\bname (?:this|the|our) (?:conversation|chat)\b")
"""Chatbox: “give this conversation a name”."""
_MOST_SENTENCES = 4
_MOST_CHARACTERS = 2_000

_TITLES = frozenset("title titles titel überschrift titre título titulo titolo".split())
_CHATS = frozenset(
    "conversation conversations chat chats dialog dialogue discussion"
    " gespräch gesprächs unterhaltung konversation conversación conversazione gesprek conversatie".split()
)
_MESSAGES = frozenset("message messages query nachricht mensaje messaggio bericht".split())
_MAKING = frozenset(
    "generate generates generating create creates creating summarize summarise summarizing summarising write"
    " suggest provide produce make give propose extract generator"
    " erstelle erstellen erzeuge erzeugen generiere generieren fasse gib formuliere schreibe"
    " genera generar crea crear escribe resume da"
    " génère générez crée créez donne résume résumez propose écris"
    " generare scrivi riassumi genereer maak geef schrijf".split()
)


def is_task(messages: Sequence[BodyMessage]) -> bool:
    """Whether nobody says anything to Morgan in a chat: it is work about one, or all of it was answered.

    The facts are from the prompts of Open WebUI (`backend/open_webui/config.py`, `utils/middleware.py`),
    LibreChat, LobeChat, Cherry Studio, NextChat, Chatbox, n8n, SillyTavern and pipecat.
    """
    users = [message.plain_text for message in messages if message.role == "user"]
    if not users or _is_answered(messages):
        return True
    rules = [message.plain_text for message in messages if message.role in {"system", "developer"}]
    if _asks_for_title(users[-1], _CHATS) or any(_asks_for_title(rule, _CHATS | _MESSAGES) for rule in rules):
        return True
    if any(_TOOLS.match(rule) for rule in rules) and _QUERY.match(users[-1]):
        return True
    has_begun = any(message.role == "assistant" for message in messages)
    return not has_begun and quotes_chat("\n".join(users))


def quotes_chat(text: str) -> bool:
    """Whether a text gives instructions about a chat that it quotes; what is said has one line."""
    if _QUOTED_JSON.match(text):
        return True
    if "\n" not in text:
        return False
    quotes = bool(_USER.search(text) and _ASSISTANT.search(text))
    return quotes or any(
        (_HEADLINE.match(text), _YOUR_TASK.search(text), _QUOTED_CHAT.search(text)),
    )


def _is_answered(messages: Sequence[BodyMessage]) -> bool:
    """Whether a reply follows what the user said last, so that doing it now would be doing it again."""
    for message in reversed(messages):
        if message.role == "user":
            return False
        if message.role == "assistant" and not message.calls_something and message.plain_text.strip():
            return True
    return False


def _asks_for_title(text: str, about: frozenset[str]) -> bool:
    """Whether one of the first sentences wants a title made, `about` one of these."""
    for sentence in _first_sentences(text):
        words = frozenset(_WORD.findall(sentence))
        if words & _TITLES and words & about and words & _MAKING:
            return True
        if _NAMING.search(sentence):
            return True
    return False


def _first_sentences(text: str) -> Iterator[str]:
    matches = _SENTENCE.finditer(text[:_MOST_CHARACTERS].casefold())
    sentences = (match.group() for match in matches if not match.group().isspace())
    for _, sentence in zip(range(_MOST_SENTENCES), sentences, strict=False):
        yield sentence
