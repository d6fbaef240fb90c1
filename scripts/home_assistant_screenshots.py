"""Go through docs/home-assistant.md in the front end of a real Home Assistant, and take its pictures.

`python -m scripts.home_assistant_screenshots` needs the Home Assistant of the tests (`make lane`), a Chromium
(Debian's package, say) and what drives it (`pip install playwright`). It clicks what the document says, so it
fails where the front end has changed its words. No other Morgan may be announced in the network: the front
end could not tell them apart.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from scripts.front_end import Camera, browser, front_end
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import RELEASES, environment
from tests.home_assistant.morgan import Morgan

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
DISCOVERED_WITHIN_SECONDS = 30.0
CONVERSATION = {
    "turn on the kitchen lights": "Turned on the light",
    "what is the outdoor humidity": "Outdoor humidity is 54.0 %",
}


async def add(camera: Camera) -> None:
    """Step 1: add the discovered service."""
    page = camera.page
    await page.goto("/config")
    await page.get_by_text("Devices & services", exact=True).click()
    card = camera.button("Add")
    await card.wait_for()
    await camera.top("discovered", height=392)
    await card.click()
    await page.get_by_text("connect to the Wyoming service morgan?").wait_for()
    await camera.dialog("confirm")
    await camera.button("Submit").click()
    await page.get_by_text("Created configuration for morgan.").wait_for()
    await camera.button("Finish").click()


async def make_assistant(camera: Camera) -> None:
    """Step 2: make an assistant of it, and the preferred one."""
    page = camera.page
    await page.goto("/config")
    await page.get_by_text("Voice assistants", exact=True).click()
    await camera.button("Add assistant").click()
    dialog = page.locator("dialog-voice-assistant-pipeline-detail")
    await dialog.locator("ha-selector-text input").fill("Morgan")
    for part in ("conversation", "stt", "tts"):
        choice = dialog.locator(f"assist-pipeline-detail-{part} ha-select")
        await choice.locator("ha-picker-field").click()
        await choice.locator("ha-dropdown-item", has_text="morgan").click()
    await dialog.get_by_text("Prefer handling commands locally").wait_for()
    await dialog.locator("assist-pipeline-detail-conversation ha-switch").click()
    await dialog.locator("ha-tts-voice-picker ha-picker-field").click(trial=True)
    await camera.dialog("assistant")
    await camera.button("Create").click()
    assistant = page.locator("assist-pref ha-list-item-button", has_text="Morgan")
    await assistant.locator("ha-dropdown ha-icon-button").click()
    await assistant.get_by_text("Set as preferred").click()


async def expose(camera: Camera) -> None:
    """Step 3: see what is exposed."""
    page = camera.page
    await page.get_by_text("Expose", exact=True).click()
    await camera.button("Expose entities").wait_for()
    await page.get_by_text("Standing Light").wait_for()
    await camera.top("expose", height=500)


async def talk(camera: Camera) -> None:
    """Step 4: say something, and be answered."""
    page = camera.page
    await page.goto("/")
    await camera.button("Assist (A)").click()
    request = page.locator("ha-voice-command-dialog input")
    for words, reply in CONVERSATION.items():
        await request.fill(words)
        await request.press("Enter")
        await page.get_by_text(reply).wait_for()
    await camera.dialog("assist")


async def take(home_assistant: HomeAssistant, program: str) -> None:
    """Take every picture."""
    async with front_end(home_assistant, program, IMAGES, "home-assistant") as camera:
        for step in (add, make_assistant, expose, talk):
            await step(camera)


async def main(program: str | None) -> int:
    """Start both, and take the pictures. The exit status is 1 where something is missing."""
    newest = environment(RELEASES[-1])
    if program is None or not newest.ready:
        missing = "a Chromium (--browser)" if program is None else "Home Assistant (make lane)"
        print(f"error: this needs {missing}", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="home-assistant-") as folder:
        places = [Path(folder, name) for name in ("hass", "morgan")]
        for place in places:
            place.mkdir()
        async with HomeAssistant.run(newest, places[0]) as home_assistant, Morgan.run(places[1]) as morgan:
            await home_assistant.discover(morgan.name, within=DISCOVERED_WITHIN_SECONDS)
            await take(home_assistant, program)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", default=browser(), help=f"the browser's program (here: {browser()})")
    sys.exit(asyncio.run(main(parser.parse_args().browser)))
