"""Set the component up in the front end of a real Home Assistant as a person would, and take pictures.

`python -m scripts.component_screenshots` needs the Home Assistant of the tests (`make lane`), a Chromium
(Debian's package, say) and what drives it (`pip install playwright`). It clicks what docs/component.md says,
so it fails where the front end or the component has changed its words.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from scripts.front_end import Camera, browser, front_end
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import RELEASES, environment
from tests.home_assistant.morgan import Morgan

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
DISCOVERED_WITHIN_SECONDS = 60.0
NAME = "Morgan in the hall"
"""Under which this Morgan is announced: others may be, too."""


async def discover(camera: Camera) -> None:
    """Find the card of the discovered Morgan, and add it."""
    page = camera.page
    await page.goto("/config/integrations")
    found = page.locator("ha-config-flow-card", has_text=NAME).first
    await found.wait_for(timeout=DISCOVERED_WITHIN_SECONDS * 1000)
    await camera.part("discovered", found)
    await found.get_by_role("button", name="Add", exact=True).click()
    await camera.button("Submit").wait_for()
    await camera.button("Submit").click()


async def pair(camera: Camera, morgan: Morgan) -> None:
    """Choose to pair, and enter the code that `morgan pair` shows."""
    page = camera.page
    await page.get_by_text("Enter a pairing code").click()
    code = json.loads(await morgan.command("pair", "--json"))["code"]
    await page.locator("ha-form input").fill(code)
    await camera.dialog("code")
    await camera.button("Submit").click()
    await page.get_by_text("Make the assistant").first.wait_for()  # 2026.10 has its label twice
    await camera.dialog("assistant")
    await camera.button("Submit").click()
    last = page.get_by_role("button", name="Skip and finish", exact=True)
    await last.wait_for()
    await last.click()


async def see(camera: Camera) -> None:
    """See what was made."""
    page = camera.page
    await page.goto("/config/integrations/integration/morgan")
    await camera.button("Add conversation agent").wait_for()
    await camera.top("integration", height=700)


async def take(home_assistant: HomeAssistant, program: str, morgan: Morgan, folder: Path) -> None:
    """Go the whole way, and take its pictures."""
    async with front_end(home_assistant, program, folder, "component") as camera:
        await discover(camera)
        await pair(camera, morgan)
        await see(camera)


async def main(program: str | None, folder: Path) -> int:
    """Start both, and take the pictures. The exit status is 1 where something is missing."""
    newest = environment(RELEASES[-1])
    if program is None or not newest.ready:
        missing = "a Chromium (--browser)" if program is None else "Home Assistant (make lane)"
        print(f"error: this needs {missing}", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="home-assistant-") as place:
        places = [Path(place, name) for name in ("hass", "morgan")]
        for one in places:
            one.mkdir()
        async with (
            HomeAssistant.run(newest, places[0]) as home_assistant,
            Morgan.run(places[1], MORGAN_CORE__HTTP__ADVERTISE_NAME=NAME) as morgan,
        ):
            await take(home_assistant, program, morgan, folder)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", default=browser(), help=f"the browser's program (here: {browser()})")
    parser.add_argument("--folder", type=Path, default=IMAGES, help="where the pictures go")
    arguments = parser.parse_args()
    sys.exit(asyncio.run(main(arguments.browser, arguments.folder)))
