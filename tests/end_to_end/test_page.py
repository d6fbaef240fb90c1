"""The page in a headless Chromium that hears a recording, with a real Morgan: skipped where there is none."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.home_assistant.morgan import Morgan

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

pytest.importorskip("playwright", reason="nothing drives a browser here: pip install playwright")
from scripts import page_browser, page_screenshots  # noqa: E402 - they need playwright
from scripts.front_end import browser  # noqa: E402 - likewise

KEY = "a-long-enough-key"
QUESTION = "what time is it"
UNTIL_SPOKEN_MS = 5_500
STAGES = ["Waited for more", "Words", "Answer", "First sound"]


@pytest.fixture
def program() -> str:
    path = browser()
    if path is None:
        pytest.skip("there is no Chromium here")
    return path


@pytest.fixture
async def morgan(tmp_path: Path) -> AsyncIterator[Morgan]:
    async with Morgan.run(tmp_path) as morgan:
        yield morgan


def url(morgan: Morgan) -> str:
    return f"http://127.0.0.1:{morgan.http_port}"


async def write(path: Path, content: bytes) -> None:
    await asyncio.to_thread(path.write_bytes, content)


def complaints_of(page: Any) -> list[str]:
    """What the browser complains of from now on: scripts that fail, files that are refused."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    return complaints


async def test_a_spoken_command_is_written_answered_and_accounted_for(
    morgan: Morgan, program: str, tmp_path: Path
) -> None:
    recording = tmp_path / "command.wav"
    await write(recording, page_screenshots.spoken(await morgan.say(page_screenshots.COMMAND)))
    async with page_browser.talking_page(url(morgan), program, recording) as page:
        complaints = complaints_of(page)
        await page_screenshots.ready(page)
        await page_screenshots.listen(page)
        await page_screenshots.answered(page)
        turn = page.locator(".turn").first
        assert "turn on the Bed Light" in await turn.locator(".heard").inner_text()
        assert "I understood" in await turn.locator(".reply").inner_text()
        assert "HassTurnOn Bed Light understood" in await turn.locator(".acts").inner_text()
        await turn.locator("summary").click()
        assert await turn.locator("th").all_inner_texts() == STAGES
        times = await turn.locator("td:last-child").all_inner_texts()
        assert all(re.fullmatch(r"[\d.,]+ m?s", time) for time in times)
        assert complaints == []


async def test_who_speaks_meanwhile_makes_it_silent_and_is_answered(
    morgan: Morgan, program: str, tmp_path: Path
) -> None:
    phrases = [await morgan.say(page_screenshots.COMMAND), await morgan.say(QUESTION)]
    recording = tmp_path / "commands.wav"
    await write(recording, page_screenshots.spoken(*phrases, pause_seconds=2.5))
    async with page_browser.talking_page(url(morgan), program, recording) as page:
        await page_screenshots.ready(page)
        await page_screenshots.listen(page)
        await page_screenshots.answered(page, 2)
        assert await page.locator(".turn").first.locator(".reply.interrupted").count() == 1
        assert "time" in await page.locator(".turn").nth(1).locator(".heard").inner_text()
        await page.wait_for_selector("body[data-phase=listening]")
        assert await page.locator("#notice").is_hidden()


async def test_the_button_is_held_while_one_speaks(morgan: Morgan, program: str, tmp_path: Path) -> None:
    recording = tmp_path / "command.wav"
    await write(recording, page_screenshots.spoken(await morgan.say(page_screenshots.COMMAND)))
    async with page_browser.talking_page(url(morgan), program, recording) as page:
        await page_screenshots.ready(page)
        await page.get_by_role("button", name="Hold to talk").hover()
        await page.mouse.down()
        await page.wait_for_timeout(UNTIL_SPOKEN_MS)
        await page.mouse.up()
        await page_screenshots.answered(page)
        assert "turn on the Bed Light" in await page.locator(".heard").inner_text()
        assert await page.locator("#notice").is_hidden()
        await page.mouse.down()
        await page.mouse.up()
        await page.wait_for_selector("#notice:not([hidden])")
        assert "Hold the button" in await page.locator("#notice").inner_text()
        assert await page.locator(".turn").count() == 1


async def test_a_page_without_https_says_what_to_do_and_answers_in_writing(
    morgan: Morgan, program: str
) -> None:
    async with page_browser.talking_page(url(morgan), program) as page:
        await page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
        await page.reload()
        await page_screenshots.ready(page)
        await page.get_by_role("button", name="Hold to talk").press("Enter")
        await page.wait_for_selector("#notice:not([hidden])")
        assert "HTTPS" in await page.locator("#notice").inner_text()
        await page_screenshots.ask(page, QUESTION)
        await page_screenshots.answered(page)
        assert "M" in await page.locator(".reply").inner_text()


async def test_without_a_microphone_the_page_says_so_and_typing_works(morgan: Morgan, program: str) -> None:
    async with page_browser.talking_page(url(morgan), program) as page:
        await page_screenshots.ready(page)
        await page.get_by_role("button", name="Hold to talk").focus()
        await page.keyboard.down("Space")
        await page.wait_for_selector("#notice:not([hidden])")
        assert "microphone" in await page.locator("#notice").inner_text()
        await page.keyboard.up("Space")
        await page_screenshots.ask(page, QUESTION)
        await page_screenshots.answered(page)
        assert await page.locator("#notice").is_hidden()
        await page.reload()
        await page_screenshots.answered(page)  # it is still there


async def test_a_key_is_asked_for_and_kept_for_the_tab_alone(tmp_path: Path, program: str) -> None:
    async with (
        Morgan.run(tmp_path, MORGAN_CORE__HTTP__API_KEYS=f'["{KEY}"]') as morgan,
        page_browser.talking_page(url(morgan), program) as page,
    ):
        for key in ("a-wrong-one", KEY):
            await page.get_by_label("API key").fill(key)
            await page.get_by_role("button", name="Use it").click()
        await page_screenshots.ready(page)
        await page_screenshots.ask(page, QUESTION)
        await page_screenshots.answered(page)
        kept = await page.evaluate(
            "() => [JSON.stringify(sessionStorage), JSON.stringify(localStorage), document.cookie]"
        )
        assert [KEY in place for place in kept] == [True, False, False]
