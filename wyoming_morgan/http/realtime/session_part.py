"""How every part of what a realtime client sends is read."""

from __future__ import annotations

from functools import lru_cache
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, model_validator

_MODELS_KEPT = 64


class SessionPart(BaseModel):
    """Base of the settings: fields of later versions are ignored, null is what the server chooses."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _without_null(cls, values: object) -> object:
        if not isinstance(values, dict) or None not in values.values():
            return values
        nullable = _nullable(cls)
        return {name: value for name, value in values.items() if value is not None or name in nullable}


@lru_cache(maxsize=_MODELS_KEPT)
def _nullable(model: type[BaseModel]) -> frozenset[str]:
    """Return the fields of which null is a value of its own."""
    return frozenset(
        field.alias or name for name, field in model.model_fields.items() if _takes_null(field.annotation)
    )


def _takes_null(annotation: Any) -> bool:
    return annotation is NoneType or any(map(_takes_null, get_args(annotation)))
