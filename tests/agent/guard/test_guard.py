"""Every rule of the guard, with what it must keep back and what it must let through."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.cases import case_id
from tests.agent.conftest import HOME
from wyoming_morgan.agent.guard.guard import Guard
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.guard.verdict import Decision, Situation
from wyoming_morgan.agent.language.cues import is_negated, is_question
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.home.model import Area, Entity, Home

BIG = Home(
    entities=(
        *HOME.entities,
        Entity("Terrassentür", "cover", area="Terrace"),
        Entity("Blind", "cover", area="Office"),
        Entity("Hall Lock", "lock", area="Hall"),
        Entity("Hall Light", "light", area="Hall"),
        Entity("Alarm", "alarm_control_panel"),
        Entity("Desk Lamp", "light", area="Office"),
        Entity("Oak", "cover", area="Terrace"),
    ),
    areas=(*HOME.areas, Area("Hall"), Area("Office"), Area("Terrace")),
)
TARGETS = Targets(
    BIG, {"cover.oak": EntityState("cover.oak", "Oak", "cover", "open", "Terrace", {"device_class": "gate"})}
)


def judge(
    text: str,
    *orders: tuple[str, dict[str, Any]],
    understood: bool = False,
    language: str = "en",
    targets: Targets = TARGETS,
    settings: GuardSettings | None = None,
    **situation: Any,
) -> Decision:
    guard = Guard(settings or GuardSettings())
    verdict = guard.judge(
        [Order(name, slots) for name, slots in orders],
        targets,
        Situation(text, language_of(language).cues, **situation),
        understood=understood,
    )
    return verdict.decision


@pytest.mark.parametrize(
    ("order", "decision"),
    [
        (("HassTurnOff", {"name": "Front Door"}), Decision.ASK),
        (("HassTurnOn", {"name": "Front Door"}), Decision.ALLOW),
        (("HassTurnOn", {"name": "Garage Door"}), Decision.ASK),
        (("HassTurnOff", {"name": "Garage Door"}), Decision.ALLOW),
        (("HassSetPosition", {"name": "Garage Door", "position": 30}), Decision.ASK),
        (("HassSetPosition", {"name": "Garage Door", "position": 0}), Decision.ALLOW),
        (("HassTurnOn", {"name": "Terrassentür"}), Decision.ASK),
        (("HassTurnOn", {"name": "Oak"}), Decision.ASK),
        (("HassTurnOn", {"name": "Blind"}), Decision.ALLOW),
        (("HassTurnOn", {"name": "Alarm"}), Decision.ASK),
        (("HassTurnOff", {"name": "Alarm"}), Decision.ASK),
        (("HassTurnOn", {"area": "Hall", "domain": "light"}), Decision.ALLOW),
        (("HassTurnOff", {"area": "Hall"}), Decision.ASK),
        (("HassTurnOff", {"area": "Hall", "domain": "lock"}), Decision.ASK),
        (("HassTurnOn", {"area": "Hall", "domain": "cover", "device_class": "garage"}), Decision.ASK),
        (("HassLightSet", {"area": "Hall", "brightness": 5}), Decision.ALLOW),
        (("HassSetVolume", {"area": "Hall", "volume_level": 5}), Decision.ALLOW),
        (("homeassistant__HassTurnOff", {"name": "Front Door"}), Decision.ASK),
        (("unlock_everything", {}), Decision.ASK),
        (("play_song", {"title": "x"}), Decision.ALLOW),
        (("HassListAddItem", {"name": "Groceries", "item": "unlock the front door"}), Decision.ALLOW),
    ],
    ids=case_id,
)
def test_what_is_asked_about_first(order: tuple[str, dict[str, Any]], decision: Decision) -> None:
    assert judge("do it", order, understood=True) is decision


@pytest.mark.parametrize(
    ("name", "domain", "decision"),
    [
        ("front door", "lock", Decision.ASK),
        ("garage door", ("cover", "valve"), Decision.ASK),
        ("kitchen blind", ("cover", "valve"), Decision.ALLOW),
        ("kettle", ("light", "switch"), Decision.ALLOW),
    ],
    ids=case_id,
)
def test_of_an_unknown_home_the_words_tell(name: str, domain: Any, decision: Decision) -> None:
    intent = "HassTurnOff" if domain == "lock" else "HassTurnOn"
    order = (intent, {"name": name, "domain": domain})

    assert judge("do it", order, understood=True, targets=Targets(Home())) is decision


@pytest.mark.parametrize(
    ("text", "language", "question"),
    [
        ("is the light on", "en", True),
        ("should I open the garage door", "en", True),
        ("kitchen lights on?", "en", True),
        ("could you tell me whether the light is on", "en", True),
        ("can you turn on the light?", "en", False),
        ("would you please open the blind", "en", False),
        ("turn on the light?", "en", False),
        ("ist das Licht an", "de", True),
        ("kannst du das Licht einschalten?", "de", False),
        ("mach das Licht an", "de", False),
        ("est-ce que la lampe est allumée", "fr", True),
        ("peux-tu allumer la lampe ?", "fr", False),
        ("¿está encendida la luz?", "es", True),
        ("¿puedes encender la luz?", "es", False),
        ("que el robot regrese a la base", "es", False),
        ("que luz está encendida", "es", True),
        ("la luce è accesa?", "it", True),
        ("puoi accendere la luce?", "it", False),
        ("staat de lamp aan", "nl", True),
        ("kun je de lamp aanzetten?", "nl", False),
        ("er lampen tændt?", "da", True),
        ("tænd lampen", "da", False),
    ],
)
def test_questions_are_told_from_orders(text: str, language: str, question: bool) -> None:
    assert is_question(text, language_of(language).cues) is question
    wanted = Decision.REFUSE if question else Decision.ALLOW
    for understood in (True, False):
        order = ("HassTurnOn", {"name": "Desk Lamp"})
        assert judge(text, order, language=language, understood=understood) is wanted


@pytest.mark.parametrize(
    "order",
    [("GetLiveContext", {}), ("HassGetState", {"name": "x"}), ("todo_get_items", {})],
    ids=case_id,
)
def test_a_question_may_look(order: tuple[str, dict[str, Any]]) -> None:
    assert judge("is the light on?", order) is Decision.ALLOW


@pytest.mark.parametrize(
    ("text", "language", "negated"),
    [
        ("don't turn on the lamp", "en", True),
        ("please do not turn on the lamp", "en", True),
        ("turn on the lamp", "en", False),
        ("schalte die Lampe nicht ein", "de", True),
        ("schalte die Lampe ein", "de", False),
        ("n'allume pas la lampe", "fr", True),
        ("allume la lampe", "fr", False),
        ("no enciendas la luz", "es", True),
        ("non accendere la luce", "it", True),
        ("zet de lamp niet aan", "nl", True),
        ("zet de lamp aan", "nl", False),
    ],
)
def test_what_must_not_be_done_is_refused(text: str, language: str, negated: bool) -> None:
    assert is_negated(text, language_of(language).cues) is negated
    wanted = Decision.REFUSE if negated else Decision.ALLOW
    assert judge(text, ("HassTurnOn", {"name": "Desk Lamp"}), language=language) is wanted


@pytest.mark.parametrize(
    ("slots", "decision"),
    [
        ({"area": "Ballroom", "domain": "light"}, Decision.REFUSE),
        ({"floor": "Attic"}, Decision.REFUSE),
        ({"name": "Moon Lamp"}, Decision.REFUSE),
        ({"name": "Desk Lamp", "area": "Ballroom"}, Decision.REFUSE),
        ({"name": "desk lamp"}, Decision.ALLOW),
        ({"name": "Cooking Lamp"}, Decision.ALLOW),
        ({"area": "office", "domain": "light"}, Decision.ALLOW),
    ],
    ids=case_id,
)
def test_a_model_may_only_name_what_is_there(slots: dict[str, Any], decision: Decision) -> None:
    assert judge("make it dark in the office", ("HassTurnOff", slots)) is decision


def test_what_is_free_text_need_not_exist() -> None:
    assert judge("a timer for the eggs", ("HassStartTimer", {"name": "eggs", "minutes": 5})) is Decision.ALLOW


@pytest.mark.parametrize("slots", [{}, {"domain": "light"}, {"name": ""}], ids=case_id)
def test_no_target_is_never_all_of_them(slots: dict[str, Any]) -> None:
    assert judge("make it dark", ("HassTurnOff", slots)) is Decision.REFUSE
    assert judge("make it dark in all the house", ("HassTurnOff", slots)) is Decision.ASK
    assert judge("turn off all the lights", ("HassTurnOff", slots), understood=True) is Decision.ASK


def test_the_whole_house_is_not_asked_about_where_that_is_set() -> None:
    settings = GuardSettings(confirm_everywhere=False)
    order = ("HassTurnOff", {"domain": "light"})

    assert judge("turn off all the lights", order, understood=True, settings=settings) is Decision.ALLOW
    assert judge("make it dark", order, settings=settings) is Decision.REFUSE


def test_area_by_area_is_the_whole_house_too() -> None:
    every = [("HassTurnOff", {"area": area.name, "domain": "light"}) for area in BIG.areas]
    text = "make it dark in the kitchen, bedroom, living room, hall, office and terrace"

    assert judge(text, *every) is Decision.ASK
    assert judge(text, *every[:2]) is Decision.ALLOW


@pytest.mark.parametrize(
    ("text", "situation", "decision"),
    [
        ("make it dark", {}, Decision.ASK),
        ("make it dark in the office", {}, Decision.ALLOW),
        ("make it dark", {"area": "Office"}, Decision.ALLOW),
        ("make it dark too", {"before": "I am in the office"}, Decision.ALLOW),
    ],
    ids=case_id,
)
def test_a_model_may_not_make_up_an_area(text: str, situation: dict[str, Any], decision: Decision) -> None:
    assert judge(text, ("HassTurnOff", {"area": "Office", "domain": "light"}), **situation) is decision


@pytest.mark.parametrize(
    ("text", "decision"),
    [("read my calendar", Decision.ASK), ("read my calendar, desk lamp on", Decision.ASK)],
)
def test_what_follows_from_text_from_outside_is_asked_about(text: str, decision: Decision) -> None:
    assert judge(text, ("HassTurnOn", {"name": "Desk Lamp"}), foreign=True) is decision
