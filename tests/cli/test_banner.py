"""What a newcomer reads when the server is up."""

from __future__ import annotations

import pytest

from wyoming_morgan import __version__
from wyoming_morgan.cli.banner import BannerContent, ServiceRow, banner


def test_the_banner_tells_engines_addresses_and_the_steps_in_home_assistant() -> None:
    content = BannerContent(
        services=(
            ServiceRow(
                "stt", "hears", "pocketsphinx", "built in; no model needed", "morgan models pull small"
            ),
            ServiceRow("vad", "detects speech", "silero", "built in; no model needed"),
        ),
        wyoming=(("192.168.1.5", 10300), ("fd00::2", 10300)),
        roles=("conversation agent", "speech-to-text", "text-to-speech"),
        discovered_as="morgan",
        http="http://127.0.0.1:8000",
        notes=("HTTP serves this machine alone.",),
    )
    assert banner(content) == (
        f"Morgan {__version__} is ready.\n"
        "\n"
        "  stt  hears           pocketsphinx (built in; no model needed)\n"
        "                       better: morgan models pull small\n"
        "  vad  detects speech  silero (built in; no model needed)\n"
        "\n"
        "  Wyoming  tcp://192.168.1.5:10300, tcp://[fd00::2]:10300\n"
        "  HTTP     http://127.0.0.1:8000\n"
        "           HTTP serves this machine alone.\n"
        "\n"
        "In Home Assistant:\n"
        '  1. Settings > Devices & services: choose Add on the discovered "morgan", then Submit.\n'
        "     Not listed? Add integration > Wyoming Protocol > host 192.168.1.5, port 10300.\n"
        "  2. Settings > Voice assistants > Add assistant: "
        "choose morgan for conversation agent, speech-to-text and text-to-speech; "
        "switch Prefer handling commands locally off.\n"
        "     Then Set as preferred, in the menu of the assistant.\n"
        "  3. Settings > Voice assistants > Expose: choose what Morgan may control.\n"
        "  4. Open Assist with the icon at the top of a dashboard, and say what you want."
    )


def test_without_an_advert_the_card_is_added_by_hand() -> None:
    content = BannerContent(services=(), wyoming=(("10.0.0.2", 10200),), roles=("text-to-speech",))
    assert (
        "  1. Settings > Devices & services > Add integration > Wyoming Protocol > "
        "host 10.0.0.2, port 10200.\n"
        "  2. Settings > Voice assistants > Add assistant: choose morgan for text-to-speech.\n"
    ) in banner(content)


def test_what_home_assistant_has_no_use_for_has_no_steps_there() -> None:
    assert "Home Assistant" not in banner(BannerContent(services=(), wyoming=(("10.0.0.2", 10400),)))
    assert "Home Assistant" not in banner(BannerContent(services=(), http="http://127.0.0.1:8001"))


def test_what_is_not_ready_yet_is_named_in_the_first_line() -> None:
    learning = ServiceRow("stt", "hears", "pocketsphinx", "learning the 60 names of the home")
    lines = banner(BannerContent(services=(learning,), unready=("stt",))).splitlines()
    assert lines[0] == f"Morgan {__version__} is running; not ready yet: stt."
    assert lines[2] == "  stt  hears  pocketsphinx (learning the 60 names of the home)"


def test_a_terminal_that_does_not_know_the_commands_is_told_how_it_gets_to() -> None:
    row = ServiceRow("stt", "hears", "pocketsphinx", "built in", "morgan models pull small")
    activation = ". '/srv/my home/.venv/bin/activate'"
    text = banner(BannerContent(services=(row,), activation=activation))
    assert f"  For these commands, type first in a new terminal:\n    {activation}\n" in text
    assert "terminal" not in banner(BannerContent(services=(row,)))


@pytest.mark.parametrize("width", [40, 80, 120])
def test_on_a_terminal_lines_end_between_words(width: int) -> None:
    content = BannerContent(
        services=(
            ServiceRow(
                "tts", "speaks", "espeak-ng", "built in; no model needed", "pip install 'a[b]' && morgan x"
            ),
        ),
        wyoming=(("192.168.1.5", 10300),),
        roles=("conversation agent", "speech-to-text", "text-to-speech"),
        discovered_as="morgan",
        http="http://127.0.0.1:8000",
    )
    folded = banner(content, width).splitlines()
    assert max(len(line) for line in folded if "better:" not in line) <= width
    assert any(line.endswith("better: pip install 'a[b]' && morgan x") for line in folded)
    assert " ".join(banner(content, width).split()) == " ".join(banner(content).split())
    assert all(line.startswith((" ", "Morgan", "In Home")) or not line for line in folded)


def test_a_step_goes_on_below_its_words() -> None:
    content = BannerContent(services=(), wyoming=(("10.0.0.2", 10300),), roles=("conversation agent",))
    lines = banner(content, 60).splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("  2. "))
    assert lines[first + 1].startswith("     ")
    assert lines[first + 1][5] != " "
