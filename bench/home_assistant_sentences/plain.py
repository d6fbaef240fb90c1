"""Plain hassil, as the repository's own tests use it: the installed sentences, and the names of one home."""

from __future__ import annotations

import home_assistant_intents
from hassil import Intents, SlotList, TextSlotList, recognize_best

from bench.home_assistant_sentences.fixtures import Spoken
from bench.home_assistant_sentences.understood import Understood
from wyoming_morgan.home.model import Home


class PlainHassil:
    """The sentences of one language."""

    def __init__(self, language: str) -> None:
        """Load them.

        Args:
            language: A language of home-assistant-intents.
        """
        data = home_assistant_intents.get_intents(language)
        assert data is not None, language  # noqa: S101 - the caller chose among the languages of the package
        self._intents = Intents.from_dict(data)

    def understand(self, spoken: Spoken) -> Understood:
        """Return the best match of a sentence."""
        result = recognize_best(
            spoken.text,
            self._intents,
            slot_lists=_lists(spoken.home),
            intent_context={"area": spoken.area},
            best_slot_name="name",
        )
        if result is None:
            return Understood(why="not understood")
        return Understood(
            result.intent.name,
            {name: entity.value for name, entity in result.entities.items()},
            combination=(result.intent_metadata or {}).get("slot_combination", ""),
        )


def _lists(home: Home) -> dict[str, SlotList]:
    return {
        "name": TextSlotList.from_tuples(
            [(entity.name, entity.name, {"domain": entity.domain}) for entity in home.entities], name="name"
        ),
        "area": TextSlotList.from_strings([area.name for area in home.areas], name="area"),
        "floor": TextSlotList.from_strings([floor.name for floor in home.floors], name="floor"),
    }
