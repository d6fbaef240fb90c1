"""Language tags, however they are written."""

from __future__ import annotations

from collections.abc import Iterable

_REGION = len("DE")


def primary(tag: str) -> str:
    """Return the language of a tag without its region: `de` of `de-AT` and `de_AT`."""
    return _plain(tag).partition("-")[0]


class Languages(list[str]):
    """The tags of languages, in BCP 47's spelling, each once.

    Home Assistant asks `tag in languages`. `de_DE`, `de-AT` and `de` are among them if there is any German,
    and Morgan takes the nearest.
    """

    def __init__(self, tags: Iterable[str] = ()) -> None:
        super().__init__(dict.fromkeys(map(_spelled, tags)))

    def __contains__(self, tag: object) -> bool:
        """Whether the language of a tag is among them."""
        return any(primary(str(tag)) == primary(own) for own in self)

    def has_exactly(self, tag: str) -> bool:
        """Whether exactly this tag is among them, in any spelling."""
        return any(_plain(tag) == _plain(own) for own in self)


def _plain(tag: str) -> str:
    return tag.replace("_", "-").casefold()


def _spelled(tag: str) -> str:
    language, dash, region = tag.replace("_", "-").partition("-")
    return f"{language.lower()}{dash}{region.upper() if len(region) == _REGION else region}"
