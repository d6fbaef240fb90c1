"""Go through docs/home-assistant.md in the front end of a real Home Assistant, and take its pictures.

`python -m scripts.home_assistant_screenshots` needs the Home Assistant of the tests (`make lane`), a Chromium
(Debian's package, say) and what drives it (`pip install playwright`). It clicks what the document says, so it
fails where the front end has changed its words. No other Morgan may be announced in the network: the front
end could not tell them apart.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Not among the requirements of the tests, which do without a browser.
from playwright.async_api import (  # type: ignore[import-not-found, unused-ignore]
    BrowserContext,
    Locator,
    Page,
    async_playwright,
)

from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import RELEASES, environment
from tests.home_assistant.morgan import Morgan

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DISCOVERED_WITHIN_SECONDS = 30.0
CONVERSATION = {
    "turn on the kitchen lights": "Turned on the light",
    "what is the outdoor humidity": "Outdoor humidity is 54.0 %",
}
_WIDTH = 900
_HEIGHT = 1500
"""The longest dialog fits."""
_MARGIN = 16
_BOX = "it => { const box = it.getBoundingClientRect(); return [box.x, box.y, box.width, box.height] }"
_LOCAL_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
_TOKEN_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes pictures of one page."""

    page: Page

    async def top(self, name: str, height: int) -> None:
        """Take the upper part of the page."""
        await self._take(name, {"x": 0, "y": 0, "width": _WIDTH, "height": height})

    async def dialog(self, name: str) -> None:
        """Take the open dialog with a margin."""
        left, top, width, height = await self.page.locator("dialog[open]").evaluate(_BOX)
        around = {"x": left - _MARGIN, "y": top - _MARGIN}
        await self._take(name, {**around, "width": width + 2 * _MARGIN, "height": height + 2 * _MARGIN})

    async def _take(self, name: str, part: Any) -> None:
        await self.page.mouse.move(0, 0)
        path = IMAGES / f"home-assistant-{name}.png"
        await self.page.screenshot(path=path, clip=part, animations="disabled")
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


async def add(camera: Camera) -> None:
    """Step 1: add the discovered service."""
    page = camera.page
    await page.goto("/config")
    await page.get_by_text("Devices & services", exact=True).click()
    card = _button(page, "Add")
    await card.wait_for()
    await camera.top("discovered", height=392)
    await card.click()
    await page.get_by_text("connect to the Wyoming service morgan?").wait_for()
    await camera.dialog("confirm")
    await _button(page, "Submit").click()
    await page.get_by_text("Created configuration for morgan.").wait_for()
    await _button(page, "Finish").click()


async def make_assistant(camera: Camera) -> None:
    """Step 2: make an assistant of it, and the preferred one."""
    page = camera.page
    await page.goto("/config")
    await page.get_by_text("Voice assistants", exact=True).click()
    await _button(page, "Add assistant").click()
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
    await _button(page, "Create").click()
    assistant = page.locator("assist-pref ha-list-item-button", has_text="Morgan")
    await assistant.locator("ha-dropdown ha-icon-button").click()
    await assistant.get_by_text("Set as preferred").click()


async def expose(camera: Camera) -> None:
    """Step 3: see what is exposed."""
    page = camera.page
    await page.get_by_text("Expose", exact=True).click()
    await _button(page, "Expose entities").wait_for()
    await page.get_by_text("Standing Light").wait_for()
    await camera.top("expose", height=500)


async def talk(camera: Camera) -> None:
    """Step 4: say something, and be answered."""
    page = camera.page
    await page.goto("/")
    await _button(page, "Assist (A)").click()
    request = page.locator("ha-voice-command-dialog input")
    for words, reply in CONVERSATION.items():
        await request.fill(words)
        await request.press("Enter")
        await page.get_by_text(reply).wait_for()
    await camera.dialog("assist")


def _button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


async def take(home_assistant: HomeAssistant, browser: str) -> None:
    """Take every picture."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-background-networking", _LOCAL_ONLY]
        )
        context: BrowserContext = await chromium.new_context(
            base_url=home_assistant.url,
            viewport={"width": _WIDTH, "height": _HEIGHT},
            locale="en-GB",
            color_scheme="light",
            reduced_motion="reduce",
            storage_state=_logged_in(home_assistant),
        )
        camera = Camera(await context.new_page())
        for step in (add, make_assistant, expose, talk):
            await step(camera)
        await chromium.close()


def _logged_in(home_assistant: HomeAssistant) -> Any:
    """Return what the front end keeps of a login, with the menu at the side put away."""
    tokens = {
        "hassUrl": home_assistant.url,
        "clientId": f"{home_assistant.url}/",
        "access_token": home_assistant.token,
        "refresh_token": "",
        "expires_in": _TOKEN_SECONDS,
        "expires": (time.time() + _TOKEN_SECONDS) * 1000,
    }
    kept = {"hassTokens": tokens, "dockedSidebar": "always_hidden"}
    local = [{"name": name, "value": json.dumps(value)} for name, value in kept.items()]
    return {"origins": [{"origin": home_assistant.url, "localStorage": local}]}


async def main(browser: str | None) -> int:
    """Start both, and take the pictures. The exit status is 1 where something is missing."""
    newest = environment(RELEASES[-1])
    if browser is None or not newest.ready:
        missing = "a Chromium (--browser)" if browser is None else "Home Assistant (make lane)"
        print(f"error: this needs {missing}", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="home-assistant-") as folder:
        places = [Path(folder, name) for name in ("hass", "morgan")]
        for place in places:
            place.mkdir()
        async with HomeAssistant.run(newest, places[0]) as home_assistant, Morgan.run(places[1]) as morgan:
            await home_assistant.discover(morgan.name, within=DISCOVERED_WITHIN_SECONDS)
            await take(home_assistant, browser)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    parser.add_argument("--browser", default=browser, help=f"the browser's program (here: {browser})")
    sys.exit(asyncio.run(main(parser.parse_args().browser)))
