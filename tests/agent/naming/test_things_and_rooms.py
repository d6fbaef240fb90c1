"""Things in the room of the speaker, in the room that was said, and of one name in several rooms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.naming.conftest import LANGUAGES, Talk
from tests.agent.naming.described_home import BEDROOM, CELLAR, KITCHEN, NAMES, described_home
from tests.agent.naming.sentences import SPEAKER_OFF
from wyoming_morgan.home.model import Area, Entity, Home


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_thing_in_the_speakers_room_is_meant_before_others(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language)

    assert await talk.targets(SPEAKER_OFF[language], BEDROOM[language]) == ["bedroom speaker"]
    assert await talk.targets(SPEAKER_OFF[language], KITCHEN[language]) == ["kitchen speaker"]
    assert await talk.targets(SPEAKER_OFF[language], CELLAR[language]) == []


CEILING = Home(
    (Entity("Ceiling light", "light", area="Kitchen"), Entity("Ceiling light", "light", area="Bedroom")),
    (Area("Kitchen"), Area("Bedroom"), Area("Cellar")),
)


@pytest.mark.parametrize(
    ("area", "answer", "target"),
    [
        (None, "in the kitchen", "Kitchen"),
        (None, "the bedroom one", "Bedroom"),
        (None, "the second", "Bedroom"),
        ("Cellar", "kitchen", "Kitchen"),
    ],
)
async def test_things_that_share_a_name_are_told_apart_by_their_rooms(
    talk_in: Callable[..., Talk], area: str | None, answer: str, target: str
) -> None:
    talk = talk_in("en", CEILING)

    assert await talk.reply("turn on the ceiling light", area) == "Ceiling light: in Kitchen or Bedroom?"
    (slots,) = await talk.slots(answer)
    assert slots == {"name": "Ceiling light", "area": target}


async def test_of_things_that_share_a_name_the_one_in_the_speakers_room_is_meant(
    talk_in: Callable[..., Talk],
) -> None:
    (slots,) = await talk_in("en", CEILING).slots("turn on the ceiling light", "Bedroom")

    assert slots == {"name": "Ceiling light", "area": "Bedroom"}


ELSEWHERE = {
    "en": "turn on the desk lamp in the kitchen",
    "de": "schalte die Schreibtischlampe in der Küche ein",
    "fr": "allume la lampe de bureau dans la cuisine",
    "es": "enciende la lámpara de escritorio de la cocina",
    "it": "accendi la lampada da scrivania in cucina",
    "nl": "zet de bureaulamp in de keuken aan",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_thing_that_is_in_another_room_is_left_alone_and_said_to_be_there(
    talk_in: Callable[..., Talk], language: str
) -> None:
    talk = talk_in(language)

    reply = await talk.reply(ELSEWHERE[language])

    assert NAMES[language]["lamp"] in reply
    assert BEDROOM[language] in reply
    assert await talk.targets(ELSEWHERE[language]) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_thing_in_the_room_that_was_said_is_meant(
    talk_in: Callable[..., Talk], language: str
) -> None:
    sentence = ELSEWHERE[language]
    here = {
        "en": sentence.replace("kitchen", "bedroom"),
        "de": "schalte die Schreibtischlampe im Schlafzimmer ein",
        "fr": sentence.replace("la cuisine", "la chambre"),
        "es": sentence.replace("de la cocina", "del dormitorio"),
        "it": sentence.replace("cucina", "camera"),
        "nl": sentence.replace("keuken", "slaapkamer"),
    }

    assert await talk_in(language).targets(here[language]) == ["lamp"]


async def test_a_question_about_a_description_is_answered_and_acts_on_nothing(
    talk_in: Callable[..., Talk],
) -> None:
    talk = talk_in("en")

    assert await talk.targets("is the guest house door locked") == ["door"]


async def test_a_follow_up_names_its_target_by_a_part_too(talk_in: Callable[..., Talk]) -> None:
    talk = talk_in("en")
    assert await talk.targets("turn off the desk lamp") == ["lamp"]

    assert await talk.targets("and the TV too") == ["tv"]


async def test_a_delayed_command_carries_the_name(talk_in: Callable[..., Talk]) -> None:
    (slots,) = await talk_in("en").slots("in five minutes turn off the TV")

    assert slots == {"minutes": 5, "conversation_command": "turn off Living room TV"}


async def test_an_open_home_has_nothing_to_describe(talk_in: Callable[..., Talk]) -> None:
    assert described_home("en").known
    (slots,) = await talk_in("en", Home(areas=(Area("Kitchen"),))).slots("turn on the kitchen lights")

    assert slots == {"area": "Kitchen", "domain": "light"}


FAN = Home((Entity("Whirl", "fan", area="Bedroom"),), (Area("Kitchen"), Area("Bedroom")))


@pytest.mark.parametrize(
    ("area", "target"),
    [("Kitchen", {"name": "Whirl"}), ("Bedroom", {"area": "Bedroom"}), ("Shed", {"area": "Shed"})],
)
async def test_a_room_has_nothing_of_a_kind_only_if_the_home_tells_it(
    talk_in: Callable[..., Talk], area: str, target: dict[str, str]
) -> None:
    (slots,) = await talk_in("en", FAN).slots("set fan speed to 50%", area)

    assert slots == {**target, "percentage": 50}


@pytest.mark.parametrize(
    ("language", "text", "room", "door"),
    [
        ("en", "open the garage", "Garage", "Garage door"),
        ("it", "apri il garage", "Garage", "Porta del garage"),
        ("nl", "open de garage", "Garage", "Garagedeur"),
    ],
)
async def test_a_thing_is_meant_by_the_name_of_its_room(
    talk_in: Callable[..., Talk], language: str, *, text: str, room: str, door: str
) -> None:
    home = Home((Entity(door, "cover", area=room),), (Area(room),))
    assert door in await talk_in(language, home).reply(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "enciende la lámpara 5"),
        ("es", "enciende la lámpara cinco"),
        ("en", "turn on the lamp 5"),
        ("de", "schalte die Lampe 5 ein"),
    ],
)
async def test_a_number_behind_a_description_is_a_part_of_it(
    talk_in: Callable[..., Talk], language: str, text: str
) -> None:
    assert await talk_in(language).targets(text) == []


async def test_a_half_of_a_verb_is_no_number(talk_in: Callable[..., Talk]) -> None:
    assert await talk_in("de").targets("schalte die große Schreibtischlampe ein") == ["lamp"]
