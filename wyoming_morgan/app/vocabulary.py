"""The words of a home for recognizers, with the things marked that the agent asks about."""

from __future__ import annotations

from wyoming_morgan.agent.guard.guarded_things import guarded_things
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.home.model import Home


class HomeVocabulary:
    """Makes the vocabulary of homes by one set of rules."""

    def __init__(self, settings: GuardSettings) -> None:
        """Mark what has to be confirmed by these settings."""
        self._settings = settings

    def of(self, home: Home) -> Vocabulary:
        """Return the words of a home."""
        return home.vocabulary(guarded_things(home, self._settings))
