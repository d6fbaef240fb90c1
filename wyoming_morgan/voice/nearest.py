"""Takes what a recognizer hears for the nearest command of the home, where it is near enough.

Recognizers that write free text hear “Activate wood lighting” for “Activate mood lighting”. The commands of
the home are known, so the one that sounds most like it is what was said. What is near none stays as it was
heard.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.commands import (
    CommandProgress,
    CommandSearch,
    NearCommand,
    progress_of_whole,
)
from wyoming_morgan.engines.contract.stt import (
    Alternative,
    Progress,
    Recognizer,
    ScoresTexts,
    SttCapabilities,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.errors import MorganError
from wyoming_morgan.voice.doubt import likelier
from wyoming_morgan.voice.loops import is_list_item

_LOGGER = logging.getLogger(__name__)

_MARKS = re.compile(r"[^\w']+")
_SHARE_OF_THE_WORST = 0.2
"""How much the word that fits least counts beside all: where only a name does not fit, another was said."""
_FARTHEST_WORD = 0.6
"""How far the word that fits least may be, for each of its sounds: farther, it was not said."""
_DOUBTFUL_WORD = 0.7
"""How far it may be where the recognizer tells how likely the command is."""
_UNLIKELY, _UNLIKELY_LETTER = -4.0, 0.3
"""Nats, and nats for each letter, below which a text other than the best is only a guess."""
_FARTHEST_GUARDED = 0.12
"""How far a command may be that opens or unlocks: it is asked about all the same."""
_SAME = 0.005
"""How far a command may be that sounds as what was heard: it is whole, whatever that may go on to mean."""
_SURE = 0.06
"""How far a command may be from what was heard less carefully: farther, numbers were mistaken."""
_SURE_WORD = 0.25
"""How far its word that fits least may be from that."""
_LEVEL = 0.03
"""How much farther an order may be than a question that differs from it by its verb alone."""
_QUESTION_MARK = "?"
_HYPOTHESES = 5
"""Texts that a recognizer is asked for."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """How much farther than usual a command may be, and how likely the recognizer then has to find it."""

    farther: float
    less_likely: float
    """Nats by which it may be less likely than what was heard."""
    unlikeliest: float
    """Nats for each letter of it that it may be unlikely: all that was heard may be wrong."""


_DOUBTS = (
    _Doubt(farther=0.1, less_likely=10.0, unlikeliest=1.0),
    _Doubt(farther=0.15, less_likely=0.0, unlikeliest=1.2),
)
"""From what sounds more like the command to what sounds less like it."""


class NearestCommandRecognizer:
    """A `Recognizer` whose transcripts are commands of the home wherever they sound like one."""

    def __init__(
        self,
        recognizer: Recognizer,
        commands: CommandSearch,
        *,
        farthest: float,
        scores: ScoresTexts | None = None,
    ) -> None:
        """Take transcripts for commands.

        Args:
            recognizer: Hears.
            commands: Finds the commands of the home.
            farthest: How far a command may be: see `EarSettings`.
            scores: The recognizer's ability to tell how likely a command is that is a little farther.
        """
        self._recognizer = recognizer
        self._commands = commands
        self._farthest = farthest
        self._scores = scores

    @property
    def capabilities(self) -> SttCapabilities:
        """The capabilities of the recognizer."""
        return self._recognizer.capabilities

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe with the recognizer, and find the command that was meant.

        Raises:
            MorganError: any error of the recognizer.
        """
        if options.verbatim or options.translate or self.capabilities.hears_commands_only:
            return await self._recognizer.transcribe(pcm, options)
        options = replace(options, alternatives=_HYPOTHESES)
        quick: Transcript | None = None
        if self._commands.ready and self._is_sooner_with_less_care(pcm, options):
            quick = await self._recognizer.transcribe(pcm, replace(options, quick=True))
            if (command := await self._surely(quick, options)) is not None:
                return command
        transcript = await self._recognizer.transcribe(pcm, options)
        return await self._meant(transcript if quick is None else likelier(transcript, quick), pcm, options)

    def _is_sooner_with_less_care(self, pcm: bytes, options: TranscribeOptions) -> bool:
        timed = options.timestamps or options.words
        return not timed and SPEECH.seconds(len(pcm)) <= self.capabilities.quick_seconds

    async def _meant(self, transcript: Transcript, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Return the command that was meant, by its sound and by how likely it is."""
        language = transcript.language or options.language
        if not transcript.text or language is None:
            return transcript
        heard = _heard(transcript)
        nearest = self._ordered(await self._nearest(heard, language), heard)
        near = self._near_enough(nearest)
        command = near or self._doubtful(nearest)
        come = await self._progress(transcript.text, command, language)
        begun, progress = self._begun(come), self._come(come)
        if (
            command is None
            or _is_only_begun(begun, command)
            or _words(command.text) == _words(transcript.text)
        ):
            return replace(transcript, progress=progress)
        whole = self._come(replace(come, beginning=None))
        if near is not None and (begun is None or near.distance <= _SAME):
            return _taken_for(transcript, command, whole)
        if not await self._is_as_likely(command, pcm, transcript.text, speculative=options.speculative):
            return replace(transcript, progress=progress) if begun else transcript
        return _taken_for(transcript, command, whole, ", and it is as likely as what was heard")

    async def _surely(self, transcript: Transcript, options: TranscribeOptions) -> Transcript | None:
        """Return the command that was heard less carefully; None unless it is nearly the very words."""
        language = transcript.language or options.language
        if not transcript.text or is_list_item(transcript.text) or language is None:
            return None
        heard = _heard(transcript)
        nearest = self._ordered(await self._nearest(heard, language), heard)
        if not nearest or nearest[0].distance > _SURE or nearest[0].worst > _SURE_WORD:
            return None
        command = nearest[0]
        if command.guarded or command.free:
            return None
        progress = self._come(await self._progress(transcript.text, command, language))
        if progress not in {Progress.WHOLE, Progress.EXTENDABLE}:
            return None
        return _taken_for(transcript, command, progress)

    async def _progress(self, heard: str, command: NearCommand | None, language: str) -> CommandProgress:
        """Return how far the words have come."""
        try:
            return await self._commands.progress(heard, command.text if command else heard, language)
        except MorganError as error:
            _LOGGER.warning("the end of what was heard is not compared with commands: %s", error)
            return CommandProgress()

    def _come(self, come: CommandProgress) -> Progress | None:
        if self._begun(come):
            return Progress.BEGINNING
        if come.sequel is not None:
            return progress_of_whole(come.sequel)
        return Progress.OTHER if come.compared else None

    def _begun(self, come: CommandProgress) -> NearCommand | None:
        """Return the beginning of a command that was heard, if it is near enough."""
        return None if come.beginning is None else self._near_enough((come.beginning,))

    def _near_enough(self, nearest: Sequence[NearCommand]) -> NearCommand | None:
        """Return the nearest command if its sound alone tells that it was said."""
        return nearest[0] if nearest and self._is_within(nearest[0], self._farthest) else None

    def _is_within(self, command: NearCommand, farthest: float, worst: float = _FARTHEST_WORD) -> bool:
        far = command.distance + _SHARE_OF_THE_WORST * command.worst
        if command.guarded:
            farthest = min(farthest, _FARTHEST_GUARDED)
        return far <= farthest and command.worst <= worst

    def _ordered(self, nearest: Sequence[NearCommand], heard: Sequence[Alternative]) -> Sequence[NearCommand]:
        """Put an order before a question that differs from it by its verb alone, and was not heard as one.

        Of several orders it is one that is near enough; if none is, the question is as doubtful as they are.

        In Dutch “zit de lamp aan” asks, “zet de lamp aan” switches; recognizers write marks as it was said.
        """
        if not nearest or nearest[0].changes or any(text.text.endswith(_QUESTION_MARK) for text in heard):
            return nearest
        first, *others = nearest
        orders = [order for order in others if _is_level(order, first)]
        near = [order for order in orders if self._near_enough((order,))]
        return (*(near or orders or [first])[:1], *nearest)

    def _doubtful(self, nearest: Sequence[NearCommand]) -> NearCommand | None:
        """Return a command that is too far by its sound alone; what is guarded never is doubtful.

        Nor is one with words of the speaker's own: they make it as likely as what was heard by themselves.
        """
        if self._scores is None or not nearest or nearest[0].guarded or nearest[0].free:
            return None
        return nearest[0] if self._doubt_of(nearest[0]) else None

    def _doubt_of(self, command: NearCommand) -> _Doubt | None:
        """Return how likely a command has to be; None if it is too far however likely it is."""
        for doubt in _DOUBTS:
            if self._is_within(command, self._farthest + doubt.farther, _DOUBTFUL_WORD):
                return doubt
        return None

    async def _is_as_likely(self, command: NearCommand, pcm: bytes, heard: str, *, speculative: bool) -> bool:
        """Whether the recognizer finds a command as likely as it has to be; not if it cannot tell."""
        doubt = self._doubt_of(command)
        if self._scores is None or doubt is None:
            return False
        texts = (_sentence(command.text), heard)
        try:
            likelihoods = await self._scores.score(pcm, texts, speculative=speculative)
        except MorganError as error:
            _LOGGER.warning("a command is not compared with what was heard: %s", error)
            return False
        if not likelihoods:
            return False
        commanded, transcribed = likelihoods
        likely = commanded >= -doubt.unlikeliest * len(command.text)
        return likely and commanded >= transcribed - doubt.less_likely

    async def _nearest(self, heard: Sequence[Alternative], language: str) -> Sequence[NearCommand]:
        """Return the nearest commands; without a search that works, an utterance stays as it was heard."""
        try:
            return await self._commands.nearest(heard, language)
        except MorganError as error:
            _LOGGER.warning("what was heard is not compared with the commands of the home: %s", error)
            return ()


def _heard(transcript: Transcript) -> Sequence[Alternative]:
    """Return the text that was heard, and the others that are as likely, or at least not unlikely."""
    best, *others = transcript.alternatives or (Alternative(transcript.text),)
    return (
        best,
        *(
            other
            for other in others
            if other.log_probability
            >= min(best.log_probability, _UNLIKELY - len(other.text) * _UNLIKELY_LETTER)
        ),
    )


def _taken_for(
    transcript: Transcript, command: NearCommand, progress: Progress | None, why: str = ""
) -> Transcript:
    """Return a transcript as the command that was meant, if that has other words."""
    if _words(command.text) == _words(transcript.text):
        return replace(transcript, progress=progress)
    reason = f"no command sounds more like it (distance {command.distance:.2f}){why}"
    return replace(transcript, text=command.text, heard=transcript.text, reason=reason, progress=progress)


def _is_level(order: NearCommand, question: NearCommand) -> bool:
    """Whether an order is about as near as a question that differs from it by its verb alone."""
    level = order.distance - question.distance <= _LEVEL and not order.guarded and not order.free
    return level and order.changes and _words(question.text)[1:] == _words(order.text)[1:]


def _is_only_begun(begun: NearCommand | None, command: NearCommand) -> bool:
    """Whether a text is the beginning of a command, however near a whole one may be.

    It is none if another text of the recognizer is that whole one, and at least as likely. A beginning with
    words of the speaker's own is one only if the recognizer does not find a whole command as likely.
    """
    return begun is not None and not begun.free and command.distance > begun.distance


def _sentence(command: str) -> str:
    """Return a command as recognizers write what they hear."""
    return f"{command[:1].upper()}{command[1:]}."


def _words(text: str) -> list[str]:
    return _MARKS.sub(" ", text).casefold().split()
