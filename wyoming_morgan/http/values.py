"""How the values of fields are understood: what means "unset", numbers as text, any case of a choice.

One base, so that every body, form, query and message understands them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, ValidationInfo, model_validator
from pydantic.fields import FieldInfo

from wyoming_morgan.languages.tags import is_undetermined
from wyoming_morgan.unset import is_automatic, is_blank, is_unset

FROM_TEXT = {"text": True}
"""The context of values that all came as text, such as those of a form or a query."""

_FLAGS = {"true": True, "false": False}
_NONSENSE = object()
"""In place of a value that pydantic would take for a number or a flag: it refuses this by name."""
_MODELS_KEPT = 128


@dataclass(frozen=True, slots=True)
class _Verbatim:
    """Marks text in which blanks count."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Marks a name that may be left to the server, by what leaves it open."""

    is_open: Callable[[str], bool]


Verbatim = Annotated[str, _Verbatim()]
"""Text that is taken as it is: in it, blanks and `none` are words like others."""

CHOSEN = _Chosen(is_automatic)
"""Marks a name in whose place `auto` or `default` may stand."""

SPOKEN = _Chosen(is_undetermined)
"""Marks a language, in whose place `und` may stand as well."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one field is read, by its type."""

    required: bool
    verbatim: bool
    is_open: Callable[[str], bool] | None
    number: bool
    flag: bool
    many: bool
    choices: Mapping[str, object]
    """The values of its enumerations and literals, in small letters."""

    @classmethod
    def of(cls, field: FieldInfo) -> Self:
        """Return how a field is read."""
        marks = [*field.metadata, *_marks(field.annotation)]
        types = [kind for kind in _types(field.annotation) if get_origin(kind) is not tuple]
        items = [
            item
            for kind in _types(field.annotation)
            if get_origin(kind) is tuple
            for item in _types(get_args(kind)[0])
        ]
        return cls(
            required=field.is_required(),
            verbatim=any(isinstance(mark, _Verbatim) for mark in marks),
            is_open=next((mark.is_open for mark in marks if isinstance(mark, _Chosen)), None),
            number=(int in types or float in types) and bool not in types,
            flag=bool in types,
            many=bool(items),
            choices=dict(_choices([*types, *items])),
        )

    def is_unset(self, value: object, *, as_text: bool) -> bool:
        """Whether a value means that there is none."""
        if not isinstance(value, str):
            return value is None
        if self.verbatim:
            return False
        if self.choices and value.strip().casefold() in self.choices:
            return False
        if self.is_open is not None:
            return self.is_open(value)
        return is_unset(value) if as_text else is_blank(value)

    def understood(self, value: object, *, as_text: bool) -> object:
        """Return a value as the field's type writes it; what is not understood stays as it is."""
        if self.many and isinstance(value, list):
            return [
                self._choice(item)
                for item in value
                if self.verbatim or not self.is_unset(item, as_text=as_text)
            ]
        if self.number and isinstance(value, bool):
            return _NONSENSE
        if self.flag and not as_text:
            return self._flag(value)
        return self._choice(value)

    def _choice(self, value: object) -> object:
        if not self.choices or not isinstance(value, str):
            return value
        return self.choices.get(value.strip().casefold(), value)

    def _flag(self, value: object) -> object:
        flag = _FLAGS.get(value.strip().casefold()) if isinstance(value, str) else value
        return flag if isinstance(flag, bool) else _NONSENSE


class Understanding(BaseModel):
    """Base of what clients send.

    A field that may be left out may also be null, empty or blank; in forms and queries also `null` or `none`
    as text. Numbers and flags may come as text, and choices in any case. Everything else is refused.
    """

    @model_validator(mode="before")
    @classmethod
    def _understand(cls, values: object, info: ValidationInfo) -> object:
        if not isinstance(values, dict):
            return values
        readings, as_text = _readings(cls), info.context is FROM_TEXT
        understood: dict[str, object] = {}
        for name, value in values.items():
            reading = readings.get(name)
            if reading is None:
                understood[name] = value
            elif reading.required or not reading.is_unset(value, as_text=as_text):
                understood[name] = reading.understood(value, as_text=as_text)
        return understood


@lru_cache(maxsize=_MODELS_KEPT)
def _readings(model: type[BaseModel]) -> Mapping[str, _Reading]:
    return {field.alias or name: _Reading.of(field) for name, field in model.model_fields.items()}


def _types(annotation: Any) -> Iterator[Any]:
    """Yield the types of an annotation: the members of unions, without what annotates them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _types(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for member in get_args(annotation):
            yield from _types(member)
    else:
        yield annotation


def _marks(annotation: Any) -> Iterator[object]:
    """Yield what annotates a type, or the members and items of it."""
    if get_origin(annotation) is Annotated:
        yield from annotation.__metadata__
    if get_origin(annotation) is not Literal:
        for inner in get_args(annotation):
            yield from _marks(inner)


def _choices(types: list[Any]) -> Iterator[tuple[str, object]]:
    for kind in types:
        if get_origin(kind) is Literal:
            options: tuple[object, ...] = get_args(kind)
        elif isinstance(kind, type) and issubclass(kind, Enum):
            options = tuple(member.value for member in kind)
        else:
            continue
        yield from ((option.casefold(), option) for option in options if isinstance(option, str))
