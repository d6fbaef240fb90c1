"""Finds out whether a request is work about a chat rather than something that somebody says in it.

Chat clients ask the model of a chat for its title, tags, or questions to follow; the request then quotes the
chat. None of that is meant for the home.
"""

from __future__ import annotations

import re

_HEADLINE = re.compile(r"\s*#{1,6}\s*(?:task|instructions?)\b", re.IGNORECASE)
"""Open WebUI: “### Task:”."""
_QUOTED_CHAT = re.compile(r"<(?:chat_history|conversation|messages)>", re.IGNORECASE)
_SPEAKER = r"^\W{0,4}(?:%s)\W{0,4}:"
_USER = re.compile(_SPEAKER % "user|human|me", re.IGNORECASE | re.MULTILINE)
_ASSISTANT = re.compile(_SPEAKER % "assistant|ai|model|bot|morgan", re.IGNORECASE | re.MULTILINE)


def is_task(text: str) -> bool:
    """Whether a text gives instructions about a chat that it quotes; what is said has one line.

    The facts are from the prompts of Open WebUI (`backend/open_webui/config.py`) and LibreChat.
    """
    if "\n" not in text:
        return False
    quotes = bool(_USER.search(text) and _ASSISTANT.search(text))
    return quotes or bool(_HEADLINE.match(text) or _QUOTED_CHAT.search(text))
