"""The marks that models and their templates put into text: around thoughts, turns, calls and answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class MarkKind(Enum):
    """What a mark is for."""

    THOUGHT = auto()
    THOUGHT_END = auto()
    CHANNEL = auto()
    """Begins the name of a channel, such as `analysis`."""
    MESSAGE = auto()
    """Ends that name."""
    ROLE = auto()
    """Begins the name of who speaks."""
    ASSISTANT = auto()
    """The model speaks."""
    OTHERS = auto()
    """Somebody else speaks, whom the model makes up."""
    CALL = auto()
    """Belongs to a tool call."""
    TURN_END = auto()
    OTHER = auto()
    """Says nothing."""


@dataclass(frozen=True, slots=True)
class TextMark:
    """A mark and the characters that it takes."""

    kind: MarkKind
    length: int


LONGEST = 256
STARTS = re.compile(r"[<\[◁]")
_ENDS = {"<": ">", "[": "]", "◁": "▷"}
_THOUGHTS = frozenset(
    "think thinking thought thoughts reasoning reason reflection scratchpad scratch_pad analysis "
    "inner_monologue inner_thoughts inner_thought internal_monologue monologue deliberation rationale "
    "chain_of_thought cot seed:think ant_thinking antthinking antml:thinking ant:thinking mm:think "
    "introspection self_reflection thinking_process thought_process hidden internal".split()
)
_WRAPPERS = frozenset(
    "answer response final final_answer final_response output reply solution result".split()
)
_TOKENS = frozenset(
    "s eos pad unk eod eot eom sep mask cls end_of_turn end_of_utterance end_of_text endoftext "
    "end_of_message end_of_sentence start_of_image end_of_image "
    "turn| |channel |message |end channel| message| im_end im_start".split()
)
_ROLES = frozenset(("start_of_turn", "|turn"))
_BRACKETS = frozenset(
    "inst bos eos pad sep cls unk system_prompt available_tools tool_results user assistant".split()
)
_BRACKET_THOUGHTS = frozenset("think thinking thought reasoning".split())
_SPECIAL = re.compile(r"<[|\uff5c]{1,2}(/?[\w.:▁-]{1,64})[|\uff5c]{1,2}>|\[\|(/?[\w.:-]{1,64})\|\]")
_NUMBERED = re.compile(
    r"</?(?:unused|extra_id_|reserved_token_|special_)\d{1,5}>|<0x[0-9a-f]{2}>", re.IGNORECASE
)
_PARTIAL_SPECIAL = re.compile(r"<[|\uff5c]{1,2}/?[\w.:▁-]{0,64}[|\uff5c]{0,2}|\[\|/?[\w.:-]{0,64}\|?")
_PARTIAL_NUMBERED = re.compile(
    r"</?(?:unused|extra_id_|reserved_token_|special_)\d{0,5}|<0(?:x[0-9a-f]{0,2})?", re.IGNORECASE
)
_NUMBERED_NAMES = ("unused", "extra_id_", "reserved_token_", "special_")
_TAG = re.compile(r"<(/?)([\w:|-]{1,40})(?:\s[^<>]*+)?/?>")
_PARTIAL_TAG = re.compile(r"<(/?)([\w:|-]{0,40})(\s[^<>]*+)?")
_NAMES = _THOUGHTS | _WRAPPERS | _TOKENS | _ROLES
_END_WORDS = re.compile(r"^/|(?:^|[_▁.-])(?:end|stop|close|eo\w)|(?:end|stop)(?:$|[_▁.-])")
_THOUGHT_WORDS = re.compile(r"think|thought|reason(?!able)")
_CALL_WORDS = re.compile(
    r"tool|function|action|plugin|python|call|constrain|arg(?:ument)?s?\b|invoke|recipient"
)
_OTHERS = re.compile(
    r"user|human|system|developer|observation|environment|ipython|result|tool_response|tool_output"
)
_ASSISTANT = re.compile(r"assistant|chatbot|model|\bbot")
_ROLE_STARTS = frozenset("im_start start start_header_id start_of_role header_start".split())


def mark_at(text: str, start: int) -> TextMark | bool | None:
    """Return the mark that begins there; None if there is none, True if there may be when more has come."""
    opening = text[start]
    end = text.find(_ENDS[opening], start, start + LONGEST)
    if end >= 0:
        whole = text[start : end + 1]
        kind = _kind(whole)
        return None if kind is None else TextMark(kind, len(whole))
    rest = text[start : start + LONGEST + 1]
    return True if len(rest) < LONGEST and _is_beginning(rest) else None


def _kind(whole: str) -> MarkKind | None:
    special = _SPECIAL.fullmatch(whole)
    if special is not None:
        return _special_kind((special[1] or special[2]).casefold())
    if whole.startswith("◁"):
        return _thought(whole[1:-1].casefold(), _THOUGHTS)
    if whole.startswith("["):
        name = whole[1:-1].casefold()
        kind = _thought(name, _BRACKET_THOUGHTS)
        return kind or (MarkKind.OTHER if name.removeprefix("/") in _BRACKETS and whole.isupper() else None)
    if _NUMBERED.fullmatch(whole):
        return MarkKind.OTHER
    return _tag_kind(whole)


def _tag_kind(whole: str) -> MarkKind | None:
    tag = _TAG.fullmatch(whole)
    if tag is None:
        return None
    name = tag[2].casefold()
    if name in _THOUGHTS:
        return MarkKind.THOUGHT_END if tag[1] else MarkKind.THOUGHT
    if name in {"|channel", "channel|"}:
        return MarkKind.CHANNEL if name.startswith("|") else MarkKind.THOUGHT_END
    if name in _ROLES:
        return MarkKind.ROLE
    return MarkKind.OTHER if name in _WRAPPERS or name in _TOKENS else None


def _thought(name: str, names: frozenset[str]) -> MarkKind | None:
    if name.removeprefix("/") not in names:
        return None
    return MarkKind.THOUGHT_END if name.startswith("/") else MarkKind.THOUGHT


def _special_kind(name: str) -> MarkKind:  # noqa: PLR0911 - one return for each kind
    plain = name.replace("▁", "_")
    ends = bool(_END_WORDS.search(plain))
    if plain in {"channel", "message"}:
        return MarkKind.CHANNEL if plain == "channel" else MarkKind.MESSAGE
    if plain in _ROLE_STARTS:
        return MarkKind.ROLE
    if _THOUGHT_WORDS.search(plain):
        return MarkKind.THOUGHT_END if ends else MarkKind.THOUGHT
    if _CALL_WORDS.search(plain) and not _OTHERS.search(plain):
        return MarkKind.CALL
    if ends or plain in {"return", "separator"}:
        return MarkKind.TURN_END
    if _OTHERS.search(plain):
        return MarkKind.OTHERS
    return MarkKind.ASSISTANT if _ASSISTANT.search(plain) else MarkKind.OTHER


def _is_beginning(rest: str) -> bool:
    """Whether more characters may make a mark of it."""
    folded = rest.casefold()
    if rest.startswith(("◁", "[")):
        names = _THOUGHTS if rest.startswith("◁") else _BRACKETS | _BRACKET_THOUGHTS
        name = folded[1:].removeprefix("/")
        return _PARTIAL_SPECIAL.fullmatch(rest) is not None or _begins(name, names)
    if _PARTIAL_SPECIAL.fullmatch(rest) or _PARTIAL_NUMBERED.fullmatch(rest):
        return True
    tag = _PARTIAL_TAG.fullmatch(folded)
    if tag is None:
        return False
    return tag[2] in _NAMES if tag[3] else _begins(tag[2], (*_NAMES, *_NUMBERED_NAMES))


def _begins(name: str, names: object) -> bool:
    return any(other.startswith(name) for other in names)  # type: ignore[attr-defined]
