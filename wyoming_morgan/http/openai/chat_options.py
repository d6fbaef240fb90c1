"""The fields of a chat that Morgan passes on to the server of a language model as they are."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from wyoming_morgan.http.bodies import OpenBody
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.messages import Name

_NO_EFFORT = frozenset({"none", "minimal"})
_MOST = 100
_MOST_NAMED = 100
_NOT_PASSED_ON = frozenset(
    {
        "audio",
        "chat_id",
        "conversation_id",
        "modalities",
        "safety_identifier",
        "service_tier",
        "session_id",
        "store",
    }
)
"""What is between the client and Morgan: whose chat it is, what is kept, how the reply is given."""


def reasons(effort: str | None) -> bool:
    """Whether a model reasons before it answers, by the effort that a client asks for."""
    return effort is not None and effort not in _NO_EFFORT


class OptionFields(OpenBody):
    """Fields of which Morgan knows the kind, and any others that the client has."""

    model_config = ConfigDict(extra="allow")

    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    repeat_penalty: float | None = None
    logit_bias: dict[str, Any] | list[Any] | None = None
    top_k: int | None = None
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    id_slot: int | None = None
    chat_template_kwargs: dict[str, Any] | None = None
    reasoning_effort: Name | None = None

    @property
    def further(self) -> dict[str, Any]:
        """The fields for the server of the model, by their names.

        Raises:
            InvalidField: there are too many, one is not JSON, or the reply is wanted as audio.
        """
        others = self.model_extra or {}
        if len(others) > _MOST:
            raise InvalidField(f"there are more than {_MOST} fields that Morgan does not know", param=None)
        self.check_modalities()
        own = OptionFields.model_fields.keys() - {"reasoning_effort"}
        fields = {name: getattr(self, name) for name in sorted(own)} | {
            name: value for name, value in others.items() if name not in _NOT_PASSED_ON
        }
        given = {name: value for name, value in fields.items() if value is not None}
        for name, value in given.items():
            _check(name, value)
        return given

    def check_modalities(self) -> None:
        """Check that the reply is not wanted as audio.

        Raises:
            InvalidField: it is.
        """
        modalities = (self.model_extra or {}).get("modalities")
        if isinstance(modalities, list) and "audio" in modalities:
            raise InvalidField(
                "modalities: replies are text here",
                param="modalities",
                hint="use /v1/audio/speech, or /v1/realtime",
            )


def _check(name: str, value: object) -> None:
    try:
        json.dumps({name: value}, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        shown = name[:_MOST_NAMED].encode(errors="replace").decode()
        raise InvalidField(f"{shown}: is not valid JSON in UTF-8", param=shown) from error
