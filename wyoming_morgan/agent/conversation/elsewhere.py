"""Takes over what was said before a conversation came to this agent, as the client tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wyoming_morgan.agent.contract import Said
from wyoming_morgan.store.contract import NewMessage

ELSEWHERE = "elsewhere"
"""What answered these messages: nobody here, so that nothing in them is an order of the speaker's."""

_MOST_MESSAGES = 40
_HIDDEN = "(PIN)"


def taken_over(
    earlier: Sequence[Said], *, most_characters: int, is_secret: Callable[[str], bool]
) -> list[NewMessage]:
    """Return the last of the messages, without what may be a PIN; longer ones are left out."""
    return [
        NewMessage(said.role, _HIDDEN if is_secret(said.text) else said.text, handled_by=ELSEWHERE)
        for said in earlier[-_MOST_MESSAGES:]
        if said.text.strip() and len(said.text) <= most_characters
    ]
