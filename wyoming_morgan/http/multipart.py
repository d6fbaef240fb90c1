"""Forms as `multipart/form-data`, taken apart in one pass over bytes that were read within a bound.

https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MAX_PARTS = 256
_MAX_HEAD_BYTES = 8 * 1024
_MAX_BOUNDARY_BYTES = 70
_MAX_PADDING_BYTES = 64

_CONTENT_TYPE = "multipart/form-data"
_LINE_END = b"\r\n"
_HEAD_END = b"\r\n\r\n"
_LAST = b"--"
_PADDING = b" \t"

# Each alternative begins with a different character and none can match in two ways, so the time is linear.
_PARAMETER = re.compile(r';[ \t]*([^\s;="]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))')
_ESCAPED = re.compile(r'\\(["\\])')


class BrokenForm(ValueError):
    """The bytes are not a form."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field. Its data is a view of the form's bytes."""

    name: str
    data: memoryview


def boundary_of(content_type: str) -> bytes | None:
    """Return what separates the parts, by the header of the form; None if it is not a form.

    Raises:
        BrokenForm: the boundary is missing or longer than allowed.
    """
    kind, _, _ = content_type.partition(";")
    if kind.strip().casefold() != _CONTENT_TYPE:
        return None
    boundary = _parameters(content_type).get("boundary", "").encode("utf-8", "surrogateescape")
    if not 0 < len(boundary) <= _MAX_BOUNDARY_BYTES:
        raise BrokenForm(f"its boundary does not have 1 to {_MAX_BOUNDARY_BYTES} characters")
    return boundary


def take_apart(form: bytes | bytearray, boundary: bytes) -> list[Part]:
    """Return the parts in their order; what stands before the first and behind the last is ignored.

    Raises:
        BrokenForm: a part has no name or no end, or there are too many parts.
    """
    delimiter = _LINE_END + _LAST + boundary
    parts: list[Part] = []
    # The first delimiter may stand at the very beginning, without the line end before it.
    begins = form.startswith(_LAST + boundary)
    end = -len(_LINE_END) if begins else form.find(delimiter)
    while end != -1:
        after = end + len(delimiter)
        if form.startswith(_LAST, after):
            return parts
        if len(parts) >= _MAX_PARTS:
            raise BrokenForm(f"it has more than {_MAX_PARTS} fields")
        name, start = _head(form, _line_end(form, after))
        # Of a part without data, the line end that ends its headers also begins the delimiter.
        end = form.find(delimiter, start - len(_LINE_END))
        parts.append(Part(name, memoryview(form)[start : max(start, end)]))
    raise BrokenForm("it does not end with its boundary")


def _line_end(form: bytes | bytearray, start: int) -> int:
    """Return where the line of a delimiter ends; only blanks may follow the boundary."""
    end = form.find(_LINE_END, start, start + _MAX_PADDING_BYTES)
    if end == -1 or form[start:end].strip(_PADDING):
        raise BrokenForm("a boundary is not followed by a line end")
    return end + len(_LINE_END)


def _head(form: bytes | bytearray, start: int) -> tuple[str, int]:
    """Return the name of the part that begins here, and where its data begins."""
    # The head may be empty, and then begins with the line end that ends it.
    end = form.find(_HEAD_END, start - len(_LINE_END), start + _MAX_HEAD_BYTES)
    if end == -1:
        raise BrokenForm(f"the headers of a part have no end within {_MAX_HEAD_BYTES} bytes")
    for line in bytes(form[start:end]).split(_LINE_END):
        header, colon, value = line.partition(b":")
        if not colon and line:
            raise BrokenForm("a header of a part has no colon")
        if header.strip().lower() == b"content-disposition":
            return _name(value), end + len(_HEAD_END)
    raise BrokenForm("a part of the form has no name")


def _name(disposition: bytes) -> str:
    try:
        text = disposition.decode()
    except UnicodeDecodeError:
        raise BrokenForm("the name of a part is not valid UTF-8") from None
    name = _parameters(text).get("name", "")
    if not name or text.partition(";")[0].strip().casefold() != "form-data":
        raise BrokenForm("a part of the form has no name")
    return name


def _parameters(header: str) -> dict[str, str]:
    """Return the parameters of a header, such as `name` in `form-data; name="file"`."""
    return {
        name.casefold(): token or _ESCAPED.sub(r"\1", quoted)
        for name, quoted, token in _PARAMETER.findall(header)
    }
