"""What is heard is near the command that was said, and talk is near none, in every language."""

from __future__ import annotations

import pytest

from tests.engines.commands.conftest import NAMES, Nearest
from wyoming_morgan.engines.contract.stt import Alternative

pytestmark = pytest.mark.slow  # a language takes seconds


@pytest.mark.parametrize(
    ("language", "heard", "said"),
    [
        ("en", "Activate wood lighting.", "activate mood lighting"),
        ("en", "Turn bad light on.", "turn bed light on"),
        ("en", "We'll set it timer for five minutes.", "set a timer for 5 minutes"),
        ("en", "Set of time for 3 hours and 10 minutes", "set a timer for 3 hours and 10 minutes"),
        ("de", "Scheitte die Stelllampe ein", "schalte die stehlampe ein"),
        ("de", "Fighter", "weiter"),
        ("de", "Öffne das Garage-Tor", "öffne das garagentor"),
        ("fr", "Règue la lampe de chevet à 50%", "règle lampe de chevet à 50 %"),
        ("fr", "Ouvre la port du garage", "ouvre la porte du garage"),
        ("es", "Apada la lámpara", "apaga la lámpara"),
        ("es", "Enciende el ámbara", "enciende lámpara"),
        ("it", "Spenni la lampada", "spegni la lampada"),
        ("it", "Apri la porto del garage", "apri la porta del garage"),
        ("nl", "Zet de staan de lamp aan", "zet de staande lamp aan"),
        ("nl", "Is garage door gesloten", "is garagedeur gesloten"),
    ],
)
def test_a_command_that_was_heard_with_slips_is_found(
    language: str, heard: str, said: str, nearest: Nearest
) -> None:
    near = nearest(language, heard)
    assert said in [command.text for command in near]
    assert near[0].distance < 0.2


@pytest.mark.parametrize(
    ("language", "heard", "said"),
    [
        ("en", "Set the time for 3 hours in 10 minutes", "set the timer for 3 hours and 10 minutes"),
        ("de", "Stelle Timer auf 3 Stunden in 10 Minuten", "stelle timer auf 3 stunden und 10 minuten"),
    ],
)
def test_a_number_that_was_heard_is_not_taken_for_another_one(
    language: str, heard: str, said: str, nearest: Nearest
) -> None:
    assert nearest(language, heard)[0].text == said


@pytest.mark.parametrize(
    ("heard", "said"), [("What's the date?", "what's the date"), ("Whats the date", "whats the date")]
)
def test_of_commands_that_sound_the_same_the_one_that_is_written_as_heard_is_first(
    heard: str, said: str, nearest: Nearest
) -> None:
    assert nearest("en", heard)[0].text == said


def test_a_number_that_another_text_has_is_taken_rather_than_one_that_no_text_has(nearest: Nearest) -> None:
    texts = ("Minuteur de minute et 30 secondes", "Minuteur, 10 minutes et 30 secondes")
    first, *_ = nearest("fr", *(Alternative(text, -1.4 * place) for place, text in enumerate(texts)))
    assert "10 minute" in first.text


def test_words_that_recognizers_write_for_others_are_not_taken_for_said(nearest: Nearest) -> None:
    commands = nearest("fr", "Verre la porte du garage.")
    assert commands
    assert not [command for command in commands if "faire" in command.text]


@pytest.mark.parametrize(
    ("language", "heard", "said"),
    [
        ("de", "Schalter die Stehlampe in 20 Minuten aus.", "schalte die stehlampe aus in 20 minuten"),
        ("nl", "Zit de staande lamp over 20 minuten uit.", "zet de staande lamp uit over 20 minuten"),
    ],
)
def test_a_delay_before_the_last_word_changes_nothing(
    language: str, heard: str, said: str, nearest: Nearest
) -> None:
    assert said in [command.text for command in nearest(language, heard)]


def test_a_command_for_later_whose_words_were_not_heard_is_no_near_one(nearest: Nearest) -> None:
    heard = "Stehlampe auf einer Stunde und 20 Minuten."
    later = [command for command in nearest("de", heard) if " in 1 stunde" in command.text]
    assert all(command.worst >= 0.6 for command in later)


@pytest.mark.parametrize(
    ("language", "name"), [("nl", "staande lamp"), ("de", "stehlampe"), ("en", "bed light")]
)
def test_a_name_alone_is_not_taken_for_what_switches_it(language: str, name: str, nearest: Nearest) -> None:
    switching = {f"{name} {word}" for word in ("aan", "uit", "an", "aus", "ein", "on", "off", "1")}
    assert all(near.worst > 0.6 for near in nearest(language, name) if near.text in switching)


def test_a_name_alone_does_not_hide_the_command_that_the_first_text_is(nearest: Nearest) -> None:
    heard = Alternative("Turn bad life on", -7.0), Alternative("Bed light", -6.5)
    assert nearest("en", *heard)[0].text == "turn bed light on"
    assert nearest("en", *reversed(heard))[0].text == "bed light"


def test_words_of_the_speakers_own_do_not_take_the_verb_before_them(nearest: Nearest) -> None:
    near = nearest("de", "Stehlamentimer auf 15 Minuten")
    assert near[0].text.startswith("stell")
    assert not near[0].free


@pytest.mark.parametrize(
    ("language", "talk"),
    [
        ("en", "And what did your sister say about the holidays"),
        ("en", "He was not a bad man at all"),
        ("de", "Gestern haben wir lange über den Urlaub geredet"),
        ("de", "Hast du schon gehört, was Peter passiert ist"),
        ("fr", "Hier nous avons parlé longtemps des vacances"),
        ("fr", "Tu crois qu'il viendra nous voir cet été"),
        ("es", "Ayer hablamos mucho tiempo de las vacaciones"),
        ("es", "Mi hermana dice que no puede venir"),
        ("it", "Ieri abbiamo parlato a lungo delle vacanze"),
        ("it", "Mia sorella dice che non può venire"),
        ("nl", "Gisteren hebben we lang over de vakantie gepraat"),
        ("nl", "Mijn zus zegt dat ze niet kan komen"),
    ],
)
def test_talk_is_near_no_other_command(language: str, talk: str, nearest: Nearest) -> None:
    others = [command for command in nearest(language, talk) if command.text != talk.casefold()]
    assert all(command.distance > 0.25 for command in others)


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("at apples and pears to my shopping list", "add apples and pears to my shopping list"),
        ("set a 10 minute timer named pizza", "set a 10 minute timer named pizza"),
    ],
)
def test_free_text_keeps_the_words_that_were_heard(heard: str, said: str, nearest: Nearest) -> None:
    near = nearest("en", heard)[0]
    assert (near.text, near.free) == (said, True)


def test_a_number_alone_is_no_command(nearest: Nearest) -> None:
    assert all(any(map(str.isalpha, command.text)) for command in nearest("de", "Fertigessen", "36"))


def test_a_command_that_fits_but_for_one_word_says_so(nearest: Nearest) -> None:
    right = nearest("en", "set bed light color to blew")[0]
    wrong = nearest("en", "set bed light color to xylophone")
    assert right.worst < 0.5
    assert not wrong or wrong[0].worst > 0.6


def test_of_several_texts_the_likelier_counts_more(nearest: Nearest) -> None:
    texts = (Alternative("turn on the bet light", -1.0), Alternative("turn off the bed light", -9.0))
    assert nearest("en", *texts)[0].text == "turn on the bed light"


def test_a_less_likely_text_helps_where_the_best_is_no_command(nearest: Nearest) -> None:
    texts = (Alternative("Park lights in the office", -1.0), Alternative("turn on the bed light", -2.0))
    assert nearest("en", *texts)[0].text == "turn on the bed light"


@pytest.mark.parametrize("language", sorted(NAMES))
def test_nothing_and_signs_are_no_command(language: str, nearest: Nearest) -> None:
    assert nearest(language, "", "…", "?!") == ()


def test_a_long_speech_is_no_command(nearest: Nearest) -> None:
    assert nearest("en", "turn on the bed light and " * 40) == ()


def test_a_language_without_sentences_has_no_commands(nearest: Nearest) -> None:
    assert nearest("xx", "turn on the bed light") == ()
