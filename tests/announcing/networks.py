"""Networks for one machine, out of Linux's network namespaces, each with a client that looks for Morgan.

Run as `unshare --map-root-user --net python -m tests.announcing.networks`: this process is the machine. Each
adapter is one end of a cable, whose other end belongs to a client in a namespace of its own. Writes one line
of JSON: for each client the address that it took; like Home Assistant, the first that is not link-local.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from zeroconf import IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from wyoming_morgan.announcing.advert import Advert
from wyoming_morgan.wyoming.allowlist import Allowlist
from wyoming_morgan.wyoming.settings import PRIVATE_NETWORKS

SERVICE_TYPE = "_wyoming._tcp.local."
_PATIENCE_SECONDS = 30.0
IP = "/usr/sbin/ip"


def _ip(*arguments: str) -> None:
    subprocess.run([IP, *arguments], check=True, capture_output=True)  # noqa: S603 - arguments of this file


@asynccontextmanager
async def client(adapter: str, address: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Lay a cable from an adapter of the machine to a client with an address, and run the client."""
    process = await asyncio.create_subprocess_exec(
        *("unshare", "--net", sys.executable, "-m", "tests.announcing.networks", "client", address),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"ready\n"
        _ip("link", "add", adapter, "type", "veth", "peer", "name", "eth0", "netns", str(process.pid))
        yield process
    finally:
        process.kill()
        await process.wait()


async def taken(process: asyncio.subprocess.Process) -> str:
    """Let a client look for Morgan, and return the address that it takes."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"look\n")
    return (await process.stdout.readline()).decode().strip()


def connect(adapter: str, address: str) -> None:
    """Give an adapter its address, and switch it on."""
    _ip("address", "add", address, "dev", adapter)
    _ip("link", "set", adapter, "up")


async def machine() -> Mapping[str, object]:
    """Announce Morgan on a machine with two networks, a tunnel and an adapter that comes later."""
    _ip("link", "set", "lo", "up")
    async with AsyncExitStack() as stack:
        lan = await stack.enter_async_context(client("eth0", "192.168.1.10/24"))
        guests = await stack.enter_async_context(client("vlan30", "192.168.30.10/24"))
        late = await stack.enter_async_context(client("wlan0", "10.0.0.10/24"))
        _ip("tuntap", "add", "dev", "wg0", "mode", "tun")
        for adapter, address in (
            ("vlan30", "192.168.30.20/24"),
            ("wg0", "10.8.0.1/32"),
            ("eth0", "192.168.1.20/24"),
        ):
            connect(adapter, address)
        advert = Advert(SERVICE_TYPE, [("0.0.0.0", 10_300)], {}, Allowlist(PRIVATE_NETWORKS), switch="x")
        advert.start()
        try:
            choices: dict[str, object] = {"lan": await taken(lan), "guests": await taken(guests)}
            connect("wlan0", "10.0.0.5/24")
            begin = time.monotonic()
            choices["late"] = await taken(late)
            choices["late_seconds"] = round(time.monotonic() - begin, 1)
            _ip("address", "del", "192.168.1.20/24", "dev", "eth0")
            connect("eth0", "192.168.1.21/24")
            begin = time.monotonic()
            while (address := await taken(lan)) != "192.168.1.21" and time.monotonic() < begin + 60:
                pass
            choices |= {"moved": address, "moved_seconds": round(time.monotonic() - begin, 1)}
            return choices
        finally:
            await advert.stop()


async def look() -> str:
    """Return the address of the first Morgan, as Home Assistant chooses it; empty if there is none."""
    loop = asyncio.get_running_loop()
    first: asyncio.Future[str] = loop.create_future()

    def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is not ServiceStateChange.Removed:
            running.append(loop.create_task(ask(zeroconf, service_type, name)))

    async def ask(zeroconf: Zeroconf, service_type: str, name: str) -> None:
        info = AsyncServiceInfo(service_type, name)
        if await info.async_request(zeroconf, 3000) and not first.done():
            addresses = info.ip_addresses_by_version(IPVersion.All)
            first.set_result(next((str(ip) for ip in addresses if not ip.is_link_local), ""))

    running: list[asyncio.Task[None]] = []
    async with AsyncZeroconf() as zeroconf:
        browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICE_TYPE, handlers=[changed])
        try:
            return await asyncio.wait_for(first, _PATIENCE_SECONDS)
        except TimeoutError:
            return ""
        finally:
            await browser.async_cancel()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def be_client(address: str) -> None:
    """Look for Morgan whenever a line comes in."""
    _say("ready")
    connected = False
    for _ in sys.stdin:
        if not connected:
            connect("eth0", address)
            connected = True
        _say(asyncio.run(look()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["client"]:
        be_client(sys.argv[2])
    else:
        _say(json.dumps(asyncio.run(machine())))
