"""The languages of Whisper: its codes, and BCP 47 tags for them."""

from __future__ import annotations

from collections.abc import Iterable

from wyoming_morgan.engines.contract.languages import primary

CODES = tuple(
    (
        "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr "
        "bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn "
        "yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su "
        "yue"
    ).split()
)
"""Every code of OpenAI's Whisper models, the most common first; `yue` came with large-v3."""

ENGLISH = "en"

_TAGS = {"jw": "jv"}  # by code: Whisper says jw for Javanese
_CODES = {"jv": "jw", "nb": "no", "fil": "tl", "iw": "he", "in": "id"}  # by primary language of a tag
_ALSO = {"no": "nb", "tl": "fil"}
"""Another tag that clients use for a language."""


def code_of(tag: str) -> str:
    """Return Whisper's code for a BCP 47 tag: its primary language, or what Whisper calls it."""
    language = primary(tag)
    return _CODES.get(language, language)


def tag_of(code: str) -> str:
    """Return the BCP 47 tag of a code."""
    return _TAGS.get(code, code)


def tags_of(codes: Iterable[str], first: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of codes, those of the tags `first` first."""
    rest = tuple(codes)
    order = [code for code in map(code_of, first) if code in rest]
    tags = (tag for code in (*order, *rest) for tag in (tag_of(code), _ALSO.get(code)) if tag)
    return tuple(dict.fromkeys(tags))
