"""Tells the calls of one reply apart, however a server numbers and cuts them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from wyoming_morgan.engines.clients.remote import count
from wyoming_morgan.engines.clients.shapes import json_in, name_in, object_in
from wyoming_morgan.engines.contract.llm import CallPiece
from wyoming_morgan.engines.contract.tool_names import known_name
from wyoming_morgan.engines.llm.calls import mint_id

_MOST_DIGITS = 9


class Balance:
    """Notes whether JSON that comes in pieces is complete; looks at each character once."""

    def __init__(self) -> None:
        self._depth = 0
        self._quoted = False
        self._escaped = False
        self.begun = False

    @property
    def complete(self) -> bool:
        """Whether an object or a list has ended."""
        return self.begun and not self._depth

    def feed(self, text: str) -> int | None:
        """Read more; return where the outermost object or list ends in it, None if it does not."""
        for index, letter in enumerate(text):
            if self._quoted:
                self._quote(letter)
            elif letter == '"':
                self._quoted = True
            elif letter in "{[":
                self.begun = True
                self._depth += 1
            elif letter in "}]" and self._depth:
                self._depth -= 1
                if not self._depth:
                    return index + 1
        return None

    def _quote(self, letter: str) -> None:
        if self._escaped:
            self._escaped = False
        elif letter == "\\":
            self._escaped = True
        elif letter == '"':
            self._quoted = False


class _PartialCall:
    """A call as far as it has come. Nothing is said of it before its name is complete."""

    def __init__(self, index: int, identity: str, names: Collection[str]) -> None:
        self._names = names
        self.index = index
        self.identity = identity
        self.name = ""
        self.balance = Balance()
        self.begun = False
        """Whether it was handed on, so that its name stays."""
        self._waiting: list[str] = []

    def add(self, name: str, arguments: str) -> Iterator[CallPiece]:
        if not self.begun and name and name != self.name:
            self.name += name
        self.balance.feed(arguments)
        if self.begun:
            if arguments:
                yield CallPiece(self.index, arguments=arguments)
            return
        self._waiting.append(arguments)
        if self.name and arguments:
            yield from self.hand_on()

    def hand_on(self) -> Iterator[CallPiece]:
        """Yield what waits, if anything does."""
        if not self.begun:
            self.begun = True
            arguments = "".join(self._waiting)
            name = known_name(self.name, self._names) or self.name
            yield CallPiece(self.index, self.identity or mint_id(), name, arguments)


class CallPieces:
    """The calls of one reply. By `names`, those of the tools, a name in pieces is told from two names."""

    def __init__(self, names: Collection[str] = ()) -> None:
        self._names = frozenset(names)
        self._calls: list[_PartialCall] = []
        self._by_place: dict[int, _PartialCall] = {}
        self._by_id: dict[str, _PartialCall] = {}

    @property
    def count(self) -> int:
        """How many calls there are."""
        return len(self._calls)

    @property
    def complete(self) -> bool:
        """Whether the last call is not cut off."""
        return bool(self._calls) and (self._calls[-1].balance.complete or not self._calls[-1].balance.begun)

    def read(self, delta: Mapping[str, Any]) -> Iterator[CallPiece]:
        """Yield what a piece of a call adds."""
        function = object_in(delta.get("function")) or delta
        name = name_in(function.get("name"))
        arguments = json_in(
            next((function[key] for key in _ARGUMENTS if function.get(key) is not None), None)
        )
        identity = name_in(delta.get("id")) or name_in(delta.get("call_id"))
        place = _place(delta.get("index"), function.get("index"))
        call = self._continued(name, identity, place)
        if call is None:
            yield from self.rest()
            call = _PartialCall(len(self._calls), identity, self._names)
            self._calls.append(call)
        if place is not None:
            self._by_place[place] = call
        if identity:
            call.identity = call.identity or identity
            self._by_id[identity] = call
        yield from call.add(name, arguments)

    def whole(self, name: str, arguments: str) -> Iterator[CallPiece]:
        """Yield a call that comes whole, as one that was written in the text."""
        yield from self.read({"function": {"name": name, "arguments": arguments}})
        yield from self.rest()

    def rest(self) -> Iterator[CallPiece]:
        """Yield what still waits for more of a name."""
        for call in self._calls[-1:]:
            yield from call.hand_on()

    def _continued(self, name: str, identity: str, place: int | None) -> _PartialCall | None:
        """Return the call to which a piece belongs; None for a new one."""
        if identity and identity in self._by_id:
            return self._by_id[identity]
        call = self._by_place.get(place) if place is not None else (self._calls[-1] if self._calls else None)
        if call is None:
            return None
        if identity and call.identity and (name or call.balance.complete):
            return None
        if not name:
            # What has neither a name nor an id goes on with the call before it.
            return call
        if place is None and call.name and not self._goes_on(call, name):
            return None
        is_next = call.balance.complete or not self._goes_on(call, name)
        return None if call.name and is_next else call

    def _goes_on(self, call: _PartialCall, name: str) -> bool:
        """Whether a name is the call's own, once more, or the rest of it."""
        if name == call.name:
            return not call.balance.complete
        return not call.begun and not call.balance.begun and call.name not in self._names


_ARGUMENTS = ("arguments", "parameters", "args", "input")


def _place(*values: object) -> int | None:
    for value in values:
        is_text = isinstance(value, str) and value.isdigit() and len(value) <= _MOST_DIGITS
        number = count(int(value)) if is_text else count(value)  # type: ignore[call-overload] # of a text
        if number is not None:
            return number
    return None
