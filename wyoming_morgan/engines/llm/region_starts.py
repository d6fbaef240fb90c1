"""Finds where a tool call may begin in a text that streams."""

from __future__ import annotations

import re
from collections.abc import Collection

from wyoming_morgan.engines.contract.tool_names import known_name
from wyoming_morgan.engines.llm.regions import Region, UpToBracket, UpToFence, UpToMark, UpToObjectEnd

_STARTS = re.compile(r"[<\[{`(:>]")
_TAGS = frozenset(
    "tool tools tool_call tool_calls toolcall toolcalls tool_use tool_code tool_request use_tool function "
    "functions function_call function_calls functioncall functioncalls invoke call api_call action "
    "start_function_call end_function_call start_tool_call end_tool_call arg_key arg_value parameter "
    "tool_name tool_args tool_arguments tool_input tool_parameters function_name function_arguments "
    "function_args "
    "parameters arguments args params execute execute_tool minimax:tool_call seed:tool_call antml:invoke "
    "antml:function_calls |tool_call tool_call| tool_response tool_result tool_results function_result "
    "function_results".split()
)
_TAG = re.compile(r"<(/?)([\w:|.▁\uff5c/-]{1,80})(\s[^<>]*+|=[^<>]*+)?(/?)>")
_PARTIAL = re.compile(r"<(/?)([\w:|.▁\uff5c/-]{0,80})(\s[^<>]*+|=[^<>]*+)?")
_SPECIAL = re.compile(r"[|\uff5c]{1,2}[\w.:▁/-]*+[|\uff5c]{0,2}")
_CALL_WORDS = re.compile(r"tool|function|action|plugin|python|call|constrain|arg|invoke|recipient")
_END = re.compile(r"(?:^|[|\uff5c/_▁])end|end[|\uff5c]|^[|\uff5c]{1,2}/")
_BRACKET = re.compile(r"\[(/?)((?:end_)?(?:tool|function)_?(?:calls?|request|use)?)\]", re.IGNORECASE)
_BRACKETS = (
    *("tool_calls]", "tool_call]", "tool_request]", "end_tool_request]", "tool_use]", "toolcall]"),
    *("function_call]", "function_calls]"),
)
_FENCE = re.compile(r"```[ \t]*+([\w-]{0,20})[ \t]*+(\s?)\s*+(.?)", re.DOTALL)
_CALL_FENCES = frozenset(
    "tool_code tool_call tool_calls tool_use tool tools function_call function_calls function call "
    "homeassistant".split()
)
_OBJECT = re.compile(r"\{\s*+(?:[\"'{]|[A-Za-z_]\w*+\s*+:)")
_PARTIAL_OBJECT = re.compile(r"\{\s*+\w*+\s*+")
_NAME_END = re.compile(r"[\w.:/-]{1,80}$")
_BETWEEN = ' \t\n:=[]*`"'
_INPUTS = ("Action Input", "Arguments", "Argument", "ARGS", "Action")
_FIRST_WORD = re.compile(r"[\w.:/-]*")
_HEADINGS = ("thought", "action", "tool", "function", "call", "tool call", "function call")
_HEADING = re.compile(
    r"(?<!\w)(thought|action|tool[ _]call|function[ _]call|tool|function|call)[ *]*+$", re.IGNORECASE
)
_LAST_WORDS = re.compile(r"(?<!\w)([A-Za-z]++[ _]([A-Za-z]*+)|[A-Za-z]++)[ *]*+$")
_PROMPT = ">>>"
_TO_ALL = re.compile(r">>> ?all[ \t]*+\n")
_PROMPTED = re.compile(r">{1,3}|>>> ?([\w.:/-]*+)[ \t]{0,9}")
_PRINT = "print"
_GROUPS = (
    _PRINT,
    *"functions. function. tools. tool. default_api. api. mcp. assistant. home_assistant.".split(),
)
_LONGEST_START = 300
_LONGEST_HEADING = 40
_LONGEST_NAME = 120


class RegionStarts:
    """Finds the regions of a text that may be calls of the tools with these names."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)
        self._folded = tuple(name.casefold() for name in self._names)

    def next(self, text: str) -> tuple[int, Region | None]:
        """Return where the next region begins; without one, from where the text is held back."""
        place = 0
        while (match := _STARTS.search(text, place)) is not None:
            start = match.start()
            begun = self._at(text, start)
            if begun is True:
                return self._name_start(text, start), None
            if isinstance(begun, tuple):
                return begun
            place = start + 1
        return self._name_start(text, len(text)), None

    def _at(self, text: str, start: int) -> tuple[int, Region] | bool:
        """Return the region that a sign begins, or whether it may begin one when more has come."""
        reading = {
            "<": self._tag,
            "[": self._bracket,
            "{": self._object,
            "`": self._backtick,
            "(": self._arguments,
            ":": self._line,
            ">": self._prompt,
        }
        return reading[text[start]](text, start)

    def _arguments(self, text: str, start: int) -> tuple[int, Region] | bool:
        name = self._name_before(text, start, 0)
        if name is None and text.endswith(_PRINT, 0, start):
            name = start - len(_PRINT)
        return (name, UpToBracket()) if name is not None else False

    def _tag(self, text: str, start: int) -> tuple[int, Region] | bool:
        tag = _TAG.match(text, start)
        if tag is None:
            rest = text[start : start + _LONGEST_START]
            partial = _PARTIAL.fullmatch(rest) if len(rest) < _LONGEST_START else None
            return partial is not None and self._may_be_tag(partial[2].casefold(), bool(partial[3]))
        name = tag[2].casefold()
        is_special = name.startswith(("|", "\uff5c")) and name not in _TAGS
        if is_special and not _CALL_WORDS.search(name):
            return False
        if not is_special and name not in _TAGS and name not in self._folded:
            return False
        if tag[1] or tag[4] or _END.search(name) or name == "tool_call|":
            return start, UpToMark(tag[0])
        if not is_special:
            swapped = name.replace("start_", "end_")
            closing = {"|tool_call": "<tool_call|>"}.get(
                name, f"<{swapped}>" if swapped != name else f"</{name}>"
            )
            return start, UpToMark(closing)
        return start, UpToMark(*_ends_of(name))

    def _may_be_tag(self, name: str, has_more: bool) -> bool:
        if _SPECIAL.fullmatch(name):
            return True
        if has_more:
            return name in _TAGS or name in self._folded
        return any(other.startswith(name) for other in (*_TAGS, *self._folded))

    def _bracket(self, text: str, start: int) -> tuple[int, Region] | bool:
        mark = _BRACKET.match(text, start)
        if mark is not None:
            name = mark[2].casefold()
            ended = mark[1] or name.startswith("end_")
            ends = (mark[0],) if ended else (f"[/{name}]", f"[end_{name}]")
            return start, UpToMark(*ends)
        rest = text[start + 1 : start + _LONGEST_START]
        bare = rest.lstrip()
        if bare.startswith("{"):
            return (
                (start, UpToObjectEnd())
                if _OBJECT.match(bare)
                else _PARTIAL_OBJECT.fullmatch(bare) is not None
            )
        name, opening, _ = bare.partition("(")
        if opening:
            return (start, UpToBracket()) if self._is_name(name) else False
        folded = bare.casefold()
        is_start = any(other.startswith(folded.removeprefix("/")) for other in _BRACKETS)
        return is_start or (_NAME_END.fullmatch(bare) is not None and self._may_be_name(folded))

    def _backtick(self, text: str, start: int) -> tuple[int, Region] | bool:
        rest = text[start : start + _LONGEST_START]
        if rest.startswith("```"):
            return False if rest.startswith("````") else self._fence(rest, start)
        if rest.startswith("``") or (start and text[start - 1] == "`"):
            return rest == "``"
        word = _first_word(rest[1:])
        if rest[1 + len(word) :].startswith(("(", "{")):
            return (start, UpToBracket()) if self._is_name(word) else False
        return len(rest) == 1 + len(word) and self._may_be_name(word)

    def _fence(self, rest: str, start: int) -> tuple[int, Region] | bool:
        fence = _FENCE.match(rest)
        if fence is None or not fence[3] or (not fence[2] and fence[3].isalnum()):
            return len(rest) < _LONGEST_START and fence is not None and not fence[3]
        if fence[1].casefold() in _CALL_FENCES:
            return start, UpToFence(certain=True)
        inner = rest[fence.start(3) :]
        if fence[3] in "{[<" or self._may_be_name(_first_word(inner)):
            return start, UpToFence(certain=False)
        return False

    def _object(self, text: str, start: int) -> tuple[int, Region] | bool:
        rest = text[start : start + _LONGEST_START]
        if not _OBJECT.match(rest):
            return len(rest) < _LONGEST_START and _PARTIAL_OBJECT.fullmatch(rest) is not None
        name = self._name_before(text, start, 1)
        return (start if name is None else name), UpToObjectEnd()

    def _line(self, text: str, start: int) -> tuple[int, Region] | bool:
        """Find the lines of a model that writes thoughts, actions and their inputs under such headings."""
        match = _HEADING.search(text, max(start - _LONGEST_HEADING, 0), start)
        if match is None:
            return False
        begin, heading = match.start(1), match[1].casefold().replace("_", " ")
        if heading == "thought":
            return begin, UpToMark(certain=False)
        line, end, _ = text[start + 1 : start + _LONGEST_START].partition("\n")
        bare = line.strip(" *`")
        if bare.startswith(("{", "[")):
            return begin, UpToObjectEnd()
        word = _first_word(bare)
        if "(" in bare and self._is_name(word):
            return begin, UpToBracket()
        if not end and len(line) < _LONGEST_START - 1:
            return not bare or self._may_be_name(word)
        return (begin, UpToMark(certain=False)) if self._is_name(bare) else False

    def _prompt(self, text: str, start: int) -> tuple[int, Region] | bool:
        """Find the mark before a name; before “all” it begins what is said."""
        if _TO_ALL.match(text, start):
            return start, UpToMark("\n")
        rest = text[start : start + _LONGEST_START]
        mark = _PROMPTED.fullmatch(rest)
        return mark is not None and (not mark[1] or "all".startswith(mark[1]) or self._may_be_name(mark[1]))

    def _name_before(self, text: str, end: int, most_between: int) -> int | None:
        """Return where the name of a tool begins that stands before a sign."""
        start, word, between = _word_before(text, end)
        is_named = word and (most_between or not between) and self._is_name(word)
        return _with_prompt(text, start) if is_named else None

    def _name_start(self, text: str, end: int) -> int:
        """Return from where the text before `end` may be a heading, or the name of a tool."""
        places = [end]
        if (words := _LAST_WORDS.search(text, max(end - _LONGEST_HEADING, 0), end)) is not None:
            written = [(part, (words[part] or "").casefold().replace("_", " ")) for part in (1, 2)]
            places += [
                words.start(part)
                for part, heading in written
                if heading and any(other.startswith(heading) for other in _HEADINGS)
            ]
        start, word, between = _word_before(text, end)
        if word and (self._is_name(word) if between else self._may_be_name(word)):
            places.append(_with_prompt(text, start))
        return min(places)

    def _is_name(self, name: str) -> bool:
        return bool(name) and (
            name in self._names or (looks_made(name) and known_name(name, self._names) is not None)
        )

    def _may_be_name(self, beginning: str) -> bool:
        """Whether a word may become the name of a tool, perhaps behind that of its group."""
        word = beginning.casefold().rpartition(".")[2]
        return any(other.startswith(word) for other in (*self._folded, *_GROUPS))


def _ends_of(name: str) -> tuple[str, ...]:
    """Return the marks that end what a special mark begins."""
    swapped = {name.replace(old, "end") for old in ("begin", "start") if old in name}
    if swapped:
        return tuple(f"<{other}>" for other in swapped)
    base = name.strip("|\uff5c")
    return (f"<|/{base}|>", f"<|{base}_end|>", f"<|end_{base}|>")


def _with_prompt(text: str, start: int) -> int:
    """Return where the mark begins that stands before a name, or the name if there is none."""
    end = start - 1 if text.startswith(" ", max(start - 1, 0), start) else start
    return end - len(_PROMPT) if text.endswith(_PROMPT, 0, end) else start


def _word_before(text: str, end: int) -> tuple[int, str, bool]:
    """Return where the word before a place begins, the word, and whether signs stand between both."""
    begin = max(end - _LONGEST_NAME, 0)
    before = text[begin:end]
    bare = before.rstrip(_BETWEEN)
    for inputs in _INPUTS:
        bare = bare.removesuffix(inputs).rstrip(_BETWEEN) if bare != before else bare
    start = len(bare)
    while start and (bare[start - 1].isalnum() or bare[start - 1] in "_./-"):
        start -= 1
    return begin + start, bare[start:], bare != before


def _first_word(text: str) -> str:
    return _FIRST_WORD.match(text)[0]  # type: ignore[index] # it also matches nothing


def looks_made(name: str) -> bool:
    """Whether a word is no word of a language: it has capitals inside, or signs."""
    bare = name.strip()
    return any(sign in bare for sign in "_.(:") or (bare != bare.lower() and not bare[1:].islower())
