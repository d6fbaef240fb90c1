from __future__ import annotations

import pytest

from tests.agent.turns import english_turn
from wyoming_morgan.agent.acting.report import report
from wyoming_morgan.agent.contract import Outcome


@pytest.mark.parametrize(
    ("done", "failed", "outcome", "text"),
    [
        pytest.param(["Lamp"], [], Outcome.HANDLED, "Done.", id="all worked"),
        pytest.param(["Lamp"], ["Fan"], Outcome.HANDLED, "That did not work: Fan.", id="one failed"),
        pytest.param([], ["Fan", "Fan"], Outcome.NOT_HANDLED, "That did not work: Fan.", id="named once"),
        pytest.param([], [""], Outcome.NOT_HANDLED, "That did not work.", id="no name"),
    ],
)
def test_what_failed_is_said_by_name(done: list[str], failed: list[str], outcome: Outcome, text: str) -> None:
    answer = report(english_turn("do it"), done, failed, "grammar")

    assert (answer.outcome, answer.text, answer.path) == (outcome, text, "grammar")
