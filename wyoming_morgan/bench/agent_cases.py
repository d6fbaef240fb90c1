"""The cases of an evaluation of the agent: sentences, and the expected results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from wyoming_morgan.bench.mappings import read_mapping
from wyoming_morgan.errors import InvalidRequest

ANY = "*"
"""Matches any value of a slot."""

GRAMMAR_SHAPED = "grammar-shaped"
"""The tag of commands in the words of the grammar."""

_HINT = "a case looks like {id: lamp, say: turn on the lamp, expect: {HassTurnOn: {name: Lamp}}}"


class ExpectedPath(StrEnum):
    """What should answer a turn."""

    GRAMMAR = "grammar"
    MODEL = "model"


class ExpectedKind(StrEnum):
    """The kinds of expected results."""

    INTENTS = "intents"
    """These intents, each with these slots, and no others."""
    NOTHING = "nothing"
    """No action."""
    QUESTION = "question"
    """An answer about the home, and no action."""
    ASK = "ask"
    """A question back, and no action yet."""
    TALK = "talk"
    """An answer in words only."""


class _YamlModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedIntent(_YamlModel):
    """An intent and all its slots; `ANY` as a slot's value matches everything."""

    name: str
    slots: dict[str, str | int | float]


class Expectation(_YamlModel):
    """One of the results that a turn may have."""

    kind: ExpectedKind
    intents: tuple[ExpectedIntent, ...] = ()


def _alternatives(raw: Any) -> Any:
    """Read `ask`, `{HassTurnOn: {name: Lamp}}`, a list of the latter, or `{any: [one, another]}`."""
    if isinstance(raw, Mapping) and raw.keys() == {"any"}:
        return [_alternative(alternative) for alternative in raw["any"]]
    return [_alternative(raw)]


def _alternative(raw: Any) -> Any:
    if isinstance(raw, str):
        if raw == ExpectedKind.INTENTS:
            raise ValueError("write the intents themselves")
        return {"kind": raw}
    intents = []
    for entry in raw if isinstance(raw, list) else [raw]:
        if not isinstance(entry, Mapping):
            kinds = ", ".join(ExpectedKind)
            raise ValueError(f"{entry!r} is neither one of {kinds} nor an intent with its slots")  # noqa: TRY004 - pydantic reports a ValueError with its place
        intents += [{"name": name, "slots": slots or {}} for name, slots in entry.items()]
    return {"kind": ExpectedKind.INTENTS, "intents": intents}


class CaseTurn(_YamlModel):
    """One sentence, and its alternative results."""

    say: Annotated[str, Field(min_length=1)]
    expect: Annotated[tuple[Expectation, ...], BeforeValidator(_alternatives), Field(min_length=1)]
    path: ExpectedPath = ExpectedPath.GRAMMAR
    changes: dict[str, str] = Field(default_factory=dict)
    """The states that a connected home must have afterwards, by entity id."""

    @property
    def intents(self) -> Iterator[ExpectedIntent]:
        """Every intent in any of the alternatives."""
        for alternative in self.expect:
            yield from alternative.intents


class Case(_YamlModel):
    """One conversation: usually a single turn; several if later ones refer to earlier ones."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    turns: Annotated[tuple[CaseTurn, ...], Field(min_length=1)]
    home: str
    area: str | None = None
    """The room in which it is said, if known."""
    tags: tuple[str, ...] = ()
    language: str

    @property
    def path(self) -> ExpectedPath:
        """What should answer: a language model if any of its turns needs one."""
        return (
            ExpectedPath.MODEL
            if any(turn.path is ExpectedPath.MODEL for turn in self.turns)
            else ExpectedPath.GRAMMAR
        )


class Evaluation(_YamlModel):
    """The cases of one language, and the words by which a reply claims that something was done."""

    language: str
    cases: tuple[Case, ...]
    claims: tuple[str, ...] = ()
    """Regular expressions that are searched in replies, ignoring case."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Evaluation:
        seen: set[str] = set()
        for case in self.cases:
            if case.id in seen:
                raise ValueError(f"duplicate id {case.id}")
            seen.add(case.id)
        return self


_INHERITED = ("home", "area", "path")


def load_evaluation(path: Path) -> Evaluation:
    """Read the cases of one language.

    Cases are in groups, whose `home`, `area`, `path` and `tags` apply to each of them; the file's `home`
    applies to all. A case has either `say` and `expect`, or `turns` with these.

    Raises:
        InvalidRequest: the file cannot be read, or a case in it is not valid.
    """
    content = read_mapping(path, _HINT)
    try:
        cases = tuple(
            _case(case, group, content)
            for group in content.get("groups") or ()
            for case in group.get("cases") or ()
        )
        return Evaluation(language=content["language"], cases=cases, claims=content.get("claims") or ())
    except ValidationError as error:
        raise InvalidRequest(f"{path}: {_first(error)}", hint=_HINT) from error
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise InvalidRequest(f"{path}: {error!r}", hint=_HINT) from error


def find_evaluations(folder: Path, languages: tuple[str, ...] = ()) -> tuple[Evaluation, ...]:
    """Read every language of a folder, or only `languages`.

    Raises:
        InvalidRequest: there is none, or one cannot be read.
    """
    evaluations = [load_evaluation(path) for path in sorted(folder.glob("*.yaml"))]
    selected = tuple(
        evaluation for evaluation in evaluations if not languages or evaluation.language in languages
    )
    if not selected:
        others = ", ".join(evaluation.language for evaluation in evaluations)
        suffix = f" for this language, only for {others}" if others else ""
        raise InvalidRequest(f"no cases in {folder}{suffix}", hint=_HINT)
    return selected


def _case(case: Mapping[str, Any], group: Mapping[str, Any], file: Mapping[str, Any]) -> Case:
    unknown = group.keys() - {"cases", "tags", *_INHERITED}
    if unknown:
        raise ValueError(f"unknown keys in a group: {', '.join(sorted(unknown))}")
    fields = {**case}
    tags = [*(group.get("tags") or ()), *(fields.pop("tags", None) or ())]
    context = {key: fields.pop(key, group.get(key, file.get(key))) for key in _INHERITED}
    path = {"path": context["path"]} if context["path"] else {}
    turns = fields.pop("turns", None)
    if turns is None:
        turns = [{key: fields.pop(key) for key in ("say", "expect", "changes") if key in fields}]
    return Case.model_validate(
        {
            **fields,
            "home": context["home"],
            "area": context["area"],
            "tags": list(dict.fromkeys(tags)),
            "language": file["language"],
            "turns": [{**path, **turn} for turn in turns],
        }
    )


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    case = first["input"]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']} (it is {case!r})"
