"""The commands of one home in its languages: made when first needed, and kept on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.beginnings import Beginnings
from wyoming_morgan.engines.commands.continuations import Continuations
from wyoming_morgan.engines.commands.espeak import EspeakLetters
from wyoming_morgan.engines.commands.graph import spell_out
from wyoming_morgan.engines.commands.groups import WordGroups
from wyoming_morgan.engines.commands.kept import KeptCommands, MadeCommands
from wyoming_morgan.engines.commands.lexicon import SoundTable
from wyoming_morgan.engines.commands.names import home_names
from wyoming_morgan.engines.commands.nearest import FoundCommand, NearestCommands
from wyoming_morgan.engines.commands.phones import Phones
from wyoming_morgan.engines.commands.quantities import spoken_quantities, times_that_go_on
from wyoming_morgan.engines.commands.sentences import Shares, commands_of
from wyoming_morgan.engines.commands.wording import SpokenWording, joined_words
from wyoming_morgan.engines.contract.commands import CommandProgress, NearCommand
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.stt import Alternative
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.templates.templates import templates_of

_REVISION = 7
"""Counts changes of this code that make other graphs."""
_PACKAGES = ("home-assistant-intents", "hassil", "espeakng-loader")
_SHARES = Shares(common=0.5, own=0.05)
_LESS_LIKELY = 0.3
"""What a text costs for each nat that the recognizer finds it less likely than its best one."""
_NEAREST = 3
_FARTHEST = 0.3
"""The mean distance behind which no command is looked for, besides how rare it is."""
_MOST_LETTERS = 200
"""Letters of the texts that are compared: less likely texts of long speech differ by little."""
_OTHERS = 0.05
"""How much farther than the nearest command those of other texts may be."""
_VERY_NEAR = 0.15
"""A command is so near to a text that less likely texts need not be compared: in a large home each costs."""


@dataclass(frozen=True, slots=True)
class LanguageCommands:
    """What finds the commands of a home in one language."""

    search: NearestCommands
    continuations: Continuations
    beginnings: Beginnings

    def is_name(self, command: str) -> bool:
        """Whether a command is nothing but a name of the home."""
        return self.continuations.is_name(self.continuations.telling(command))


class HomeCommands:
    """The commands of a home, in one process."""

    def __init__(self, vocabulary: Vocabulary, folder: Path, espeak: EspeakLetters) -> None:
        """Prepare without making anything.

        Args:
            vocabulary: The names of the home.
            folder: Where graphs are kept.
            espeak: The library of this process.
        """
        self._vocabulary = vocabulary
        self._kept = KeptCommands(folder)
        self._espeak = espeak
        self._articulation = Articulation()
        self._table = SoundTable(self._articulation)
        self._languages: dict[str, LanguageCommands | None] = {}

    def nearest(self, heard: Sequence[Alternative], language: str) -> tuple[NearCommand, ...]:
        """Return the commands nearest to one of several texts, the nearest first.

        A name alone, which answers a question, is one of them only if it is near the first text.

        Raises:
            EngineUnavailable: espeak-ng, its data or the language's voice is missing.
            OSError: the folder cannot be written.
        """
        prepared = self.prepare(language)
        if prepared is None:
            return ()
        search = prepared.search
        best = max((text.log_probability for text in heard), default=0.0)
        handicaps: dict[str, float] = {}
        for alternative in heard:
            handicap = _LESS_LIKELY * (best - alternative.log_probability)
            same = search.sounding(alternative.text)
            handicaps[same] = min(handicap, handicaps.get(same, handicap))
        commands: dict[str, FoundCommand] = {}
        farthest = _FARTHEST
        letters = 0
        for place, (text, handicap) in enumerate(handicaps.items()):
            letters += len(text)
            if letters > max(_MOST_LETTERS, len(text)):
                break
            for one in search.find(text, _NEAREST, farthest=farthest, handicap=handicap):
                if place and prepared.is_name(one.command.text):
                    continue
                former = commands.get(one.command.text)
                if former is None or one.rank < former.rank:
                    commands[one.command.text] = one
                farthest = min(farthest, one.cost + _OTHERS)
            if any(one.command.distance + one.command.worst <= _VERY_NEAR for one in commands.values()):
                break  # the likeliest texts come first
        likeliest = sorted(commands.values(), key=lambda one: one.rank)
        return tuple(one.command for one in likeliest[:_NEAREST])

    def progress(self, heard: str, meant: str, language: str) -> CommandProgress:
        """Return how far a command has come: what was heard, and the command that it was taken for.

        Raises:
            EngineUnavailable, OSError: as `nearest` raises them.
        """
        prepared = self.prepare(language)
        if prepared is None:
            return CommandProgress()
        continuations = prepared.continuations
        heard, meant = (spoken_quantities(text, primary(language)) for text in (heard, meant))
        sequel = continuations.sequel(continuations.telling(meant))
        return CommandProgress(prepared.beginnings.find(heard), sequel, compared=True)

    def prepare(self, language: str) -> LanguageCommands | None:
        """Return the search of a language, which is made if it is not on disk; None if there is none.

        Raises:
            EngineUnavailable, OSError: as `nearest` raises them.
        """
        code = primary(language)
        if code not in self._languages:
            self._languages[code] = self._prepared(code)
        return self._languages[code]

    def _prepared(self, language: str) -> LanguageCommands | None:
        phones = Phones(language, self._espeak, self._articulation)
        if (made := self._made(language, phones)) is None:
            return None
        search = NearestCommands(made.graph, phones, self._table, self._articulation)
        fillers = (templates_of(language) or {}).get("skip_words", ())
        continuations = Continuations(
            made.automaton,
            made.groups,
            fillers,
            home_names(self._vocabulary, joined_words),
            times_that_go_on(language),
        )
        beginnings = Beginnings(search, continuations, phones, self._articulation)
        return LanguageCommands(search, continuations, beginnings)

    def _made(self, language: str, phones: Phones) -> MadeCommands | None:
        digest = self._digest(language)
        if (kept := self._kept.read(digest)) is not None:
            return kept
        groups = WordGroups()
        automaton = commands_of(
            language, self._vocabulary, SpokenWording(), _SHARES, groups=groups, signed=True
        )
        if automaton is None:
            return None
        graph = spell_out(automaton, groups.all(), phones, self._table)
        made = MadeCommands(automaton, groups.all(), graph)
        self._kept.write(digest, made)
        return made

    def _digest(self, language: str) -> str:
        versions = {package: version(package) for package in _PACKAGES}
        content = [_REVISION, versions, language, templates_of(language), asdict(self._vocabulary)]
        text = json.dumps(content, default=sorted, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]


def load(vocabulary: Vocabulary, languages: Sequence[str], folder: Path) -> HomeCommands:
    """Return the commands of a home, ready in its languages.

    Raises:
        EngineUnavailable, OSError: as `HomeCommands.nearest` raises them.
    """
    commands = HomeCommands(vocabulary, folder, EspeakLetters())
    for language in languages:
        commands.prepare(language)
    return commands
