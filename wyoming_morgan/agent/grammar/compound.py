"""Understands several commands joined in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wyoming_morgan.agent.grammar.sentences import SentenceMatch, SentenceMatcher

_BLANKS = r"(?<!\s)\s++"  # from their first one on, so that a run of them is read once
_MARK = rf"(?:{_BLANKS})?+[,;]\s++"
_JOINT = rf"(?:{_MARK}|{_BLANKS})(?:{{words}})(?:\s++(?:{{words}}))?\s++|{_MARK}"


def understand(
    matcher: SentenceMatcher, text: str, area: str | None, *, most: int, deadline: float | None = None
) -> tuple[SentenceMatch, ...]:
    """Understand a sentence as one command, or as up to `most` commands if every part is one; else as none.

    Raises:
        DeadlineExceeded: it took too long.
    """
    whole = matcher.match(text, area, deadline=deadline)
    if whole is not None and not _swallows_a_joint(whole, matcher):
        return (whole,)
    parts = _parts(text, matcher)
    if 1 < len(parts) <= most:
        matches = _Joined(matcher, text, area, deadline).understand(parts)
        if matches:
            return matches
    return () if whole is None else (whole,)


def _swallows_a_joint(whole: SentenceMatch, matcher: SentenceMatcher) -> bool:
    """Whether free text in the command may contain another one: “play jazz and turn off the lights”."""
    return any(
        not matcher.language.words.joining.isdisjoint(value.casefold().split())
        for value in whole.slots.values()
        if isinstance(value, str)
    )


def _parts(text: str, matcher: SentenceMatcher) -> list[slice]:
    """Return the parts of a sentence between its joining words and commas."""
    if not matcher.language.words.joining:
        return []
    words = "|".join(map(re.escape, sorted(matcher.language.words.joining)))
    joints = [joint.span() for joint in re.finditer(_JOINT.format(words=words), text, re.IGNORECASE)]
    starts = [0, *(end for _, end in joints)]
    ends = [*(start for start, _ in joints), len(text)]
    return [slice(start, end) for start, end in zip(starts, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class _Joined:
    """A sentence of several parts."""

    matcher: SentenceMatcher
    text: str
    area: str | None
    deadline: float | None

    def understand(
        self, parts: list[slice], before: SentenceMatch | None = None
    ) -> tuple[SentenceMatch, ...]:
        """Understand all parts, of which neighbors may belong together; nothing if one is not a command."""
        # The whole sentence has been tried already.
        for count in range(len(parts) if before else len(parts) - 1, 0, -1):
            part = self.text[parts[0].start : parts[count - 1].stop]
            match = self._one(part, before if count == 1 else None)
            if match is None or match.local:
                continue
            if count == len(parts):
                return (match,)
            rest = self.understand(parts[count:], match)
            if rest:
                return (match, *rest)
        return ()

    def _one(self, part: str, before: SentenceMatch | None) -> SentenceMatch | None:
        match = self.matcher.match(part, self.area, deadline=self.deadline)
        if match is None and before is not None:
            return self.matcher.again(before, part, self.area, deadline=self.deadline)
        return match
