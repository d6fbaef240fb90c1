"""How settings name languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from wyoming_morgan.config.tree import LANGUAGE_FORMAT
from wyoming_morgan.languages.tags import read_tag

_TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
Language = Annotated[
    str, StringConstraints(pattern=_TAG), Field(json_schema_extra={"format": LANGUAGE_FORMAT})
]
"""A BCP 47 tag."""


def as_tag(language: object) -> object:
    """Write `de_DE` as `de-DE`, `deu` and `german` as `de`; other text is left as it is."""
    return str(read_tag(language) or language) if isinstance(language, str) else language
