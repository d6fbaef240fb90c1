"""One word of written text without its markup: Markdown, HTML, addresses, emoji. No word in it is lost."""

# ruff: noqa: RUF001 - the punctuation of many scripts is the subject here

from __future__ import annotations

import html
import re
import unicodedata

TAG_START = r"<[A-Za-z/!][^<>\n]{0,500}+"
"""What may be a tag, without its end."""
TARGET_START = r"\]\((?:[^()\n]|\([^()\n]{0,50}+\)){0,1000}+"
"""The target of a link, without its end."""
TAG = re.compile(TAG_START + ">")
TARGET = re.compile(TARGET_START + r"\)")

LINE_BREAK = re.compile(
    r"</?(?:br|p|div|li|ul|ol|tr|h[1-6])(?:[\s/][^<>\n]{0,500}+)?>|(?:\\r)?\\n", re.IGNORECASE
)
"""What ends a line within a word: a tag, or a line end as it is written in code."""
_PATH = re.compile(r"[A-Za-z]:\\|\\\\")

_ELEMENTS = frozenset(
    (
        "a abbr address article aside audio b bdi bdo big blockquote body br button canvas caption center"
        " cite code col colgroup data dd del details dfn div dl dt em fieldset figcaption figure font footer"
        " form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link"
        " main map mark meta nav ol optgroup option p picture pre q s samp script section select small source"
        " span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time"
        " title tr tt u ul var video wbr"
        " speak break prosody emphasis say-as phoneme voice sentence lang"  # SSML
    ).split()
)
_ELEMENT = re.compile(r"<([A-Za-z][\w:-]*+)")
_ATTRIBUTE = r"""[\w:.@-]++\s?+=\s?+(?:"[^"]*+"|'[^']*+'|[^\s"']++)"""
_FLAG = "open|controls|disabled|checked|hidden|async|defer|autoplay|loop|muted|required|selected|readonly"
_ATTRIBUTES = re.compile(rf"(?:\s++(?:{_ATTRIBUTE}|(?:{_FLAG})(?![\w=])))*+\s*+/?")
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|t[dh]|h[1-6])\b", re.IGNORECASE)

_RULE = re.compile(r"(?<!\S)[-*_=~]{3,}(?!\S)")
_DASH = re.compile(r"(?<!\S)--(?!\S)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'`*|，。！？、）」]*", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:[^/?#\s]*@)?(?:www\.)*([\w.-]*)", re.IGNORECASE)
_REFERENCE = re.compile(r"\]\[[^\[\]\s]*\]|\[\^[^\[\]\s]*\]")
_STARS = re.compile(r"(?<=\d)\*(?=\d)|(?<!\S)\*(?!\S)|(\*+)")
_ANGLES = re.compile(
    r"""(?<![-=<>])[-=]>(?![<>])|<[-=](?![-=<>])  # arrows, and comparisons
    |(?<=[\w)%])[<>](?=[\w(])|(?<![-=<>])[<>]=?(?=[-−–+~]?[.,]?\d)|(?<!\S)[<>]=?(?!\S)
    |([<>]+)""",
    re.VERBOSE,
)
_MARKS = re.compile(r"!(?=\[)|[`\[\]\\]|~{2,}")
_SEPARATORS = re.compile(r"[_|]+")
_LOOSE_JOINER = re.compile(r"[\u200c\u200d](?!\w)")
_SILENT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So"})
_KEPT = frozenset(" °№℃℉\u200c\u200d")
_DROPPED = frozenset("\ufe0e\ufe0f\u20e3🏻🏼🏽🏾🏿™℠")


def lines_of(word: str) -> list[str]:
    """Cut a word where a line ends within it."""
    if ("<" not in word and "\\" not in word) or _PATH.match(word):
        return [word]
    return LINE_BREAK.split(word)


def clean(word: str) -> str:
    """Return a word without what cannot be spoken, however deep it is wrapped."""
    if word.isalnum() and word.isascii():
        return word
    while (cleaned := _peel(word)) != word:
        word = cleaned
    return word


def _peel(word: str) -> str:
    while (plain := html.unescape(word)) != word:
        word = plain
    word = TARGET.sub("", word)
    word = _REFERENCE.sub("", word)
    word = TAG.sub(_speak_tag, word)
    word = _ADDRESS.sub(_speak_address, word)
    word = _MARKS.sub("", word)
    word = _STARS.sub(lambda match: "" if match[1] else match[0], word)
    word = _ANGLES.sub(lambda match: "" if match[1] else match[0], word)
    word = _SEPARATORS.sub(" ", word)
    word = _LOOSE_JOINER.sub("", " ".join(word.split()))
    word = "".join(map(_speak_character, word))
    return _RULE.sub("", _DASH.sub("–", word))


def _speak_tag(match: re.Match[str]) -> str:
    """Return what a tag says: an address says its host, and what is no tag says its words."""
    tag = match[0]
    if address := _ADDRESS.match(tag, 1):
        return _speak_address(address)
    if tag[1] in "/!":
        return " " if _BREAKING_TAG.match(tag) else ""
    element = _ELEMENT.match(tag)
    attributes = tag[element.end() : -1] if element else ""
    is_element = element is not None and (element[1].lower() in _ELEMENTS or "=" in attributes)
    if not is_element or not _ATTRIBUTES.fullmatch(attributes):
        return tag
    return " " if _BREAKING_TAG.match(tag) else ""


def _speak_address(match: re.Match[str]) -> str:
    address = match[0].rstrip(".,;:!?")
    host = _HOST.match(address)
    return (host[1].strip(".-") if host else "") + match[0][len(address) :]


def _speak_character(character: str) -> str:
    """Return a character as it is, the letters of one such as ㎜, and nothing of one without a sound."""
    if character in _KEPT:
        return character
    if character in _DROPPED:
        return ""
    category = unicodedata.category(character)
    if category not in _SILENT_CATEGORIES:
        return character
    letters = unicodedata.normalize("NFKC", character) if category == "So" else ""
    return letters if letters != character and any(map(str.isalnum, letters)) else ""
