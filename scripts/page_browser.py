"""Morgan's page in a headless Chromium whose microphone plays a recording."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# Not among the requirements of the tests, which do without a browser.
from playwright.async_api import (  # type: ignore[import-not-found, unused-ignore]
    Page,
    async_playwright,
)

_LOCAL_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
_MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")

Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Screen:
    """How large the window is, and its colors."""

    width: int = 1000
    height: int = 760
    scheme: Scheme = "light"
    language: str = "en-GB"


PHONE_DARK = Screen(width=390, height=780, scheme="dark")


@asynccontextmanager
async def talking_page(
    url: str, program: str, recording: Path | None = None, screen: Screen | None = None
) -> AsyncIterator[Page]:
    """Show the page during the block; its microphone plays `recording` once when it is opened.

    Without a recording the browser refuses the microphone.
    """
    screen = screen or Screen()
    played = f"--use-file-for-fake-audio-capture={recording}%noloop"
    heard = () if recording is None else (*_MICROPHONE, played)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-background-networking", _LOCAL_ONLY, *heard],
        )
        context = await chromium.new_context(
            base_url=url,
            viewport={"width": screen.width, "height": screen.height},
            locale=screen.language,
            color_scheme=screen.scheme,
            reduced_motion="reduce",
            permissions=[] if recording is None else ["microphone"],
        )
        page = await context.new_page()
        await page.goto("/")
        yield page
        await chromium.close()
