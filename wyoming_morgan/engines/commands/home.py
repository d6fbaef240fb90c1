"""The commands of one home in its languages: made when first needed, and kept on disk."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.automaton import Automaton, AutomatonState
from wyoming_morgan.engines.commands.beginnings import Beginnings
from wyoming_morgan.engines.commands.continuations import Continuations
from wyoming_morgan.engines.commands.espeak import EspeakLetters
from wyoming_morgan.engines.commands.files import last_used_first, older_than, sha256_of
from wyoming_morgan.engines.commands.graph import CommandGraph, SoundLabels, spell_out
from wyoming_morgan.engines.commands.nearest import NearestCommands
from wyoming_morgan.engines.commands.phones import Phones
from wyoming_morgan.engines.commands.sentences import commands_of
from wyoming_morgan.engines.commands.wording import SpokenWording
from wyoming_morgan.engines.contract.commands import CommandProgress, NearCommand
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.stt import Alternative
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.templates.templates import templates_of

_REVISION = 2
"""Counts changes of this code that make other graphs."""
_PACKAGES = ("home-assistant-intents", "hassil", "espeakng-loader", "kaldifst")
_KEPT = 8
"""Graphs that stay on disk: those of the home as it was before, too."""
_ABANDONED = 3600.0
"""Seconds after which a draft is considered abandoned."""
_LESS_LIKELY = 0.3
"""What a text costs for each nat that the recognizer finds it less likely than its best one."""
_NEAREST = 3
_LONGEST_SECONDS = 0.15
"""Seconds of the processor after which no further text is compared."""
_VERY_NEAR = 0.15
"""A command is so near to a text that less likely texts need not be compared: in a large home each costs."""


@dataclass(frozen=True, slots=True)
class LanguageCommands:
    """What finds the commands of a home in one language."""

    search: NearestCommands
    continuations: Continuations
    beginnings: Beginnings


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
        self._folder = folder
        self._espeak = espeak
        self._articulation = Articulation()
        self._labels = SoundLabels(self._articulation)
        self._languages: dict[str, LanguageCommands | None] = {}

    def nearest(self, heard: Sequence[Alternative], language: str) -> tuple[NearCommand, ...]:
        """Return the commands nearest to one of several texts, the nearest first.

        Raises:
            EngineUnavailable: espeak-ng, its data or the language's voice is missing.
            OSError: the folder cannot be written.
        """
        prepared = self.prepare(language)
        if prepared is None:
            return ()
        commands: dict[str, NearCommand] = {}
        began = time.thread_time()
        best = max((text.log_probability for text in heard), default=0.0)
        for text in heard:
            handicap = _LESS_LIKELY * (best - text.log_probability)
            for command in prepared.search.find(text.text, _NEAREST, handicap=handicap):
                if command.text not in commands or command.distance < commands[command.text].distance:
                    commands[command.text] = command
            very_near = any(command.distance + command.worst <= _VERY_NEAR for command in commands.values())
            if very_near or time.thread_time() - began > _LONGEST_SECONDS:
                break  # the likeliest texts come first
        return tuple(
            sorted(commands.values(), key=lambda command: (command.distance, command.text))[:_NEAREST]
        )

    def progress(self, heard: str, meant: str, language: str) -> CommandProgress:
        """Return how far a command has come: what was heard, and the command that it was taken for.

        Raises:
            EngineUnavailable, OSError: as `nearest` raises them.
        """
        prepared = self.prepare(language)
        if prepared is None:
            return CommandProgress()
        continuations = prepared.continuations
        return CommandProgress(
            prepared.beginnings.find(heard), continuations.more(continuations.telling(meant))
        )

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
        if (kept := self._kept(language, phones)) is None:
            return None
        graph, automaton = kept
        search = NearestCommands(graph, phones, self._labels, self._articulation)
        continuations = Continuations(automaton, (templates_of(language) or {}).get("skip_words", ()))
        beginnings = Beginnings(search, continuations, phones, self._articulation)
        return LanguageCommands(search, continuations, beginnings)

    def _kept(self, language: str, phones: Phones) -> tuple[CommandGraph, Automaton] | None:
        path = self._folder / f"{self._digest(language)}.fst"
        if (kept := _read(path)) is not None:
            os.utime(path)
            return kept
        automaton = commands_of(language, self._vocabulary, SpokenWording())
        if automaton is None:
            return None
        graph = spell_out(automaton, phones, self._labels)
        _write(graph, automaton, path)
        _forget_oldest(self._folder)
        return graph, automaton

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


def _write(graph: CommandGraph, automaton: Automaton, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="new-") as draft:
        file = Path(draft, "fst")
        graph.fst.write(str(file))
        states = [[state.ending, state.edges] for state in automaton.states]
        words = {
            "sha256": sha256_of(file),
            "words": graph.words,
            "states": states,
            "start": automaton.start,
        }
        Path(draft, "words").write_text(json.dumps(words), encoding="utf-8")
        file.replace(path)
        Path(draft, "words").replace(path.with_suffix(".json"))


def _read(path: Path) -> tuple[CommandGraph, Automaton] | None:
    """Return the graph in a file, and its automaton; None if there is none, or it is damaged."""
    try:
        words = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        whole = words["sha256"] == sha256_of(path)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not whole:
        return None
    states = tuple(
        AutomatonState(ending, {word: (edge[0], edge[1]) for word, edge in edges.items()})
        for ending, edges in words["states"]
    )
    return CommandGraph.read(path, words["words"]), Automaton(words["start"], states)


def _forget_oldest(folder: Path) -> None:
    forgotten = last_used_first(folder.glob("*.fst"))[_KEPT:]
    abandoned = older_than(folder.glob("new-*/*"), time.time() - _ABANDONED)
    for path in (*forgotten, *(graph.with_suffix(".json") for graph in forgotten), *abandoned):
        path.unlink(missing_ok=True)
    for draft in folder.glob("new-*"):
        with contextlib.suppress(OSError):
            draft.rmdir()
