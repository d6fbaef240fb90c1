from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.agent.cases import case_id
from wyoming_morgan.agent.settings import AgentSettings

READER = TypeAdapter(AgentSettings)


def test_the_bounds_have_defaults() -> None:
    assert READER.validate_python({}) == AgentSettings()


@pytest.mark.parametrize(
    "settings",
    [{"max_characters": 0}, {"deadline": 0}, {"queue": 0}, {"languages_kept": 0}, {"max_commands": 11}],
    ids=case_id,
)
def test_a_bound_out_of_range_is_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        READER.validate_python(settings)
