"""One language, as its file describes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from wyoming_morgan.agent.language.asking.words import AskingWords
from wyoming_morgan.agent.language.covers import CoverWords
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.digits.words import DigitWords
from wyoming_morgan.agent.language.free_text.words import FreeTextWords
from wyoming_morgan.agent.language.guarded import GuardedWords
from wyoming_morgan.agent.language.lasting.words import LastingWords
from wyoming_morgan.agent.language.naming.words import NamingWords
from wyoming_morgan.agent.language.replies import Replies
from wyoming_morgan.agent.language.states.words import StateWords
from wyoming_morgan.agent.language.telling.words import TellingWords
from wyoming_morgan.agent.language.words import Words


@dataclass(frozen=True, slots=True)
class Language:
    """One language. The sentences of commands and their responses come from home-assistant-intents."""

    tag: str
    """Its tag in home-assistant-intents."""
    replies: Replies
    """The sentences the agent says by itself."""
    states: StateWords
    """What the states of things are called."""
    telling: TellingWords
    """How days, appointments, lists, readings and the weather are told."""
    asking: AskingWords = field(default_factory=AskingWords)
    """The words in which people wrap a question."""
    lasting: LastingWords = field(default_factory=LastingWords)
    """How a state is to last for a time, and what ends it."""
    words: Words = field(default_factory=Words)
    """The words by which names are distinguished from talk."""
    cues: Cues = field(default_factory=Cues)
    """The expressions by which a sentence shows its kind."""
    digits: DigitWords = field(default_factory=DigitWords)
    """How digits in a row are said."""
    free_text: FreeTextWords = field(default_factory=FreeTextWords)
    """The words that tell a command from free text."""
    covers: CoverWords = field(default_factory=CoverWords)
    """The words for garages, gates and doors."""
    guarded: GuardedWords = field(default_factory=GuardedWords)
    """The words by which a name shows that it is about something guarded."""
    naming: NamingWords = field(default_factory=NamingWords)
    """The words by which things are meant without their names."""
    verb_last: bool = False
    """Whether its commands begin with the name."""
