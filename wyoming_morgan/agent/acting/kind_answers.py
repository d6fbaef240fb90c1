"""Words the answers about the things of a kind for which home-assistant-intents has no words."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.agent.acting.answers import StateView
from wyoming_morgan.agent.language.states.words import StateWords

NONE = "none"
"""The form of “is no window open”."""
WHERE = "where"
"""The form of “where is a window open”."""
COUNT = "count"
"""The form of “how many windows are there”, which asks for no state."""


EMPTY = "empty"
"""The form of “is the house empty”."""

OWN_FORMS = frozenset({NONE, WHERE, COUNT, EMPTY})
"""Forms for which home-assistant-intents has no template in every language."""

_MOST_NAMES = 4
"""More things are not told by name."""


def counted(names: Sequence[str], words: StateWords) -> str:
    """Return how many things of a kind there are, with their names: only what is known is counted."""
    listed = f": {words.list_of([*names])}" if 0 < len(names) <= _MOST_NAMES else ""
    return f"{len(names)}{listed}"


def about_kind(form: str, there: Sequence[StateView], others: Sequence[StateView], words: StateWords) -> str:
    """Return the answer to a question of one of these forms; nothing to one that has a template.

    Args:
        form: The form of the question.
        there: The things in the state that was asked for.
        others: The things of the kind in another state.
        words: Those of the language.
    """
    if form.startswith("any") and 0 < len(there) <= _MOST_NAMES:
        return f"{words.yes}, {words.list_of(sorted(view.name for view in there))}"
    if form == "all" and 0 < len(others) <= _MOST_NAMES and words.not_all:
        return words.not_all.format(names=words.list_of(sorted(view.name for view in others)))
    if form == NONE and there:
        return f"{words.contrary}, {words.list_of([view.name for view in there])}"
    if form == WHERE:
        return words.list_of([view.area or view.name for view in there]) if there else words.nowhere
    if there or not others or not (form == NONE or form.startswith("which")):
        return ""
    return words.none_of(others[0].domain, others[0].attributes.get("device_class"))
