"""The commands that sound most like a text: the cheapest paths of its sounds through the graph.

The search is that of a decoder of speech, with the sounds of the text in place of frames of audio:
kaldi-decoder, on OpenFst.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from math import isinf

import kaldi_decoder
import kaldifst

from wyoming_morgan.engines.commands.alignment import worst_fit
from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.graph import FREE_SOUND, CommandGraph, SoundLabels
from wyoming_morgan.engines.commands.phones import Phones
from wyoming_morgan.engines.commands.wording import FREE_TEXT, JOINT, words_of
from wyoming_morgan.engines.contract.commands import NearCommand

_BEAM = 2.5
"""How much dearer than the cheapest a beginning may be before it is given up."""
_LATTICE_BEAM = 0.7
"""How much dearer than the cheapest a whole command may be."""
_WAYS = 64
"""Ways to say a command that are compared with what was heard."""
_PATHS = 50
_LONGEST = 120
"""Sounds of the longest text that may be a command: about twelve seconds of speech."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A text that was heard: its words, how each sounds, and the word that each sound belongs to."""

    words: Sequence[str]
    phones: Sequence[tuple[str, ...]]
    owners: Sequence[int]

    @property
    def sounds(self) -> list[str]:
        return [phone for phones in self.phones for phone in phones]


@dataclass(frozen=True, slots=True)
class CommandPath:
    """A way through the graph: the words of a command, those of free text filled in, and its distance."""

    words: tuple[str, ...]
    distance: float
    free: bool


class NearestCommands:
    """Searches the commands of one home in one language."""

    def __init__(
        self, graph: CommandGraph, phones: Phones, labels: SoundLabels, articulation: Articulation
    ) -> None:
        """Search a graph that was made with the same phones and labels."""
        self._graph = graph
        self._phones = phones
        self._labels = labels
        self._articulation = articulation
        self._beams = kaldi_decoder.LatticeSimpleDecoderConfig(beam=_BEAM, lattice_beam=_LATTICE_BEAM)

    def find(self, text: str, most: int, *, handicap: float = 0.0) -> list[NearCommand]:
        """Return the commands nearest to a text, the nearest first; none if no command is near.

        Args:
            text: What was heard.
            most: How many commands to return at most.
            handicap: What the text costs by itself, since the recognizer finds another likelier.

        Raises:
            EngineUnavailable: as `Phones` raises it.
        """
        heard = self._heard(text)
        paths: dict[tuple[str, ...], CommandPath] = {}
        for path in sorted(self._paths(heard, handicap), key=lambda path: (path.distance, path.words)):
            paths.setdefault(path.words, path)
        return [self._command(path, heard) for path in islice(paths.values(), most)]

    def beginnings(self, text: str, most: int) -> list[CommandPath]:
        """Return commands that begin like a text, the nearest first; the text may end in a name.

        Raises:
            EngineUnavailable: as `Phones` raises it.
        """
        paths = self._paths(self._heard(text), 0.0, whole=False)
        return sorted(paths, key=lambda path: (path.distance, path.words))[:most]

    def _heard(self, text: str) -> _Heard:
        words = words_of(text)
        phones = [self._phones.of(word) for word in words]
        return _Heard(words, phones, [place for place, word in enumerate(phones) for _ in word])

    def _paths(self, heard: _Heard, handicap: float, *, whole: bool = True) -> Iterator[CommandPath]:
        """Return the cheapest ways of whole commands, or of those that are broken off behind a word."""
        if not 0 < len(heard.owners) <= _LONGEST:
            return
        decoder = kaldi_decoder.LatticeSimpleDecoder(self._graph.fst, self._beams)
        frames = self._labels.frames(heard.phones, whole=whole)
        decoder.decode(kaldi_decoder.DecodableCtc(frames))
        if isinf(decoder.final_relative_cost()):
            return  # no end was reached; the lattice would be that of beginnings
        _, lattice = decoder.get_raw_lattice()
        for path in kaldifst.convert_nbest_to_vector(kaldifst.shortest_path(lattice, n=_PATHS)):
            _, sounds, labels, weight = kaldifst.get_linear_symbol_sequence(path)
            free = self._free_texts(sounds, heard)
            count = sum(self._labels.free_first <= sound <= self._labels.free_only for sound in sounds)
            # What is free sounds like itself: only the command around it is compared.
            cost = handicap + weight.value1 + weight.value2 - FREE_SOUND * count
            distance = cost / max(1, len(heard.owners) - count)
            yield CommandPath(tuple(self._written(labels, iter(free))), distance, bool(free))

    def _written(self, labels: Sequence[int], free: Iterator[str]) -> Iterator[str]:
        for label in labels:
            word = self._graph.words[label]
            yield next(free) if word == FREE_TEXT else word

    def _free_texts(self, sounds: Sequence[int], heard: _Heard) -> list[str]:
        """Return the words of each stretch of free text, joined like a name."""
        labels = self._labels
        taken = [sound for sound in sounds if sound not in {0, labels.break_off}]
        begins = (labels.free_first, labels.free_only)
        in_free_text = [sound >= labels.free_first for sound in taken]
        texts: list[list[str]] = []
        for place, (before, now) in enumerate(pairwise([False, *in_free_text])):
            if now and not before:
                texts.append([])
            if now and taken[place] in begins:
                texts[-1].append(heard.words[heard.owners[place]])
        return [JOINT.join(text) for text in texts]

    def _command(self, path: CommandPath, heard: _Heard) -> NearCommand:
        sounds = heard.sounds
        ways = product(*(self._phones.ways(word) for word in path.words))
        worst = min(worst_fit(sounds, said, self._articulation) for said in islice(ways, _WAYS))
        return NearCommand(" ".join(path.words).replace(JOINT, " "), path.distance, worst, path.free)
