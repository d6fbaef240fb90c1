"""Names as zeroconf takes them."""

from __future__ import annotations

import unicodedata

_MAX_LABEL_BYTES = 63
"""Maximum length of a DNS label, such as an instance's name: RFC 1035, 2.3.4."""
_UNSENDABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""The Unicode categories that a name must not have: controls, halves of characters, ends of lines."""
_SUBTYPE = "_sub"
"""A name that zeroconf takes for the mark of a subtype: RFC 6763, 7.1."""


def label(name: str, default: str, suffix: str = "") -> str:
    """Return a name as a DNS label: without dots, and no longer in bytes than one may be."""
    signs = (" " if unicodedata.category(sign) in _UNSENDABLE else sign for sign in name.replace(".", "-"))
    plain = unicodedata.normalize("NFC", "".join(signs)).strip()
    if plain in ("", _SUBTYPE):
        plain = default
    return _cut(plain, _MAX_LABEL_BYTES - len(suffix)) + suffix


def _cut(text: str, size: int) -> str:
    """Return as many characters of a text as fit into some bytes of UTF-8."""
    return text.encode()[:size].decode(errors="ignore").rstrip()
