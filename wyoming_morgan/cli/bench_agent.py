"""`morgan bench agent`: how well the agent understands, how often it acts wrongly, and how fast it is."""

# ruff: noqa: PLC0415 - commands import what they need when they run, so that --help stays quick

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wyoming_morgan import loop
from wyoming_morgan.cli.options import Assign, Json
from wyoming_morgan.cli.output import examples, line, notice, print_json

if TYPE_CHECKING:
    from wyoming_morgan.bench.agent import AgentReport
    from wyoming_morgan.bench.agent_scoring import AgentReply, JudgedCase, TurnVerdict

EXAMPLES = examples(
    "morgan bench agent bench/agent",
    "morgan bench agent bench/agent --language en --path grammar --errors",
    "morgan bench agent bench/agent --entities 500 --by-tag",
)


class Which(StrEnum):
    """Cases by what should answer them."""

    GRAMMAR = "grammar"
    MODEL = "model"
    BOTH = "both"


def agent(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A file of cases for each language, and homes/ beside them.")
    ],
    *,
    language: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG", help="Only this language; may be repeated. All by default."),
    ] = None,
    path: Annotated[Which, typer.Option(help="Only the cases that this way should answer.")] = Which.BOTH,
    entities: Annotated[
        int, typer.Option(min=0, max=10_000, metavar="N", help="Fill every home up to so many entities.")
    ] = 0,
    by_tag: Annotated[bool, typer.Option("--by-tag", help="Show every tag by itself.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="Show wrong answers.")] = False,
    assign: Assign = None,
    json: Json = False,
) -> None:
    """Measure how well the agent understands: sentences in, intents and replies out."""
    from wyoming_morgan.bench.agent_cases import find_evaluations
    from wyoming_morgan.cli import assignments

    evaluations = find_evaluations(folder, tuple(language or ()))
    settings = assignments.current(assign or ())
    if not settings.get("llm"):
        notice("no language model: cases that need one are counted apart; configure one with --set llm…")
    reports = loop.run(_measure(folder, evaluations, settings, path, entities))
    if json:
        print_json([_as_json(report) for report in reports])
        return
    for report in reports:
        line("\n".join(_lines(report, by_tag=by_tag)))
        if errors:
            line("\n".join(_wrong_cases(report)))


async def _measure(
    folder: Path, evaluations: Sequence[Any], settings: dict[str, Any], which: Which, entities: int
) -> list[AgentReport]:
    from wyoming_morgan.bench.agent import bench_agent
    from wyoming_morgan.bench.agent_cases import ExpectedPath

    path = None if which is Which.BOTH else ExpectedPath(which.value)
    return [
        await bench_agent(folder, evaluation, settings, path=path, entities=entities)
        for evaluation in evaluations
    ]


def _lines(report: AgentReport, *, by_tag: bool) -> Iterator[str]:
    homes = ", ".join(f"{name} with {entities} entities" for name, entities in report.homes.items())
    yield f"{report.language}: {len(report.judged)} cases ({homes})"
    yield f"  right                      {_share(report.right, len(report.counted))}"
    shaped = report.grammar_shaped
    yield f"  grammar-shaped commands    {_share(sum(case.right for case in shaped), len(shaped))}"
    yield f"  need a model               {len(report.need_model)}"
    yield f"  false actions              {report.false_actions}"
    yield f"  false successes            {report.false_successes}"
    yield f"  {'milliseconds':<18}" + "".join(f"  {name:>16}" for name in ("agent", "outside", "processor"))
    yield f"  {'answered by':<12} {'turns':>5}" + f"  {'p50':>8} {'p95':>7}" * 3 + "  prompt tokens"
    for path, replies in report.by_path().items():
        yield _path_line(path, replies)
    if by_tag:
        yield "  tag                  cases   right   need a model   false actions"
        for tag, cases in report.by_tag().items():
            needing = sum(case.needs_model for case in cases)
            false = sum(case.false_actions for case in cases)
            right = sum(case.right for case in cases)
            yield f"  {tag:<20} {len(cases):5}   {right:5}   {needing:12}   {false:13}"


def _path_line(path: str, replies: Sequence[AgentReply]) -> str:
    times = "  ".join(f"{_number(p50):>8} {_number(p95):>7}" for p50, p95 in _times(replies).values())
    tokens = _prompt_tokens(replies)
    middle = str(sorted(tokens)[len(tokens) // 2]) if tokens else "-"
    return f"  {path:<12} {len(replies):5}  {times}  {middle:>13}"


def _prompt_tokens(replies: Sequence[AgentReply]) -> list[int]:
    return [reply.prompt_tokens for reply in replies if reply.prompt_tokens is not None]


def _times(replies: Sequence[AgentReply]) -> dict[str, tuple[float | None, float | None]]:
    """The 50th and the 95th percentile, in milliseconds, of each way to measure what a turn took."""
    from wyoming_morgan.bench.agent import percentile

    measured: dict[str, list[float | None]] = {
        "agent": [reply.agent_milliseconds for reply in replies],
        "outside": [reply.wall_milliseconds for reply in replies],
        "processor": [reply.processor_milliseconds for reply in replies],
    }
    complete = {name: [value for value in values if value is not None] for name, values in measured.items()}
    return {name: (percentile(values, 50), percentile(values, 95)) for name, values in complete.items()}


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}{f' ({100 * part / whole:.1f} %)' if whole else ''}"


def _wrong_cases(report: AgentReport) -> Iterator[str]:
    for judged in report.judged:
        if judged.needs_model and not judged.false_actions:
            continue
        for verdict in judged.verdicts:
            if not verdict.right:
                yield f"  {judged.case.id}: {verdict.turn.say!r}{_marks(verdict)}"
                yield f"    expected {' or '.join(_expected(verdict))}"
                yield f"    got      {_got(verdict)}"


def _marks(verdict: TurnVerdict) -> str:
    marks = {"FALSE ACTION": verdict.false_action, "FALSE SUCCESS": verdict.false_success}
    given = [mark for mark, is_given in marks.items() if is_given]
    return f"  [{', '.join(given)}]" if given else ""


def _expected(verdict: TurnVerdict) -> Iterator[str]:
    for alternative in verdict.turn.expect:
        intents = " + ".join(_intent(intent.name, intent.slots) for intent in alternative.intents)
        yield intents or alternative.kind.value


def _got(verdict: TurnVerdict) -> str:
    reply = verdict.reply
    if reply.error:
        return reply.error
    intents = " + ".join(_intent(intent.name, intent.slots) for intent in reply.intents)
    return f"{intents or reply.outcome} by {reply.path}: {reply.text!r}"


def _intent(name: str, slots: Any) -> str:
    return f"{name}({', '.join(f'{slot}={value!r}' for slot, value in slots.items())})"


def _as_json(report: AgentReport) -> dict[str, Any]:
    shaped = report.grammar_shaped
    return {
        "language": report.language,
        "homes": report.homes,
        "cases": len(report.judged),
        "counted": len(report.counted),
        "right": report.right,
        "need_model": len(report.need_model),
        "grammar_shaped": {"cases": len(shaped), "right": sum(case.right for case in shaped)},
        "false_actions": report.false_actions,
        "false_successes": report.false_successes,
        "paths": {
            path: {
                "turns": len(replies),
                "milliseconds": {
                    name: {"p50": p50, "p95": p95} for name, (p50, p95) in _times(replies).items()
                },
                "prompt_tokens": _prompt_tokens(replies),
            }
            for path, replies in report.by_path().items()
        },
        "results": [_case_json(judged) for judged in report.judged],
    }


def _case_json(judged: JudgedCase) -> dict[str, Any]:
    return {
        "id": judged.case.id,
        "tags": judged.case.tags,
        "path": judged.case.path.value,
        "right": judged.right,
        "needs_model": judged.needs_model,
        "turns": [
            {
                "say": verdict.turn.say,
                "right": verdict.right,
                "false_action": verdict.false_action,
                "false_success": verdict.false_success,
                "answered_by": verdict.reply.path,
                "intents": [
                    {"name": intent.name, "slots": dict(intent.slots)} for intent in verdict.reply.intents
                ],
                "text": verdict.reply.text,
                "agent_ms": verdict.reply.agent_milliseconds,
                "error": verdict.reply.error,
            }
            for verdict in judged.verdicts
        ],
    }
