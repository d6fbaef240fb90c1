"""Pictures that come within a message."""

from __future__ import annotations

import re

from wyoming_morgan.engines.contract.llm import ImagePart

_DATA_URL = re.compile(r"data:(image/[a-z0-9.+-]{1,40});base64,([A-Za-z0-9+/]+={0,2})")


def picture_in(url: str | None) -> ImagePart | None:
    """Return the picture in a `data:` URL; None for any other: none is fetched from elsewhere."""
    match = _DATA_URL.fullmatch(url or "")
    return None if match is None else ImagePart(match[1], match[2])
