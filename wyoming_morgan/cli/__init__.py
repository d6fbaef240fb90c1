"""The command line: `morgan`."""

# ruff: noqa: PLC0415 - a signal must find its handler before anything large is imported

from __future__ import annotations

import sys

from wyoming_morgan.ending import is_interruption, run_program


def main() -> None:
    """Run the command given by the arguments, and end with its exit code."""
    # A server that is stopped before it serves has done what it was asked to do.
    run_program(_run, interrupted=0 if sys.argv[1:2] == ["serve"] else None)


def _run() -> None:
    from wyoming_morgan.cli.app import app
    from wyoming_morgan.cli.output import fail_unforeseen

    try:
        app(prog_name="morgan")
    except Exception as error:  # Python would print what a command must not: secrets in addresses
        if is_interruption(error):
            raise
        fail_unforeseen(error)
        sys.exit(1)
