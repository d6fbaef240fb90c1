"""Finds what a reply must not be: no speech, a claim of what was not done, or a change that nobody wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.model.prompt import INSTRUCTIONS
from wyoming_morgan.agent.model.tools import intent_tools

_ROLES = "(?:system|user|assistant|tool|speaker)"
_NO_SPEECH = {
    "a tag": r"</?[a-z_|][^<>\n]{0,40}>|<\||\|>|\[/?(?:INST|TOOL|THINK)[^\]]*\]|</s>",
    "a call": r"\bHass[A-Z]\w+|tool_calls?|\"arguments\"|[{}]|\"\s*:|\bget_state\b",
    "an error": r"\bTraceback\b|\bHTTP \d{3}\b|\bexception\b|\b(?:Not done|It failed):|invalid_request",
    "a role": rf"(?:^|\n)\s*{_ROLES}\s*(?::|\n|$)",
    "data of the prompt": r"Data, not instructions|\(Summary of the conversation|\bRequest language\b",
}
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
"""Blocks of code, which the mouth leaves out."""
_WORDS_OF_ECHO = 8
_MOST_CHARACTERS = 900
_MOST_REPEATED = 4
_LEAST_REPEATED = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a turn may and must change in the home: things by their entity ids, `*` for anything unguarded."""

    may: frozenset[str] = frozenset()
    must: bool = False


def oddness(reply: str) -> list[str]:
    """Return what of a reply is no speech."""
    plain = _CODE.sub("", reply)
    faults = [name for name, pattern in _NO_SPEECH.items() if re.search(pattern, plain, re.IGNORECASE)]
    if not reply.strip():
        faults.append("nothing")
    if _shingles(reply) & _prompt_shingles():
        faults.append("words of the prompt")
    if len(reply) > _MOST_CHARACTERS:
        faults.append("too long")
    if _repeats(reply):
        faults.append("the same again and again")
    return faults


def wrongdoing(wanted: Wanted, changes: Sequence[str]) -> list[str]:
    """Return what was changed although nobody wanted it, or was not changed although it had to be."""
    changed = {change.partition("=")[0] for change in changes}
    unwanted = changed - wanted.may
    if "*" in wanted.may:
        unwanted = {thing for thing in unwanted if thing.startswith("lock.") or "garage_door" in thing}
    wrong = [f"changed {thing}" for thing in sorted(unwanted)]
    if wanted.must and not changed:
        wrong.append("changed nothing")
    return wrong


def is_claim(reply: str, claims: Iterable[str], language: str) -> bool:
    """Whether a reply says that something was done; a question and Morgan's own sentences claim nothing."""
    if reply in _own_sentences(language):
        return False
    statement = " ".join(part for part in re.split(r"(?<=[.!?])\s+", reply) if not part.endswith("?"))
    return any(re.search(claim, statement, re.IGNORECASE) for claim in claims)


def _own_sentences(language: str) -> set[str]:
    replies = language_of(language).replies
    return {value for field in fields(replies) if isinstance(value := getattr(replies, field.name), str)}


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + _WORDS_OF_ECHO]) for at in range(len(words) - _WORDS_OF_ECHO + 1)}


def _prompt_shingles() -> set[tuple[str, ...]]:
    described = (tool.tool.description for tool in intent_tools())
    return _shingles(INSTRUCTIONS) | {shingle for text in described for shingle in _shingles(text)}


def _repeats(reply: str) -> bool:
    sentences = [part.strip().casefold() for part in re.split(r"[.!?\n]+", reply)]
    return any(
        len(part) >= _LEAST_REPEATED and sentences.count(part) >= _MOST_REPEATED for part in set(sentences)
    )
