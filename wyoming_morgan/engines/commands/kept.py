"""The commands of homes on disk: those of the home as it was before, too."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import BadZipFile

from wyoming_morgan.engines.commands.automaton import Automaton, AutomatonState
from wyoming_morgan.engines.commands.files import last_used_first, older_than
from wyoming_morgan.engines.commands.graph import CommandGraph
from wyoming_morgan.engines.commands.groups import WordGroup

_KEPT = 8
"""Homes that stay."""
_SUFFIX = ".npz"
_ABANDONED_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class MadeCommands:
    """What is made of a home in one language, in seconds: its commands as words, and as sounds."""

    automaton: Automaton
    groups: tuple[WordGroup, ...]
    graph: CommandGraph


class KeptCommands:
    """Commands by their digest, in one folder."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a folder, which is made when it is first written."""
        self._folder = folder

    def read(self, digest: str) -> MadeCommands | None:
        """Return what was kept; None if there is nothing, or it is damaged."""
        path = self._path(digest)
        try:
            graph, words = CommandGraph.read(path)
            content = json.loads(words)
            groups = tuple(WordGroup(tuple(one["words"]), tuple(one["weights"])) for one in content["groups"])
            states = tuple(
                AutomatonState(ending, {word: (edge[0], edge[1]) for word, edge in edges.items()})
                for ending, edges in content["states"]
            )
            made = MadeCommands(Automaton(content["start"], states), groups, graph)
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):
            return None
        with contextlib.suppress(FileNotFoundError):  # another process has just forgotten it
            os.utime(path)
        return made

    def write(self, digest: str, made: MadeCommands) -> None:
        """Keep something, and forget what was not used for longest.

        Raises:
            OSError: the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        words = {
            "start": made.automaton.start,
            "states": [[state.ending, state.edges] for state in made.automaton.states],
            "groups": [asdict(group) for group in made.groups],
        }
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="new-") as draft:
            file = Path(draft, "commands")
            made.graph.write(file, json.dumps(words))
            file.replace(self._path(digest))
        self._forget_oldest()

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}{_SUFFIX}"

    def _forget_oldest(self) -> None:
        forgotten = last_used_first(self._folder.glob(f"*{_SUFFIX}"))[_KEPT:]
        moment = time.time() - _ABANDONED_SECONDS
        drafts = older_than(self._folder.glob("new-*"), moment)  # another process may be writing in one
        for path in (*forgotten, *older_than(self._folder.glob("new-*/*"), moment)):
            path.unlink(missing_ok=True)
        for draft in drafts:
            with contextlib.suppress(OSError):
                draft.rmdir()
