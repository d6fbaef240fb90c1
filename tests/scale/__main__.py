"""The long trial: rooms talk for an hour while replicas are killed and replaced. `make test-scale`.

Three cores and two of each speech service behind nginx, with PostgreSQL and Redis, all on this machine. It
prints what was seen every minute, and fails where an acknowledged turn is lost, or a replacement fails one.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from tests.scale.balancer import installed_balancer
from tests.scale.fleet import Fleet, Replica, running_fleet
from tests.scale.rooms import Rooms, Turn, spoken_command
from tests.store.conftest import create_database
from tests.store.servers import PostgreSQL, Valkey

REPLICAS = {"core": 3, "stt": 2, "tts": 2}
RECOVERY_SECONDS = 5.0
"""After a kill, the slowest turns are as quick as before within this time."""


def p95(turns: Sequence[Turn]) -> float:
    """Return the time within which 95 of 100 turns were answered, in seconds."""
    times = sorted(turn.seconds for turn in turns)
    return times[int(0.95 * (len(times) - 1))] if times else float("nan")


def resident(replica: Replica) -> float:
    """Return the memory of a replica with its children, in MiB."""
    assert replica.process is not None
    process = psutil.Process(replica.process.pid)
    members = (process, *process.children(recursive=True))
    return sum(member.memory_info().rss for member in members) / 2**20


class Trial:
    """One run; `print` is its report."""

    def __init__(self, fleet: Fleet, rooms: Rooms) -> None:
        self._fleet = fleet
        self._rooms = rooms
        self._began = time.monotonic()
        self.faults: list[str] = []

    async def steady(self, seconds: float) -> None:
        """Let the rooms talk, and print each minute what they and the replicas are like."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(60.0, left))
            self.report(min(60.0, left))

    async def kill_one_of_each(self) -> None:
        """Kill a replica of each service in turn, under load."""
        for service, group in self._fleet.replicas.items():
            before = self._answered(time.monotonic() - 60.0)
            killed = time.monotonic()
            failures = sum(self._rooms.failures.values())
            await group[0].kill()
            await asyncio.sleep(2 * RECOVERY_SECONDS)
            at_once = self._answered(killed, killed + RECOVERY_SECONDS)
            then = self._answered(killed + RECOVERY_SECONDS)
            cores = [replica for replica in self._fleet.replicas["core"] if self._lives(replica)]
            lost = await self._rooms.lost(cores)
            cut = sum(self._rooms.failures.values()) - failures
            print(f"{self._time()} killed one {service}: {cut} turns cut off and said again;", end=" ")
            print(f"acknowledged and lost: {len(lost)}; p95 before {p95(before):.2f} s,", end=" ")
            print(
                f"in the first {RECOVERY_SECONDS:g} s {p95(at_once):.2f} s, then {p95(then):.2f} s",
                flush=True,
            )
            if lost:
                self.faults.append(f"{len(lost)} lost after a {service} was killed, such as {lost[0]!r}")
            await group[0].start()

    async def roll(self) -> None:
        """Replace every replica, one after the other, without a turn that fails."""
        failures, began = self._rooms.failures, time.monotonic()
        turns = len(self._rooms.turns)
        for replica in self._fleet.all:
            code = await replica.stop()
            if code:
                self.faults.append(f"a {replica.service} ended with {code}")
            await replica.start()
        failed = self._rooms.failures - failures
        seconds = time.monotonic() - began
        print(
            f"{self._time()} replaced all {len(self._fleet.all)} replicas in {seconds:.0f} s:",
            f"{len(self._rooms.turns) - turns} turns, {sum(failed.values())} failed {dict(failed) or ''}",
            flush=True,
        )
        if failed:
            self.faults.append(f"turns failed while replicas were replaced: {dict(failed)}")

    def report(self, seconds: float) -> None:
        """Print the last seconds: turns, latency, memory, and how busy the machine is."""
        turns = self._answered(time.monotonic() - seconds)
        memory = {
            service: "/".join(f"{resident(replica):.0f}" for replica in group if self._lives(replica))
            for service, group in self._fleet.replicas.items()
        }
        middle = statistics.median(turn.seconds for turn in turns) if turns else float("nan")
        print(
            f"{self._time()} {len(turns) / seconds:5.1f} turns/s, median {middle:.3f} s,",
            f"p95 {p95(turns):.3f} s;",
            f"MiB {', '.join(f'{name} {sizes}' for name, sizes in memory.items())};",
            f"load {psutil.getloadavg()[0]:.1f}",
            flush=True,
        )

    def kinds(self) -> None:
        """Print what the rooms did."""
        for kind in sorted({turn.kind for turn in self._rooms.turns}):
            turns = [turn for turn in self._rooms.turns if turn.kind == kind]
            answered = [turn for turn in turns if not turn.failure]
            print(f"  {kind}: {len(answered)} of {len(turns)} answered, p95 {p95(answered):.3f} s")
        for failure, count in self._rooms.failures.most_common(20):
            print(f"  cut off {count} times: {failure[:200]}")

    def _answered(self, since: float, until: float = float("inf")) -> list[Turn]:
        return [turn for turn in self._rooms.answered if since <= turn.began + turn.seconds < until]

    def _lives(self, replica: Replica) -> bool:
        return replica.process is not None and replica.process.returncode is None

    def _time(self) -> str:
        seconds = int(time.monotonic() - self._began)
        return f"{seconds // 60:3}:{seconds % 60:02}"


async def trial(minutes: float, count: int, pause: float, folder: Path) -> list[str]:
    """Run it; return what was wrong."""
    postgresql, valkey = PostgreSQL(), Valkey()
    postgresql.start()
    valkey.start()
    try:
        places = {"database_url": await create_database(postgresql, "scale"), "redis_url": valkey.url}
        balancer = installed_balancer(folder)
        print(f"{balancer.name}; {count} rooms; {REPLICAS}; {psutil.cpu_count()} processors", flush=True)
        async with running_fleet(folder, REPLICAS, balancer, **places) as (fleet, ports):
            rooms, over = Rooms(ports, await spoken_command(ports[8000]), pause=pause), asyncio.Event()
            run = Trial(fleet, rooms)
            talking = asyncio.create_task(rooms.talk(count, over))
            await run.steady(minutes * 60 / 2)
            await run.kill_one_of_each()
            await run.roll()
            await run.steady(minutes * 60 / 2)
            over.set()
            await talking
            run.kinds()
            lost = await rooms.lost(fleet.replicas["core"])
            acknowledged = sum(map(len, rooms.said.values())) + len(rooms.facts)
            print(f"{acknowledged} sentences and facts were acknowledged; lost at any core: {len(lost)}")
            return run.faults + lost
    finally:
        valkey.remove()
        postgresql.remove()


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=60.0, help="of talk, half before and half after the kills"
    )
    parser.add_argument("--rooms", type=int, default=16, help="rooms that talk at once")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between the turns of a room")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="morgan-scale-") as folder:
        faults = asyncio.run(trial(given.minutes, given.rooms, given.pause, Path(folder)))
    print("\n".join(["FAILED", *faults[:20]]) if faults else "all as it should be")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
