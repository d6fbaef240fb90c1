"""Every regular expression of the package takes time in proportion to the text, whatever the text is.

Texts come from models, tools, users, clients and the names of a home. The expressions are collected by
walking the source, so that a new one is tested as soon as it is written.
"""

from __future__ import annotations

import ast
import importlib
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from re import _constants as of  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from tests.source import PACKAGE, modules, nodes, shown, text, tree
from wyoming_morgan.agent.grammar import compound, durations, extras, written
from wyoming_morgan.agent.language.languages import GUARDED_NAMES, LANGUAGES, WATER_NAMES
from wyoming_morgan.engines.commands import quantities
from wyoming_morgan.sayable.reader import Reader

FUNCTIONS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
CUE_METHODS = {
    "says": ("fullmatch",),
    "begins": ("match",),
    "holds": ("search",),
    "rest": ("fullmatch",),
    "replace": ("subn",),
}

LENGTH = 20_000
QUICK = 0.05
"""Seconds of the processor that need no closer look. Quadratic work on such a text takes longer."""
SLOWEST = 1.0
"""Seconds after which an expression is given up."""

Use = tuple[re.Pattern[str], str]
"""An expression and the function that it is used with."""

BUILT: Mapping[str, Callable[[], Iterator[Use]]] = {
    "agent/grammar/compound.py": lambda: (
        (re.compile(compound._JOINT.format(words="|".join(words)), re.IGNORECASE), "finditer")
        for language in LANGUAGES.values()
        if (words := sorted(map(re.escape, language.words.joining)))
    ),
    "agent/grammar/durations.py": lambda: (
        use
        for language in LANGUAGES.values()
        for delays in (language.replies.delays,)
        for use in (
            (durations.decimal(delays.hours), "sub"),
            (durations.decimal(delays.minutes), "sub"),
            (durations.delay(delays), "search"),
            (durations.timed(delays.hours), "sub"),
            (durations.many(delays.minutes), "sub"),
            (durations.many(delays.seconds), "sub"),
        )
    ),
    "agent/grammar/extras.py": lambda: (
        (extras.amount(spoken), "sub")
        for language in LANGUAGES.values()
        for spoken, _ in language.words.amounts
    ),
    "agent/grammar/written.py": lambda: (
        (written.before_figures(elided), "sub")
        for language in LANGUAGES.values()
        for elided, _ in language.words.elided
    ),
    "engines/commands/quantities.py": lambda: (
        (quantities.decimal(unit), "sub")
        for units in quantities._UNITS.values()
        for unit in (units.hours, units.minutes)
    ),
    "agent/language/asking/words.py": lambda: (
        use
        for language in LANGUAGES.values()
        for use in ((language.asking.lead_in, "match"), (language.asking.about_now, "sub"))
    ),
    "agent/language/lasting/words.py": lambda: (
        use
        for language in LANGUAGES.values()
        for use in (
            (language.lasting.leading, "fullmatch"),
            (language.lasting.telling_time, "fullmatch"),
            *((kept, "sub") for kept, _ in language.lasting.keeping),
            *(
                (re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE), "finditer")
                for word, _ in language.lasting.opposites
            ),
        )
    ),
    "agent/language/text.py": lambda: (
        (re.compile(rf"(?<!\w){re.escape(spoken)}(?!\w)", re.IGNORECASE), "sub")
        for language in LANGUAGES.values()
        for spoken, _ in language.words.spellings
    ),
    "agent/language/water.py": lambda: ((pattern, "fullmatch") for pattern in WATER_NAMES.patterns),
    "agent/language/words.py": lambda: (
        (re.compile(rf"\b{re.escape(spoken)}\b", re.IGNORECASE), "sub")
        for language in LANGUAGES.values()
        for spoken, _ in language.words.rewordings
    ),
    "sayable/reader.py": lambda: (
        (pattern, "sub") for tag in ("en", "de", "tlh") for pattern, _ in Reader(tag)._rules
    ),
    "sayable/signs.py": lambda: iter(()),  # those are among the reader's
    "bench/agent_scoring.py": lambda: iter(()),  # of a set of cases, which its author writes
    "engines/stt/pocketsphinx/letters.py": lambda: iter(((re.compile(r"[\s_]+"), "split"),)),
    "agent/language/cues.py": lambda: iter(()),  # tested by language, below
    "agent/language/guarded.py": lambda: (
        (pattern, "fullmatch") for pattern in GUARDED_NAMES._patterns.values()
    ),
}
"""Expressions that are built while Morgan runs, by the file that builds them."""


FILES = [path for path in modules() if "import re" in text(path).splitlines()]


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def calls_of(path: Path) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call of a method of a plain name: the name, the method, the call."""
    for node in nodes(path):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            yield node.func.value.id, node.func.attr, node


def uses_in(path: Path) -> dict[str, Use]:
    """The expressions of one file, by a name for the test."""
    name = shown(path)
    uses: dict[str, Use] = {}
    module = importlib.import_module(f"wyoming_morgan.{name.removesuffix('.py').replace('/', '.')}")
    compiled = {key: value for key, value in vars(module).items() if isinstance(value, re.Pattern)}
    at_the_top = [node.value for node in tree(path).body if isinstance(node, ast.Assign)]
    methods: dict[str, set[str]] = {key: set() for key in compiled}
    for owner, method, call in calls_of(path):
        if owner in compiled and method in FUNCTIONS:
            methods[owner].add(method)
        if owner == "re" and method == "compile" and call not in at_the_top:
            if (pattern := literal(call.args[0])) is not None:
                uses[f"{name}:{call.lineno}"] = (re.compile(pattern), "match")
            else:
                assert name in BUILT, f"{name}:{call.lineno} builds an expression: list it in BUILT"
        if owner != "re" or method not in FUNCTIONS:
            continue
        if (pattern := literal(call.args[0])) is not None:
            uses[f"{name}:{call.lineno}"] = (re.compile(pattern), method)
        else:
            assert name in BUILT, f"{name}:{call.lineno} builds an expression: list it in BUILT"
    for key, used in methods.items():
        for method in used or {"search"}:
            uses[f"{name}:{key}:{method}"] = (compiled[key], method)
    for number, use in enumerate(BUILT.get(name, lambda: iter(()))()):
        uses[f"{name}:built:{number}"] = use
    return uses


def cues_used() -> dict[str, set[str]]:
    """How each cue is used: by the names of the functions of `re`."""
    used: dict[str, set[str]] = {"polite": {"sub"}}
    for path in (PACKAGE / "agent").rglob("*.py"):
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                for function in CUE_METHODS.get(node.func.attr, ()):
                    if (name := literal(node.args[0])) is not None:
                        used.setdefault(name, set()).add(function)
    for name in ("remember", "forget"):
        used.setdefault(name, set()).add("match")  # by the name of the tool
    return used


class Attacks:
    """Texts that an expression nearly matches, in as many ways as possible."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._texts: list[str] = []
        self._parts: set[str] = set()
        whole = self._sample(parser.parse(pattern.pattern, pattern.flags), "")
        self._parts.add(whole)

    def texts(self) -> Iterator[str]:
        """Long texts: the parts in a row, alone and in pairs, with and without an end that fits nothing."""
        basic = " \t\naAé1_.,-:;!?`'\"<>([{}]|/\\@#*=~\0\u3002\uff0c\u200d"
        pairs = ("a ", " a", "<a", "](", "[(", ", ", '"a', "a.", "..", "```", "- ", "1.", '",', "&amp;")
        pieces = dict.fromkeys([*sorted(self._parts, key=len), *basic, *pairs])
        for piece in pieces:
            if piece:
                yield (piece * (LENGTH // len(piece) + 1))[:LENGTH]
        for start in self._texts:
            yield start[:LENGTH] + "\0"

    def _sample(self, tree: Any, before: str) -> str:
        """One text that the expression matches; each repetition in it makes an attack."""
        text = ""
        for operation, argument in tree:
            text += self._one(operation, argument, before + text)
            if text.strip():
                self._parts.add(text[-40:])
        return text

    def _one(self, operation: Any, argument: Any, before: str) -> str:  # noqa: C901, PLR0911 - one for each operation
        if operation in {of.MAX_REPEAT, of.MIN_REPEAT, of.POSSESSIVE_REPEAT}:
            least, most, body = argument
            piece = self._sample(body, before)
            if most is of.MAXREPEAT or most > 9:
                count = LENGTH // max(len(piece), 1)
                self._texts.append((before + piece * count)[: 2 * LENGTH])
                self._texts.append(((before + piece) * (LENGTH // max(len(before + piece), 1)))[:LENGTH])
            return "".join(piece for _ in range(max(least, 1)))
        if operation is of.SUBPATTERN:
            return self._sample(argument[3], before)
        if operation is of.ATOMIC_GROUP:
            return self._sample(argument, before)
        if operation is of.BRANCH:
            samples = [self._sample(branch, before) for branch in argument[1]]
            self._parts.update(samples)
            self._parts.update(f"{one}{other}" for one, other in pairwise(samples))
            return max(samples, key=len)
        if operation is of.LITERAL:
            return chr(argument)
        if operation is of.NOT_LITERAL:
            return "a" if argument != ord("a") else "b"
        if operation is of.ANY:
            return "a"
        if operation is of.IN:
            members = [character for character in map(chr, range(32, 127)) if _is_in(argument, character)]
            self._parts.update((members[:1] + members[-1:]) if members else ())
            return next((one for one in "a1 .," if one in members), members[0] if members else "\n")
        if operation in {of.ASSERT, of.ASSERT_NOT, of.AT, of.GROUPREF, of.GROUPREF_EXISTS}:
            return ""
        raise AssertionError(operation)


def _is_in(members: Any, character: str) -> bool:
    """Whether a character is in a class of characters."""
    tests = {
        of.CATEGORY_SPACE: str.isspace,
        of.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
        of.CATEGORY_DIGIT: str.isdigit,
    }
    opposite = {of.CATEGORY_NOT_SPACE: of.CATEGORY_SPACE, of.CATEGORY_NOT_WORD: of.CATEGORY_WORD}
    opposite[of.CATEGORY_NOT_DIGIT] = of.CATEGORY_DIGIT
    negated = within = False
    for kind, argument in members:
        if kind is of.NEGATE:
            negated = True
        elif kind is of.LITERAL:
            within |= ord(character) == argument
        elif kind is of.RANGE:
            within |= argument[0] <= ord(character) <= argument[1]
        elif argument in opposite:
            within |= not tests[opposite[argument]](character)
        else:
            within |= tests[argument](character)
    return within is not negated


@contextmanager
def given_up_after(seconds: float) -> Iterator[None]:
    """Interrupt the block after so much time of the processor."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    former = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)


def seconds_for(use: Use, text: str) -> float:
    """Seconds of the processor that one use takes."""
    pattern, function = use
    began = time.thread_time()
    if function in {"sub", "subn"}:
        getattr(pattern, function)("", text)
    elif function == "finditer":
        list(pattern.finditer(text))
    else:
        getattr(pattern, function)(text)
    return time.thread_time() - began


def is_slow(use: Use, text: str) -> bool:
    """Whether the time grows faster than the text: looked at closely only if it is noticeable.

    Quadratic work takes a sixteenth of the time on a quarter of the text, so most need no more than that.
    """
    try:
        with given_up_after(SLOWEST):
            if seconds_for(use, text[: len(text) // 4] + text[-1:]) < QUICK / 16:
                return False
            if seconds_for(use, text) < QUICK:
                return False
            whole = min(seconds_for(use, text) for _ in range(2))
            quarter = min(seconds_for(use, text[: len(text) // 4]) for _ in range(3))
            return whole > 9 * quarter or whole > 20 * QUICK
    except TimeoutError:
        return True


def slow_text(use: Use) -> str | None:
    """The beginning of a text that an expression is slow for."""
    return next((text[:60] for text in Attacks(use[0]).texts() if is_slow(use, text)), None)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_the_expressions_of_a_file_take_time_in_proportion_to_the_text(path: Path) -> None:
    slow = {name: text for name, use in uses_in(path).items() if (text := slow_text(use)) is not None}

    assert slow == {}


@pytest.mark.slow
@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_cues_of_a_language_take_time_in_proportion_to_the_text(tag: str) -> None:
    patterns = LANGUAGES[tag].cues._patterns
    slow = {
        (name, function): text
        for name, functions in cues_used().items()
        for function in sorted(functions)
        if name in patterns and (text := slow_text((patterns[name], function))) is not None
    }

    assert slow == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "function"),
    [
        (r"\s+$", "search"),
        (r"\W*\W*x", "search"),
        (r"(?:in |the |in the )*", "fullmatch"),
        (r"(a+)+b", "match"),
    ],
)
def test_an_expression_that_is_not_linear_is_noticed(pattern: str, function: str) -> None:
    use = (re.compile(pattern), function)

    assert slow_text(use) is not None
