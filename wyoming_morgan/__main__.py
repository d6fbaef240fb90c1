"""`python -m wyoming_morgan` is `morgan`."""

from __future__ import annotations

from wyoming_morgan.cli import main

if __name__ == "__main__":
    main()
