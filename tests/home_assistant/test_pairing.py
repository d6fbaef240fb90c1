"""A fresh Morgan is found by the real Home Assistant, paired with a code, and used."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.home_assistant.component import answer, ask, begin, card, kept, linked, speech
from tests.home_assistant.hass import HomeAssistant
from tests.home_assistant.lane.environment import RELEASES
from tests.home_assistant.morgan import Morgan
from wyoming_morgan.tls.certificate import read_certificate
from wyoming_morgan.tls.self_made import self_made_files

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

LIGHT = "light.bed_light"
DISCOVERED_WITHIN_SECONDS = 60.0
LINKED_WITHIN_SECONDS = 60.0
_POLL_SECONDS = 0.3


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def fresh_morgan(
    home_assistant: HomeAssistant, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Morgan]:
    """A Morgan without any key, of which nobody knows yet."""
    del home_assistant  # it is there first
    async with Morgan.run(tmp_path_factory.mktemp("fresh-morgan")) as running:
        yield running


async def test_a_fresh_morgan_is_found_paired_and_used_and_its_key_can_be_taken_back(
    home_assistant: HomeAssistant, fresh_morgan: Morgan
) -> None:
    discovered = await card(home_assistant, fresh_morgan.http_port, within=DISCOVERED_WITHIN_SECONDS)
    menu = await answer(home_assistant, discovered)
    assert (menu["type"], menu["menu_options"]) == ("menu", ["pair", "api_key"])
    form = await answer(home_assistant, menu, next_step_id="pair")
    wrong = await answer(home_assistant, form, code="not the code")
    assert wrong["errors"] == {"base": "wrong_code"}
    await asyncio.sleep(1)  # the pause after one wrong code
    code = json.loads(await fresh_morgan.command("pair", "--json"))["code"]
    made = await answer(home_assistant, form, code=code)
    async with kept(home_assistant, made) as agent:
        await turned_on(home_assistant, agent)

        # The same Morgan under another address is still the same.
        again = await answer(
            home_assistant,
            await begin(home_assistant),
            url=f"http://127.0.0.1:{fresh_morgan.http_port}",
        )
        assert (again["type"], again["reason"]) == ("abort", "already_configured")

        (client,) = json.loads(await fresh_morgan.command("pair", "--list", "--json"))
        assert client["name"].startswith("Home Assistant (")
        with home_assistant.expecting("Morgan refuses the API key", "Could not authenticate"):
            await fresh_morgan.command("pair", "--revoke", client["name"])
            assert "cannot reach Morgan" in speech(await refused(home_assistant, agent))
    assert code not in fresh_morgan.words()


@pytest.mark.parametrize("hass_environment", [RELEASES[-1]], indirect=True, ids=[RELEASES[-1].version])
async def test_a_morgan_with_a_certificate_of_its_own_is_compared_once_and_its_renewal_is_followed(
    home_assistant: HomeAssistant, tmp_path: Path
) -> None:
    tls = {"MORGAN_CORE__HTTP__TLS__SELF_MADE": "true"}
    async with Morgan.run(tmp_path, **tls) as morgan:
        discovered = await card(home_assistant, morgan.http_port, within=DISCOVERED_WITHIN_SECONDS)
        compared = await answer(home_assistant, discovered)
        assert compared["step_id"] == "certificate"
        assert compared["description_placeholders"]["url"].startswith("https://")
        certificate = next(
            finding["detail"]
            for finding in json.loads(await morgan.command("doctor", "--json"))
            if finding["check"] == "certificate"
        )
        assert certificate.endswith(f"SHA-256 {compared['description_placeholders']['fingerprint']}")
        form = await answer(home_assistant, await answer(home_assistant, compared), next_step_id="pair")
        code = json.loads(await morgan.command("pair", "--json"))["code"]
        async with kept(home_assistant, await answer(home_assistant, form, code=code)) as agent:
            await turned_on(home_assistant, agent)
            file = self_made_files(tmp_path / "data").certificate
            before = read_certificate(file).fingerprint
            file.unlink()
            await morgan.restart()
            assert read_certificate(file).fingerprint != before
            await linked(home_assistant, agent)
            await turned_on(home_assistant, agent)


async def turned_on(home_assistant: HomeAssistant, agent: str) -> None:
    """Have the light turned on, once the home is linked."""
    await home_assistant.act("light", "turn_off", LIGHT)
    async with asyncio.timeout(LINKED_WITHIN_SECONDS):
        while await home_assistant.state(LIGHT) != "on":
            await ask(home_assistant, agent, "turn on the bed light")
            await asyncio.sleep(_POLL_SECONDS)


async def refused(home_assistant: HomeAssistant, agent: str) -> dict[str, object]:
    """Return the first answer that is an error."""
    async with asyncio.timeout(LINKED_WITHIN_SECONDS):
        while True:
            result = await ask(home_assistant, agent, "turn on the bed light")
            if result["response"]["response_type"] == "error":
                return result
            await asyncio.sleep(_POLL_SECONDS)
