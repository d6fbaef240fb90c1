"""`morgan bench chat`: the time that Morgan adds to a reply of a language model."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import Json
from wyoming_morgan.cli.output import examples, line, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.chat import ChatReport

EXAMPLES = examples(
    "morgan bench chat", "morgan bench chat http://localhost:8080/v1", "morgan bench chat --ollama"
)
_OLLAMA = "http://127.0.0.1:11434"


def chat(
    url: Annotated[
        str | None,
        typer.Argument(metavar="URL", help="An OpenAI-compatible server, or Ollama's; else a stand-in."),
    ] = None,
    *,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Its model; else its first.")] = None,
    ollama: Annotated[bool, typer.Option("--ollama", help="Speak Ollama's own API.")] = False,
    repeats: Annotated[int, typer.Option(min=1, metavar="N", help="How often each is asked.")] = 20,
    tokens: Annotated[int, typer.Option(min=2, metavar="N", help="Tokens of a reply.")] = 100,
    clients: Annotated[int, typer.Option(min=1, metavar="N", help="Clients that ask at once.")] = 4,
    rate: Annotated[
        float, typer.Option(min=1, metavar="N", help="Tokens a second that the stand-in writes.")
    ] = 100.0,
    json: Json = False,
) -> None:
    """Measure the time that Morgan adds to the first piece of a language model's reply, and to the rest."""
    from wyoming_morgan.bench.chat import MeasuredBackend, bench_chat, first_model, stand_in

    async def measure() -> ChatReport:
        if url is None and not ollama:
            async with stand_in(rate=rate, first=0.05) as backend:
                return await bench_chat(backend, repeats=repeats, tokens=tokens, clients=clients)
        where = url or _OLLAMA
        backend = MeasuredBackend(where, model or await first_model(where, ollama=ollama), ollama)
        return await bench_chat(backend, repeats=repeats, tokens=tokens, clients=clients)

    report = loop.run(measure())
    if json:
        print_json(
            {
                "first_ms": {
                    way: [round(reply.first * 1000, 3) for reply in replies]
                    for way, replies in (("direct", report.direct), ("through", report.through))
                },
                "added_first_ms": round(report.added_first * 1000, 3),
                "lost_percent": round(report.lost_percent, 3),
                "rates": [round(rate, 2) for rate in report.rates],
                "lost_percent_at_once": round(report.lost_percent_at_once, 3),
            }
        )
        return
    line("\n".join(_lines(report)))


def _lines(report: ChatReport) -> Iterator[str]:
    yield f"{'':<28} {'direct':>9} {'Morgan':>9}"
    ways = (report.direct, report.through)
    for name, percent in (("first piece, p50", 50), ("first piece, p90", 90)):
        values = [_percentile([reply.first * 1000 for reply in replies], percent) for replies in ways]
        yield f"{name:<28} {values[0]:6.1f} ms {values[1]:6.1f} ms"
    rates = [statistics.median(reply.pieces / reply.whole for reply in replies) for replies in ways]
    yield f"{'pieces a second, alone':<28} {rates[0]:9.2f} {rates[1]:9.2f}"
    yield f"{f'pieces a second, {report.clients} at once':<28} {report.rates[0]:9.2f} {report.rates[1]:9.2f}"
    yield f"added to the first piece     {report.added_first * 1000:.1f} ms"
    alone, at_once = report.lost_percent, report.lost_percent_at_once
    yield f"lost of the throughput       {alone:.2f} % alone, {at_once:.2f} % at once"


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
