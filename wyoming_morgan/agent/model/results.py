"""What the acting calls of a turn have done, and what is said where a model's words may say more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from wyoming_morgan.agent.acting.tool_calls import is_failure
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.model.honesty import statements
from wyoming_morgan.agent.model.prompt import READ_ONLY
from wyoming_morgan.home.contract import ToolResult

_PLACES = frozenset({"name", "area", "floor", "domain", "device_class"})
_MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class _Failure:
    """An order that failed; of one that failed in part, the names of that part."""

    order: Order
    names: tuple[str, ...]
    partly: bool = False


class Results:
    """The results of one turn, in which the speaker asked for `asked`.

    Orders that `passes_on` accepts have no results yet.
    """

    def __init__(
        self, targets: Targets, language: Language, passes_on: Callable[[Order], bool], *, asked: str = ""
    ) -> None:
        self._targets = targets
        self._language = language
        self._replies = language.replies
        self._passes_on = passes_on
        self._asked = asked
        self._done: list[Order] = []
        self._failures: list[_Failure] = []
        self._unreadable = 0
        self._unreadable_before = 0

    def begin_round(self) -> None:
        """Note that the model has seen the results so far: it may make an unreadable call again."""
        self._unreadable_before, self._unreadable = self._unreadable_before + self._unreadable, 0

    def add(self, order: Order, result: ToolResult) -> None:
        """Note the result of a call that acts."""
        if self._passes_on(order):
            return
        if result.is_error or is_failure(result):
            self._failures.append(_Failure(order, _names(order)))
            return
        self._failures = [failure for failure in self._failures if not self._mends(order, failure)]
        self._done.append(order)
        self._unreadable_before = max(self._unreadable_before - 1, 0)
        if names := tuple(_failed_in(result)):
            self._failures.append(_Failure(order, names, partly=True))

    def add_unreadable(self) -> None:
        """Note a call that could not be read, or of a tool that there is not."""
        self._unreadable += 1

    @property
    def mixed(self) -> bool:
        """Whether something of the home was done and something was not, so that no claim is sure."""
        orders = [*self._done, *(failure.order for failure in self._failures)]
        failed = bool(self._failures) or self._unreadable + self._unreadable_before > 0
        return bool(self._done) and failed and not all(order.foreign for order in orders)

    def are_exceeded_by(self, text: str) -> bool:
        """Whether the order, or a reply, says more than the successful calls have reached.

        That is something to act on by name, or in a reply another room, several of a kind, or everything.
        """
        named = {
            thing.key
            for sentence in (self._asked, text)
            for entity in self._targets.names_in(sentence)
            if entity.domain not in READ_ONLY
            for thing in self._targets.things(entity)
        }
        return not named <= {key for order in self._done for key in self._reached(order)} or self._widened(
            text
        )

    def _widened(self, text: str) -> bool:
        """Whether a reply is about several things, rooms or everything where less was reached."""
        if not self._done or any(order.foreign or not order.is_intent for order in self._done):
            return False
        said, cues = statements(text, self._language.cues), self._language.cues
        reached = [thing for order in self._done for thing in self._targets.affected(order.reaching)]
        if not self._targets.areas_in(said) <= {(thing.area or "").casefold() for thing in reached}:
            return True
        widest = cues.holds("everywhere", said)
        if not all(order.slots.get("name") for order in self._done):
            return widest and not cues.holds("everywhere", self._asked)
        several = self._language.naming.means_several(said)
        return widest or (several and len({thing.key for thing in reached}) == 1)

    def told(self) -> str:
        """Return what was done and what was not, in sentences that hold whatever the order was."""
        failed = tuple(name for failure in self._failures for name in failure.names)
        without = {name.casefold() for failure in self._failures if failure.partly for name in failure.names}
        done = tuple(name for order in self._done for name in _names(order) if name.casefold() not in without)
        sentences = [self._replies.done_part.format(names=_listed(done))] if done else []
        if failed:
            sentences.append(self._replies.failed_part.format(names=_listed(failed)))
        unreadable = self._unreadable + self._unreadable_before
        if unreadable or not all(failure.names for failure in self._failures):
            sentences.append(self._replies.partly)
        return " ".join(sentences) or self._replies.done

    def _mends(self, order: Order, failure: _Failure) -> bool:
        """Whether an order does all that an earlier one should have done."""
        before = failure.order
        if failure.partly or before.name != order.name:
            return False
        slots = {slot for slot in before.slots if slot not in _PLACES}
        reached = self._reached(before)
        same = _names(before) == _names(order) != () or (bool(reached) and reached <= self._reached(order))
        return same and slots <= order.slots.keys()

    def _reached(self, order: Order) -> frozenset[str]:
        if not order.is_intent:
            return frozenset({order.script})
        return frozenset(thing.key for thing in self._targets.affected(order.reaching))


def _names(order: Order) -> tuple[str, ...]:
    """Return what an order is about, in words that can be spoken; nothing if there are none."""
    for slot in ("name", "area", "floor"):
        value = order.slots.get(slot)
        if isinstance(value, str) and value.strip():
            return (value.strip(),)
    if order.is_intent:
        return ()
    return (order.name.rpartition("__")[2].replace("_", " "),) if "_" in order.name else ()


def _listed(names: tuple[str, ...]) -> str:
    unique = list({name.casefold(): name for name in names}.values())
    return ", ".join(unique[:_MOST_NAMES]) + ("…" if len(unique) > _MOST_NAMES else "")


def _failed_in(result: ToolResult) -> Iterator[str]:
    """Yield the names of what failed in a call that succeeded in part, as Home Assistant reports it."""
    try:
        content = from_json(result.text.encode(errors="replace"))
    except ValueError:
        return
    data: Any = content.get("data") if isinstance(content, Mapping) else None
    failed = data.get("failed") if isinstance(data, Mapping) else None
    for target in failed if isinstance(failed, list) else ():
        name = target.get("name") if isinstance(target, Mapping) else None
        if isinstance(name, str) and name:
            yield name
