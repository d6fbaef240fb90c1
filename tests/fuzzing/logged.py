"""What Morgan logs as an error while it is attacked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def logged_errors() -> Iterator[list[str]]:
    """Collect what Morgan logs as an error during the block."""
    errors: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            errors.append(f"an error in the log: {self.format(record)[-1000:]}")

    logger, collector, before = (
        logging.getLogger("wyoming_morgan"),
        Collector(logging.ERROR),
        logging.root.manager.disable,
    )
    logging.disable(logging.WARNING)
    logger.addHandler(collector)
    try:
        yield errors
    finally:
        logger.removeHandler(collector)
        logging.disable(before)
