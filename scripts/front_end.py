"""The front end of a running Home Assistant in a headless Chromium, and pictures of it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Not among the requirements of the tests, which do without a browser.
from playwright.async_api import (  # type: ignore[import-not-found, unused-ignore]
    Locator,
    Page,
    async_playwright,
)

from tests.home_assistant.hass import HomeAssistant

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_WIDTH = 900
_HEIGHT = 1500
"""The longest dialog fits."""
_MARGIN = 16
_BOX = "it => { const box = it.getBoundingClientRect(); return [box.x, box.y, box.width, box.height] }"
_LOCAL_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
_TOKEN_SECONDS = 86_400


def browser() -> str | None:
    """Return the program of a browser on this machine, if there is one."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes pictures of one page, into a folder, with names that begin with `prefix`."""

    page: Page
    folder: Path
    prefix: str

    async def top(self, name: str, height: int) -> None:
        """Take the upper part of the page."""
        await self._take(name, {"x": 0, "y": 0, "width": _WIDTH, "height": height})

    async def dialog(self, name: str) -> None:
        """Take the open dialog with a margin."""
        left, top, width, height = await self.page.locator("dialog[open]").last.evaluate(_BOX)
        around = {"x": left - _MARGIN, "y": top - _MARGIN}
        await self._take(name, {**around, "width": width + 2 * _MARGIN, "height": height + 2 * _MARGIN})

    async def part(self, name: str, part: Locator) -> None:
        """Take one part of the page."""
        left, top, width, height = await part.evaluate(_BOX)
        await self._take(name, {"x": left, "y": top, "width": width, "height": height})

    def button(self, name: str) -> Locator:
        """Return the button that says exactly this."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def _take(self, name: str, part: Any) -> None:
        await self.page.mouse.move(0, 0)
        path = self.folder / f"{self.prefix}-{name}.png"
        await self.page.screenshot(path=path, clip=part, animations="disabled")
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


@asynccontextmanager
async def front_end(
    home_assistant: HomeAssistant, program: str, folder: Path, prefix: str
) -> AsyncIterator[Camera]:
    """Be logged in during the block, with a camera on the page."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-background-networking", _LOCAL_ONLY]
        )
        context = await chromium.new_context(
            base_url=home_assistant.url,
            viewport={"width": _WIDTH, "height": _HEIGHT},
            locale="en-GB",
            color_scheme="light",
            reduced_motion="reduce",
            storage_state=_logged_in(home_assistant),
        )
        yield Camera(await context.new_page(), folder, prefix)
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
