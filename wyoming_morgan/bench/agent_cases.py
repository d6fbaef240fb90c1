"""The cases of an evaluation of the agent: what is said to it, and what has to come of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from wyoming_morgan.errors import InvalidRequest

ANY = "*"
"""Stands for any value of a slot."""

GRAMMAR_SHAPED = "grammar-shaped"
"""The tag of commands in words that the grammar has."""

_HINT = "see docs/agent-evaluation.md"


class Way(StrEnum):
    """Which way should answer."""

    GRAMMAR = "grammar"
    MODEL = "model"


class Kind(StrEnum):
    """What has to come of a turn."""

    INTENTS = "intents"
    """These intents, each with these slots, and no others."""
    NOTHING = "nothing"
    """No action."""
    QUESTION = "question"
    """An answer about the home, and no action."""
    ASK = "ask"
    """A question back, and no action yet."""
    TALK = "talk"
    """An answer in words alone."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedIntent(_Written):
    """An intent and all its slots; `ANY` as a slot's value lets it be anything."""

    name: str
    slots: dict[str, str | int | float]


class Expectation(_Written):
    """One of the things that may come of a turn."""

    kind: Kind
    intents: tuple[ExpectedIntent, ...] = ()


def _alternatives(written: Any) -> Any:
    """Read `ask`, `{HassTurnOn: {name: Lamp}}`, a list of the latter, or `{any: [one, another]}`."""
    if isinstance(written, Mapping) and written.keys() == {"any"}:
        return [_alternative(each) for each in written["any"]]
    return [_alternative(written)]


def _alternative(written: Any) -> Any:
    if isinstance(written, str):
        if written == Kind.INTENTS:
            raise ValueError("write the intents themselves")
        return {"kind": written}
    intents = written if isinstance(written, list) else [written]
    found = []
    for each in intents:
        if not isinstance(each, Mapping):
            raise ValueError(f"{each!r} is neither one of {', '.join(Kind)} nor an intent with its slots")  # noqa: TRY004 - what pydantic reports with its place
        found += [{"name": name, "slots": slots or {}} for name, slots in each.items()]
    return {"kind": Kind.INTENTS, "intents": found}


class Turn(_Written):
    """One thing said, and the alternatives that may come of it."""

    say: Annotated[str, Field(min_length=1)]
    expect: Annotated[tuple[Expectation, ...], BeforeValidator(_alternatives), Field(min_length=1)]
    path: Way = Way.GRAMMAR
    changes: dict[str, str] = Field(default_factory=dict)
    """What the states of a connected home have to be afterwards, by entity id."""

    @property
    def intents(self) -> Iterator[ExpectedIntent]:
        """Every intent in any of the alternatives."""
        for alternative in self.expect:
            yield from alternative.intents


class Case(_Written):
    """One conversation: mostly a single turn, of several where the later ones refer to the earlier."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    turns: Annotated[tuple[Turn, ...], Field(min_length=1)]
    home: str
    area: str | None = None
    """The room that it is said in, where that is known."""
    tags: tuple[str, ...] = ()
    language: str

    @property
    def path(self) -> Way:
        """Which way should answer: the model's if any of its turns needs that."""
        return Way.MODEL if any(turn.path is Way.MODEL for turn in self.turns) else Way.GRAMMAR


class Evaluation(_Written):
    """The cases of one language, and the words by which a reply claims that something was done."""

    language: str
    cases: tuple[Case, ...]
    claims: tuple[str, ...] = ()
    """Regular expressions, searched in replies in any case of letters."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Evaluation:
        seen: set[str] = set()
        for case in self.cases:
            if case.id in seen:
                raise ValueError(f"the id {case.id} is there twice")
            seen.add(case.id)
        return self


_INHERITED = ("home", "area", "path")


def load_evaluation(path: Path) -> Evaluation:
    """Read the cases of one language.

    Cases stand in groups, whose `home`, `area`, `path` and `tags` count for each of them; the file's `home`
    counts for all. A case has either `say` and `expect`, or `turns` of those.

    Raises:
        InvalidRequest: the file cannot be read, or a case in it cannot be understood.
    """
    written = _mapping(path)
    try:
        cases = tuple(
            _case(case, group, written)
            for group in written.get("groups") or ()
            for case in group.get("cases") or ()
        )
        return Evaluation(language=written["language"], cases=cases, claims=written.get("claims") or ())
    except ValidationError as error:
        raise InvalidRequest(f"{path}: {_first(error)}", hint=_HINT) from error
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise InvalidRequest(f"{path}: {error!r}", hint=_HINT) from error


def find_evaluations(folder: Path, languages: tuple[str, ...] = ()) -> tuple[Evaluation, ...]:
    """Read every language of a folder, or those that are wanted.

    Raises:
        InvalidRequest: there is none, or one cannot be read.
    """
    found = [load_evaluation(path) for path in sorted(folder.glob("*.yaml"))]
    wanted = tuple(each for each in found if not languages or each.language in languages)
    if not wanted:
        there = ", ".join(each.language for each in found)
        raise InvalidRequest(f"no cases in {folder}{f' but those in {there}' if there else ''}", hint=_HINT)
    return wanted


def _case(case: Mapping[str, Any], group: Mapping[str, Any], file: Mapping[str, Any]) -> Case:
    unknown = group.keys() - {"cases", "tags", *_INHERITED}
    if unknown:
        raise ValueError(f"a group has no {', '.join(sorted(unknown))}")
    written = {**case}
    tags = [*(group.get("tags") or ()), *(written.pop("tags", None) or ())]
    place = {key: written.pop(key, group.get(key, file.get(key))) for key in _INHERITED}
    path = {"path": place["path"]} if place["path"] else {}
    turns = written.pop("turns", None)
    if turns is None:
        turns = [{key: written.pop(key) for key in ("say", "expect", "changes") if key in written}]
    return Case.model_validate(
        {
            **written,
            "home": place["home"],
            "area": place["area"],
            "tags": list(dict.fromkeys(tags)),
            "language": file["language"],
            "turns": [{**path, **turn} for turn in turns],
        }
    )


def _mapping(path: Path) -> Mapping[str, Any]:
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise InvalidRequest(f"{path}: {error}", hint=_HINT) from error
    if not isinstance(written, dict):
        raise InvalidRequest(f"{path} holds no mapping", hint=_HINT)
    return written


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    case = first["input"]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}, but it is {case!r}"
