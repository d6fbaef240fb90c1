"""Reads names as people see them, however they are written: with hidden signs, look-alikes or figures."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LIKE = str.maketrans(
    dict(
        zip(
            # Cyrillic, Greek and Latin letters that look like those of the alphabet, and their like.
            "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
            "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u04ba\u0500\u051a\u051c"
            "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03f2"
            "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03f9"
            "\u0251\u0261\u0131\u026a\u1d0f\u0280\u0299\u029c\u029f\u1d00\u1d04\u1d05\u1d07\u1d0a\u1d0b\u1d0d\u1d18\u1d1b\u1d1c\u1d20\u1d22\u0274\u0262",
            "abekmhopctyxijshdqwABEKMHOPCTYXIJSHDQWaeikvoptuxcABEZHIKMNOPTYXCagiiorbhlacdejkmptuvzng",
            strict=True,
        )
    )
)
_FIGURES = str.maketrans("0134578", "oleastb")
_AMONG_LETTERS = re.compile(r"(?<=[^\W\d_])[0134578]+(?=[^\W\d_])")
_SIGNS = {
    "\N{DOOR}": " door ",
    "\N{LOCK}": " lock ",
    "\N{OPEN LOCK}": " lock ",
    "\N{CLOSED LOCK WITH KEY}": " lock ",
    "\N{LOCK WITH INK PEN}": " lock ",
    "\N{KEY}": " lock ",
    "\N{OLD KEY}": " lock ",
    "\N{POLICE CARS REVOLVING LIGHT}": " alarm ",
}
_SIGN = re.compile("|".join(_SIGNS))
_PLAIN = re.compile("[ -~\u00c0-\u0130\u0132-\u024f]*")
"""Names of letters with or without accents, in which nothing is hidden."""


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[str, ...]:
    """Return a name as it may be read; most names have one reading.

    Letters that look like those of the alphabet are read as those. A sign that is not seen may stand within a
    word or between two, and a figure among letters may stand for one.
    """
    if _PLAIN.fullmatch(name):
        return _with_figures((name,))
    shown = _SIGN.sub(lambda sign: _SIGNS[sign[0]], unicodedata.normalize("NFKC", name)).translate(_LIKE)
    joined = "".join(letter for letter in shown if unicodedata.category(letter) != "Cf")
    parted = "".join(" " if unicodedata.category(letter) == "Cf" else letter for letter in shown)
    return _with_figures(tuple(dict.fromkeys((joined, parted))))


def _with_figures(names: tuple[str, ...]) -> tuple[str, ...]:
    if not any(map(_AMONG_LETTERS.search, names)):
        return names
    read = (_AMONG_LETTERS.sub(lambda figures: figures[0].translate(_FIGURES), name) for name in names)
    return tuple(dict.fromkeys((*names, *read)))
