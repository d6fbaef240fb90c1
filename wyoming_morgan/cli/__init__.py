"""The command line: `morgan`."""

from __future__ import annotations

from wyoming_morgan.cli.app import app


def main() -> None:
    """Run the command given by the arguments, and exit with its exit code."""
    app(prog_name="morgan")
