"""The words in which people wrap a question: “do you know whether …”, “… at the moment”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_NEVER = r"(?!)"


@dataclass(frozen=True)
class AskingWords:
    """Regular expressions of one language, matched in any case, and its verbs. Defaults match nothing."""

    lead: str = _NEVER
    """What comes before a question: “please tell me”."""
    whether: str = _NEVER
    """What joins a question that is answered with yes or no to that."""
    adverbs: str = _NEVER
    """Words within a question about now that change nothing of it: “currently”."""
    verbs: frozenset[str] = frozenset()
    """Verbs that stand elsewhere in a question of its own: “whether the door is open”, “is the door open”."""

    @cached_property
    def lead_in(self) -> re.Pattern[str]:
        """The beginning of a wrapped question; its group `whether` is there if that was said."""
        end = r"(?:\s+|(?<='))"
        return re.compile(
            rf"^(?:{self.lead})(?:\s*[,:;.]\s*|{end})(?:(?P<whether>{self.whether}){end})?", re.IGNORECASE
        )

    @cached_property
    def about_now(self) -> re.Pattern[str]:
        """A word that only says that the question is about now."""
        return re.compile(rf"\b(?:{self.adverbs})\b", re.IGNORECASE)
