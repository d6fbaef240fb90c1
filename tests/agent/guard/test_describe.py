from __future__ import annotations

from typing import Any

import pytest

from wyoming_morgan.agent.guard.describe import describe
from wyoming_morgan.agent.guard.guard import Decision, Order, Verdict
from wyoming_morgan.agent.guard.targets import Thing
from wyoming_morgan.agent.language.languages import language_of

REPLIES = language_of("en").replies
VERBS = REPLIES.verbs
VERDICT = Verdict(Decision.ASK, things=(Thing("Front Door", "lock"), Thing("Gate", "cover")))


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (("HassTurnOff", {"name": "Front Door"}), f"{VERBS.unlock}: Front Door"),
        (("HassTurnOn", {"name": "Gate"}), f"{VERBS.open}: Gate"),
        (("HassTurnOn", {"name": "Lamp", "area": "Den"}), f"{VERBS.turn_on}: Lamp (Den)"),
        (("HassTurnOff", {"domain": ["light"]}), f"{VERBS.turn_off}: light {REPLIES.everywhere}"),
        (("alarm__disarm", {"name": "Home"}), f"{VERBS.change}: alarm__disarm Home"),
    ],
    ids=["a lock", "a cover", "in an area", "everywhere", "a tool"],
)
def test_an_order_is_a_verb_and_what_it_reaches(order: tuple[str, dict[str, Any]], text: str) -> None:
    assert describe([Order(*order)], VERDICT, REPLIES) == text


def test_of_many_orders_the_rest_is_counted() -> None:
    orders = [Order("HassTurnOn", {"name": f"Lamp {number}"}) for number in range(6)]

    assert describe(orders, None, REPLIES).endswith("Lamp 3 (+2)")
