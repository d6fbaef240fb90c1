"""Talk to Morgan's page in a browser as a person would, and take pictures.

`python -m scripts.page_screenshots` needs a Chromium (Debian's package, say) and what drives it
(`pip install playwright`).
"""

from __future__ import annotations

import argparse
import asyncio
import io
import sys
import tempfile
import wave
from collections.abc import Mapping
from pathlib import Path

from playwright.async_api import Page  # type: ignore[import-not-found, unused-ignore]

from scripts.front_end import browser
from scripts.page_browser import PHONE_DARK, Screen, talking_page
from tests.home_assistant.morgan import Morgan

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SCREENS: Mapping[str, Screen] = {"light": Screen(), "phone-dark": PHONE_DARK}
COMMAND = "turn on the bed light"
WITHIN_MS = 60_000
_BEFORE_SECONDS = 2.0
"""The microphone is open before the session is."""
_AFTER_SECONDS = 4.0


def spoken(*phrases: bytes, pause_seconds: float = 0.0) -> bytes:
    """Return WAV files of one voice as one, with silence around and between them."""
    parts = []
    with wave.open(io.BytesIO(phrases[0])) as file:
        shape = file.getparams()
    for phrase in phrases:
        with wave.open(io.BytesIO(phrase)) as file:
            parts.append(file.readframes(file.getnframes()))

    def silence(seconds: float) -> bytes:
        return bytes(int(seconds * shape.framerate) * shape.sampwidth * shape.nchannels)

    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setparams(shape)
        file.writeframes(
            silence(_BEFORE_SECONDS) + silence(pause_seconds).join(parts) + silence(_AFTER_SECONDS)
        )
    return whole.getvalue()


async def ready(page: Page) -> None:
    """Wait until the page can be used."""
    await page.wait_for_selector("html[data-ready=true]", timeout=WITHIN_MS)


async def listen(page: Page) -> None:
    """Have it listen without the button being held."""
    await page.get_by_text("Hands-free").click()
    await page.get_by_role("button", name="Start listening").click()


async def ask(page: Page, text: str) -> None:
    """Type something."""
    await page.get_by_label("Type to Morgan").fill(text)
    await page.keyboard.press("Enter")


async def answered(page: Page, count: int = 1) -> None:
    """Wait for the stages of a turn."""
    await page.wait_for_selector(f".turn:nth-child({count}) .waterfall", timeout=WITHIN_MS)


async def take(url: str, program: str, recording: Path, folder: Path) -> None:
    """Speak a command, type a question, and take the pictures."""
    for name, screen in SCREENS.items():
        async with talking_page(url, program, recording, screen) as page:
            await ready(page)
            await listen(page)
            await answered(page)
            await page.wait_for_selector("body[data-phase=listening]", timeout=WITHIN_MS)
            await page.get_by_role("button", name="Stop listening").click()
            await ask(page, "what time is it")
            await answered(page, 2)
            await page.locator(".waterfall summary").first.click()
            await page.wait_for_selector("body[data-phase=idle]", timeout=WITHIN_MS)
            await _picture(page, folder, name)
            await page.get_by_role("button", name="Settings").click()
            await page.wait_for_selector("#engines dd")
            await page.wait_for_selector("#device option", state="attached")
            await page.wait_for_selector("#version:not(:empty)")
            await _picture(page, folder, f"{name}-settings")


async def _picture(page: Page, folder: Path, name: str) -> None:
    path = folder / f"page-{name}.png"
    await page.screenshot(path=path, animations="disabled")
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


async def main(program: str | None, folder: Path) -> int:
    """Start Morgan, and take the pictures. The exit status is 1 where there is no browser."""
    if program is None:
        print("error: this needs a Chromium (--browser)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="morgan-") as place:
        async with Morgan.run(Path(place)) as morgan:
            recording = Path(place, "command.wav")
            command = spoken(await morgan.say(COMMAND))
            await asyncio.to_thread(recording.write_bytes, command)
            await take(f"http://127.0.0.1:{morgan.http_port}", program, recording, folder)
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", default=browser(), help=f"the browser's program (here: {browser()})")
    parser.add_argument("--folder", type=Path, default=IMAGES, help="where the pictures go")
    arguments = parser.parse_args()
    sys.exit(asyncio.run(main(arguments.browser, arguments.folder)))
