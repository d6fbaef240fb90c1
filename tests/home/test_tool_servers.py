from __future__ import annotations

import pytest

from tests.home.conftest import NOWHERE, names, serving, tools_of
from wyoming_morgan.errors import EngineUnavailable, UnknownModel


async def test_tools_of_several_servers_keep_their_order_and_no_two_share_a_name() -> None:
    async with (
        serving("search", "b.c") as first,
        serving("search", "another") as second,
        tools_of(zeta=first, alpha=second) as toolbox,
    ):
        assert await names(toolbox) == ["b_c", "search", "another", "alpha__search"]
        assert (await toolbox.call("search", {}, place=NOWHERE)).text == "search: "
        assert (await toolbox.call("b_c", {"text": "x"}, place=NOWHERE)).text == "b.c: x"
        second.echoes.remove("search")
        await second.stop()
        with pytest.raises(EngineUnavailable, match="alpha"):
            await toolbox.call("alpha__search", {}, place=NOWHERE)


async def test_a_tool_that_nobody_has_is_told_apart() -> None:
    async with serving("echo") as server, tools_of(web=server) as toolbox:
        await toolbox.tools()
        with pytest.raises(UnknownModel, match="no tool 'ecko'"):
            await toolbox.call("ecko", {}, place=NOWHERE)
