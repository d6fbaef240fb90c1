"""Finds tool calls that a model writes into its text, while it streams: they are run, not spoken."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass

from wyoming_morgan.engines.llm.region_starts import RegionStarts, looks_made
from wyoming_morgan.engines.llm.regions import Region
from wyoming_morgan.engines.llm.written_forms import (
    LONGEST,
    begins_input,
    call_of,
    calls_in,
    is_call,
    names_only,
)

_BEHIND = ' \t\n`)]};,*"'
"""Signs that say nothing behind a call."""


@dataclass(frozen=True, slots=True)
class WrittenCall:
    """A call that was written as text; the arguments are JSON, or as much as there is of it."""

    name: str
    arguments: str


class WrittenCalls:
    """Reads a reply piece by piece; what may be a call is held back until that is certain.

    The work for a piece does not grow with the text before it. `names` are those of the tools.
    """

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)
        self._starts = RegionStarts(names)
        self._held = ""
        self._region: Region | None = None
        self._parts: list[str] = []
        self._size = 0
        self._named = ""
        """A call of which only the name has come; its arguments may follow in an element of their own."""
        self._behind = False
        """Whether a call has just ended, behind which signs say nothing."""

    def feed(self, text: str) -> Iterator[str | WrittenCall]:
        """Add a piece of text; yield what is certain: text, and calls."""
        while text:
            if self._region is not None:
                text = yield from self._within(self._region, text)
                continue
            text, self._held = self._held + text, ""
            if self._behind:
                text = text.lstrip(_BEHIND)
                self._behind = not text
            start, region = self._starts.next(text)
            if region is None:
                self._held = text[start:]
                text = text[:start]
                if text:
                    yield from self._end_name()
                    yield text
                return
            if start or not begins_input(text):
                yield from self._end_name()
            if start:
                yield text[:start]
            self._region, self._parts, self._size = region, [], 0
            text = text[start:]

    def end(self) -> Iterator[str | WrittenCall]:
        """Yield what was held back."""
        if self._region is not None:
            region, self._region = self._region, None
            yield from self._read("".join(self._parts), certain=region.certain)
        yield from self._end_name()
        held, self._held = self._held, ""
        if held:
            yield from self._read(held, certain=False, bare=True)

    def _end_name(self) -> Iterator[WrittenCall]:
        """Yield a call that has no arguments."""
        if self._named:
            name, self._named = self._named, ""
            yield WrittenCall(name, "{}")

    def _within(self, region: Region, text: str) -> Generator[str | WrittenCall, None, str]:
        """Read a region; return the text behind it."""
        end = region.feed(text)
        part = text if end is None else text[:end]
        self._size += len(part)
        if self._size <= LONGEST:
            self._parts.append(part)
        elif not region.certain:
            # Too long for a call.
            self._region = None
            yield "".join(self._parts)
            yield part
            return text[len(part) :]
        if end is None:
            return ""
        self._region = None
        yield from self._read("".join(self._parts), certain=region.certain)
        return text[end:]

    def _read(self, text: str, *, certain: bool, bare: bool = False) -> Iterator[str | WrittenCall]:
        """Yield the calls of a region, or it as text if it is none."""
        calls = calls_in(text, self._names) if not bare or looks_made(text) else []
        if self._named:
            name, self._named = self._named, ""
            calls = [call_of(name, text)]
        elif len(calls) == 1 and names_only(text):
            self._behind, self._named = True, calls[0][0]
            return
        if calls:
            self._behind = True
            yield from (WrittenCall(name, arguments) for name, arguments in calls)
        elif not certain and (bare or not is_call(text, self._names)):
            yield text
